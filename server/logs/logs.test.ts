import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine__Output } from '../../shared/rpc/gen/farvault/v1/LogLine.js';
import { MAX_QUEUE_BYTES, MAX_RUN_BYTES } from './log-bounds.js';
import { LogStore, type LogQuery } from './index.js';
import type { LogOptions } from './log-store.js';
import type { LogBounds } from './segments.js';

const DAY_MS = 24 * 60 * 60_000;
const BOUNDS: LogBounds = { ageMs: 90 * DAY_MS, totalBytes: 1 << 30, segmentBytes: 1 << 20, segmentMs: DAY_MS };
const never = new AbortController().signal;

let dir: string;
let nowMs: number;
let warned: string[];
const open: LogStore[] = [];

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'fv-logs-'));
  nowMs = Date.UTC(2026, 0, 10);
  warned = [];
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((logs) => logs.close()));
  await rm(dir, { recursive: true, force: true });
});

async function start(options: Partial<LogOptions> = {}): Promise<LogStore> {
  const clock = { now: () => nowMs, monotonic: () => nowMs, sleep: (): Promise<void> => new Promise((resolve) => setImmediate(resolve)) };
  const logs = await LogStore.open({ directory: dir, clock, bounds: BOUNDS, openRuns: [], warn: (message) => warned.push(message), ...options });
  open.push(logs);
  return logs;
}

const line = (number: number, message = `line ${number}`, more: Partial<LogLine__Output> = {}): LogLine__Output => ({ number, timeMs: nowMs, level: 'info', message, path: Buffer.alloc(0), ...more });
const RUN = { runId: '00000000000000aa', jobName: 'docs', agentId: 'a1', officeId: 'o1' };

async function search(logs: LogStore, query: LogQuery = {}, limit = 100): Promise<string[]> {
  const { found } = await logs.search(query, limit, never);
  const messages: string[] = [];
  for await (const entries of found) messages.push(...entries.map(({ message }) => message));
  return messages;
}

describe('the log of a run', () => {
  it('keeps each line once, whatever is sent again, also by a server that was started anew', async () => {
    const first = await start();
    first.lines(RUN, 'i', [line(1), line(2)]);
    first.lines(RUN, 'i', [line(1), line(2), line(3)]);
    await first.close();
    const second = await start({ openRuns: [{ id: RUN.runId, sinceMs: nowMs - 1 }] });
    second.lines(RUN, 'i', [line(1), line(2), line(3), line(4)]);
    expect(await search(second, { runId: RUN.runId })).toEqual(['line 1', 'line 2', 'line 3', 'line 4']);
  });

  it('keeps the lines of a process of the agent that was started anew, which counts from 1 again', async () => {
    const logs = await start();
    const before = line(1, 'before the crash');
    logs.lines(RUN, 'before', [before]);
    nowMs += 1_000;
    logs.lines(RUN, 'after', [line(1, 'after the crash')]);
    // What was kept with the end of a run is sent once more by the next process.
    logs.lines(RUN, 'later', [before, line(2, 'the end')]);
    expect(await search(logs)).toEqual(['before the crash', 'after the crash', 'the end']);
  });

  it('is bounded, and says where it ends', async () => {
    const logs = await start();
    const big = 'x'.repeat(16_000);
    const lines = Array.from({ length: Math.ceil(MAX_RUN_BYTES / big.length) + 50 }, (_, i) => line(i + 1, big));
    for (let at = 0; at < lines.length; at += 100) {
      logs.lines(RUN, 'i', lines.slice(at, at + 100));
      await logs.flush();
    }
    expect(await search(logs, {}, 1)).toEqual(['the log of this run is full: further lines are dropped']);
    logs.lines({ ...RUN, runId: '00000000000000bb' }, 'i', [line(1, 'another run goes on')]);
    expect(await search(logs, {}, 1)).toEqual(['another run goes on']);
  });

  it('has paths as they are, UTF-8 or not', async () => {
    const logs = await start();
    const paths = [Buffer.from('srv/Straße'), Buffer.from([0x61, 0xff, 0x0a])];
    logs.lines(RUN, 'i', paths.map((name, i) => line(i + 1, 'skipped', { path: name })));
    const { found } = await logs.search({}, 10, never);
    for await (const entries of found) expect(entries.map((entry) => entry.path)).toEqual(paths);
    expect(await search(logs, { text: 'STRASSE' })).toEqual([]);
    expect(await search(logs, { text: 'straße' })).toEqual(['skipped']);
  });

  it('gives lines of a clock that is ahead the time at which they came', async () => {
    const logs = await start();
    logs.lines(RUN, 'i', [line(1, 'from the future', { timeMs: nowMs + DAY_MS }), line(2, 'kept while the line was down', { timeMs: nowMs - 60_000 })]);
    expect(await search(logs)).toEqual(['kept while the line was down', 'from the future']);
  });
});

describe('a search', () => {
  async function filled(): Promise<LogStore> {
    const logs = await start({ bounds: { ...BOUNDS, segmentBytes: 400 } });
    for (let i = 0; i < 20; i++) {
      nowMs += 60_000;
      const number = i + 1;
      const run = i % 2 === 0 ? RUN : { runId: '00000000000000bb', jobName: 'mail', agentId: 'a2', officeId: 'o2' };
      logs.lines(run, 'i', [line(number, `"quoted" \\ÄÖ entry ${number}`, { level: i % 5 === 0 ? 'error' : i % 5 === 1 ? 'warn' : 'info' })]);
      await logs.flush();
    }
    logs.event('warn', 'of the server itself');
    return logs;
  }
  const numbers = (messages: string[]): number[] => messages.map((message) => Number(message.split(' ').at(-1)));

  it('finds by run, job, agent, office, level, time and text', async () => {
    const logs = await filled();
    const odd = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
    expect(numbers(await search(logs, { runId: RUN.runId }))).toEqual(odd);
    expect(numbers(await search(logs, { jobName: 'docs' }))).toEqual(odd);
    expect(numbers(await search(logs, { agentId: 'a1' }))).toEqual(odd);
    expect(numbers(await search(logs, { officeIds: ['o1'] }))).toEqual(odd);
    expect(await search(logs, { officeIds: [] })).toEqual([]);
    expect(await search(logs, { officeIds: ['o1', 'o2'] })).toHaveLength(20);
    expect(numbers(await search(logs, { level: 'error' }))).toEqual([1, 6, 11, 16]);
    expect(await search(logs, { level: 'warn' })).toHaveLength(9);
    expect(numbers(await search(logs, { agentId: 'a1', level: 'error' }))).toEqual([1, 11]);
    const from = Date.UTC(2026, 0, 10);
    expect(numbers(await search(logs, { sinceMs: from + 3 * 60_000, untilMs: from + 6 * 60_000 }))).toEqual([3, 4, 5]);
    expect(numbers(await search(logs, { text: 'ENTRY 1' }))).toEqual([1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(await search(logs, { text: '"QUOTED" \\äö entry 7' })).toHaveLength(1);
    expect(await search(logs, { text: 'server', agentId: 'a1' })).toEqual([]);
  });

  it('gives the newest lines up to its limit, the oldest first', async () => {
    const logs = await filled();
    expect(numbers(await search(logs, { agentId: 'a2' }, 3))).toEqual([16, 18, 20]);
    expect((await readdir(dir)).length).toBeGreaterThan(3);
  });

  it('is not misled by a message that looks like a field', async () => {
    const logs = await start();
    logs.lines(RUN, 'i', [line(1, '"a":"a2"'), line(2, '{"t":1,"l":"error","a":"a2","m":"forged"}\n{"t":1,"l":"error","a":"a2","m":"forged"}')]);
    expect(await search(logs, { agentId: 'a2' })).toEqual([]);
    expect(await search(logs, { level: 'error' })).toEqual([]);
  });

  it('goes on from where another ended, with what came since', async () => {
    const logs = await filled();
    const { end } = await logs.search({}, 1, never);
    for (let i = 100; i < 120; i++) {
      logs.lines(RUN, 'i', [line(i)]);
      await logs.flush();
    }
    const seen: number[] = [];
    let position = end;
    for await (const found of logs.read({ runId: RUN.runId }, end, never)) {
      seen.push(...found.entries.map(({ number }) => number));
      position = found.position;
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => 100 + i));
    for await (const found of logs.read({}, position, never)) expect(found.entries).toEqual([]);
  });

  it('can be given up', async () => {
    const logs = await filled();
    const { found } = await logs.search({}, 10, AbortSignal.abort(new Error('gone')));
    await expect(found[Symbol.asyncIterator]().next()).rejects.toThrow('gone');
  });
});

describe('the log is bounded', () => {
  const bytesOf = async (): Promise<number> => {
    const sizes = await Promise.all((await readdir(dir)).map(async (name) => (await stat(path.join(dir, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  };

  it('by size', async () => {
    const logs = await start({ bounds: { ...BOUNDS, totalBytes: 50_000, segmentBytes: 5_000 } });
    for (let i = 1; i <= 500; i++) {
      logs.event('info', `${i} ${'x'.repeat(1_000)}`);
      await logs.flush();
    }
    expect(await bytesOf()).toBeLessThan(57_000);
    const kept = await search(logs, {}, 1_000);
    expect(kept.at(-1)).toMatch(/^500 /);
    expect(kept.length).toBeGreaterThan(40);
  });

  it('by age, also over a restart', async () => {
    const logs = await start();
    logs.event('info', 'old');
    await logs.flush();
    nowMs += 2 * DAY_MS;
    logs.event('info', 'newer');
    await logs.flush();
    nowMs += 89 * DAY_MS;
    logs.event('info', 'new');
    expect(await search(logs)).toEqual(['newer', 'new']);
    await logs.close();
    nowMs += 2 * DAY_MS;
    expect(await search(await start())).toEqual(['new']);
  });

  it('is not sealed at every line by lines that come late', async () => {
    const logs = await start();
    for (let i = 1; i <= 10; i++) {
      logs.lines(RUN, 'i', [line(i, 'late', { timeMs: nowMs - 30 * DAY_MS })]);
      await logs.flush();
    }
    expect(await readdir(dir)).toHaveLength(1);
    expect(await search(logs, { untilMs: nowMs - DAY_MS })).toHaveLength(10);
  });

  it('in memory: what the disk does not take is dropped, counted and said, and nothing fails', async () => {
    const logs = await start({ bounds: { ...BOUNDS, segmentBytes: 1 } });
    logs.event('info', 'before');
    await logs.flush();
    await rm(dir, { recursive: true });
    const big = 'x'.repeat(10_000);
    for (let i = 0; i < MAX_QUEUE_BYTES / big.length + 100; i++) logs.event('info', big);
    await logs.flush();
    expect(logs.dropped).toBeGreaterThan(800);
    expect(warned).toHaveLength(1);
    await mkdir(dir);
    logs.event('info', 'after');
    expect(await search(logs, { text: 'after' })).toEqual(['after']);
    expect((await search(logs, { text: 'could not be written' })).length).toBe(1);
  });
});

describe('the files of the log', () => {
  it('survive a torn last line', async () => {
    const logs = await start();
    logs.event('info', 'whole');
    await logs.close();
    const [name] = await readdir(dir);
    await appendFile(path.join(dir, name), '{"t":1,"l":"info","m":"to');
    const again = await start();
    again.event('info', 'goes on');
    expect(await search(again)).toEqual(['whole', 'goes on']);
  });

  it('of an earlier version are removed, which is said', async () => {
    await writeFile(path.join(dir, '00112233445566ff.log'), '{}\n');
    await start();
    expect(await readdir(dir)).toEqual([]);
    expect(warned).toEqual(['logs of runs in the form of an earlier version were removed']);
  });

  it('hold no secret', async () => {
    const logs = await start();
    const secrets = ['fvt1_c2VjcmV0LXNlY3JldC1zZWNyZXQ', 'hunter2-hunter2', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', 's3cr3t-in-a-url', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl', 'Zm9vYmFyOmJhemJhemJheg=='];
    const [token, password, key, url, jwt, basic] = secrets;
    const lines = [
      `enrolled with ${token}`,
      `mysqldump --user=root --password=${password} all`,
      `mysqldump --password ${password}`,
      `PGPASSWORD='${password}' pg_dump`,
      `{"client_secret": "${password}", "user": "x"}`,
      `api-key: ${password}`,
      `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----`,
      `-----BEGIN EC PRIVATE KEY----- ${key}`,
      `mounting smb://backup:${url}@nas/share failed`,
      `postgres://u:${url}@x@host/db`,
      `Authorization: Basic ${basic}`,
      `curl -H 'authorization: bearer ${jwt}'`,
      `got ${jwt}`,
    ];
    lines.forEach((message, i) => {
      logs.event('info', message);
      logs.lines(RUN, 'i', [line(i + 1, message)]);
    });
    // As a program prints it: a line at a time.
    logs.lines({ ...RUN, runId: '00000000000000cc' }, 'i', ['-----BEGIN RSA PRIVATE KEY-----', key, key, '-----END RSA PRIVATE KEY-----', 'goes on'].map((message, i) => line(i + 1, message)));
    expect((await search(logs)).at(-1)).toBe('goes on');
    const written = (await Promise.all((await readdir(dir)).map((name) => readFile(path.join(dir, name), 'utf8')))).join('');
    for (const secret of secrets) expect(written, secret).not.toContain(secret);
    expect(written).toContain('mounting smb://backup:[redacted]@nas/share failed');
  });

  it('leave ordinary words alone', async () => {
    const logs = await start();
    const messages = ['token expired', 'password file /etc/shadow skipped', 'see https://example.org/docs:8443/x', 'the key of the job', 'basic setup done'];
    for (const message of messages) logs.event('info', message);
    expect(await search(logs)).toEqual(messages);
  });

  it('take hostile text in time that grows with its length only', () => {
    const began = performance.now();
    return start().then(async (logs) => {
      for (const part of ['a.', 'password ', 'x://', '-----BEGIN PRIVATE KEY-----', 'eyJeyJ', 'token="', 'bearer ', "pwd='\\"]) logs.event('info', part.repeat(16_384 / part.length));
      await logs.flush();
      expect(performance.now() - began).toBeLessThan(1_000);
    });
  });
});
