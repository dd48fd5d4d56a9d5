// Hooks with real programs: what they get, how they end, and that those after a run are always run.
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/time/clock.js';
import { parseAgentConfig, readAgentConfig } from '../agent-files.js';
import { LiveAgentConfig } from './config-file.js';
import type { HookPrograms } from './hook-config.js';
import { HookMarks } from './hook-marks.js';
import { dueAfter, Hooks, type HookSettings } from './hooks.js';
import { checkTrusted } from './trusted-program.js';

const uid = process.getuid?.() ?? 0;
let dir: string;
let lines: string[];
let programs: HookPrograms;

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'hooks-'));
  lines = [];
  programs = {};
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function script(name: string, body: string): string {
  const file = path.join(dir, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A hook that writes down its phase and state. */
function hook(name: string, body = '', more: { timeoutSeconds?: number } = {}): void {
  programs[name] = { command: [script(name, `echo ${name} $FARVAULT_PHASE $FARVAULT_STATE >> ${dir}/order\n${body}`), 'an argument'], ...more };
}

const order = (): string[] => (existsSync(path.join(dir, 'order')) ? readFileSync(path.join(dir, 'order'), 'utf8').trim().split('\n') : []);
const marks = (): string[] => (existsSync(path.join(dir, 'marks')) ? readdirSync(path.join(dir, 'marks')) : []);
const make = (): Hooks => {
  const note = (details: object, message?: string): void => void lines.push(`agent: ${message ?? ''} ${JSON.stringify(details)}`);
  return new Hooks({ clock: systemClock, programs: () => Promise.resolve(programs), marks: new HookMarks(path.join(dir, 'marks')), log: { info: note, warn: note, error: note } as never });
};
const log = (level: string, message: string): void => void lines.push(`${level}: ${message}`);
const DONE = { state: 'succeeded', snapshotId: 'snap', error: '', errorCode: '', exitCode: 0 };

function around(settings: Partial<HookSettings>, use: (frozen: () => Promise<void>, partial: boolean) => Promise<typeof DONE> = () => Promise.resolve(DONE), signal = new AbortController().signal): Promise<typeof DONE> {
  const run = { runId: 'r1', jobId: 'j1', jobName: 'docs', settings: { hookBefore: [], hookAfter: [], hookTimeout: 20_000, hookFailure: 'fail' as const, ...settings } };
  return make().around(run, log, signal, ({ frozen, partial }) => use(frozen, partial));
}

describe('hooks', () => {
  it('run in their order around the run, and leave no mark', async () => {
    hook('a');
    hook('b');
    hook('c');
    const result = await around({ hookBefore: ['a', 'b'], hookAfter: ['b', 'c'] }, () => {
      expect(order()).toEqual(['a before starting', 'b before starting']);
      expect(marks()).toEqual(['r1.json']);
      return Promise.resolve(DONE);
    });
    expect(result).toEqual(DONE);
    expect(order().slice(2)).toEqual(['b after succeeded', 'c after succeeded']);
    expect(marks()).toEqual([]);
  });

  it('get an argument array, little environment, no input, and the root as directory', async () => {
    process.env['SECRET_OF_THE_AGENT'] = 'x';
    hook('show', 'pwd; env; cat; echo "$1|$2"');
    programs['show'].command.push('$(touch /tmp/never); *');
    await around({ hookAfter: ['show'] });
    const said = lines.filter((line) => line.startsWith('info: hook show: ')).map((line) => line.slice(17));
    expect(said[0]).toBe('/');
    expect(said).toContain('an argument|$(touch /tmp/never); *');
    expect(said.filter((line) => line.startsWith('FARVAULT')).sort()).toEqual(['FARVAULT_JOB=docs', 'FARVAULT_PHASE=after', 'FARVAULT_RUN=r1', 'FARVAULT_SNAPSHOT=snap', 'FARVAULT_STATE=succeeded']);
    expect(said.join()).not.toContain('SECRET');
    expect(existsSync('/tmp/never')).toBe(false);
    delete process.env['SECRET_OF_THE_AGENT'];
  });

  it('that this machine does not list fail the run before anything is run', async () => {
    hook('a');
    const used = around({ hookBefore: ['a', 'nobody'], hookAfter: ['constructor'] }, () => Promise.reject(new Error('the run went on')));
    await expect(used).rejects.toMatchObject({ code: 'HOOK', message: expect.stringContaining("'nobody', 'constructor'") as string, remedy: expect.stringContaining('agent.json') as string });
    expect(order()).toEqual([]);
    expect(marks()).toEqual([]);
  });

  it('that fail before a run keep it from reading, and those after it are run all the same, but none whose first part was not', async () => {
    hook('a', 'exit 3');
    hook('b');
    hook('c');
    await expect(around({ hookBefore: ['a', 'b'], hookAfter: ['a', 'b', 'c'] }, () => Promise.reject(new Error('the run went on')))).rejects.toThrow("hook 'a' ended with exit code 3");
    expect(order()).toEqual(['a before starting', 'a after failed', 'c after failed']);
  });

  it('that fail may let the run go on, which then is partial', async () => {
    hook('a', 'exit 1');
    let partial = false;
    const result = await around({ hookBefore: ['a'], hookFailure: 'continue' }, (_, flag) => ((partial = flag), Promise.resolve(DONE)));
    expect(partial).toBe(true);
    expect(result).toMatchObject({ state: 'partial', snapshotId: 'snap', errorCode: 'HOOK', exitCode: 3 });
  });

  it('that fail after a run make it partial, and do not hide how else it ended', async () => {
    hook('a', 'exit 1');
    hook('b');
    expect(await around({ hookAfter: ['a', 'b'] })).toMatchObject({ state: 'partial', errorCode: 'HOOK', snapshotId: 'snap' });
    expect(order()).toEqual(['a after succeeded', 'b after succeeded']);
    const failed = { ...DONE, state: 'failed', errorCode: 'NO_SPACE' };
    expect(await around({ hookAfter: ['a'] }, () => Promise.resolve(failed))).toEqual(failed);
    await expect(around({ hookAfter: ['b'] }, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(order().at(-1)).toBe('b after failed');
  });

  it('after a run need not wait for its end when what it reads is frozen', async () => {
    hook('a');
    await around({ hookAfter: ['a'] }, async (frozen) => {
      await frozen();
      expect(order()).toEqual(['a after frozen']);
      expect(marks()).toEqual([]);
      return DONE;
    });
    expect(order()).toEqual(['a after frozen']);
  });

  it('are killed with everything that they started when their time is over', async () => {
    hook('slow', `sh -c 'trap "" TERM; echo $$ > ${dir}/child; sleep 100' &\nwhile [ ! -s ${dir}/child ]; do sleep 0.02; done\nsleep 100`, { timeoutSeconds: 1 });
    await expect(around({ hookBefore: ['slow'] })).rejects.toThrow('did not end within 1 s');
    const child = Number(readFileSync(path.join(dir, 'child'), 'utf8'));
    await expect.poll(() => isAlive(child)).toBe(false);
  }, 20_000);

  it('are killed when the run is cancelled, and those after it still run', async () => {
    hook('slow', 'sleep 100');
    hook('after');
    const cancel = new AbortController();
    const run = around({ hookBefore: ['slow'], hookAfter: ['after'] }, undefined, cancel.signal);
    await expect.poll(order).toEqual(['slow before starting']);
    const asked = performance.now();
    cancel.abort(new Error('cancelled by an administrator'));
    await expect(run).rejects.toThrow('cancelled');
    expect(performance.now() - asked).toBeLessThan(3_000);
    expect(order()).toEqual(['slow before starting', 'after after cancelled']);
  });

  it('cannot fill the log, nor speak control characters', async () => {
    hook('loud', `i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done; printf 'a\\033[31mb\\rc\\n' >&2; head -c 100000 /dev/zero | tr '\\0' x`);
    hook('odd', `printf 'a\\033[31mb\\n' >&2`);
    await around({ hookAfter: ['loud', 'odd'] });
    expect(lines.filter((line) => line.includes('hook loud: line')).length).toBeLessThanOrEqual(200);
    expect(lines.some((line) => /hook loud: 30\d more lines are left out/.test(line))).toBe(true);
    expect(lines).toContain('warn: hook odd: a\\x1b[31mb');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(1_100);
  });

  it('may leave something running in the background, which does not hold the run', async () => {
    hook('daemon', `sleep 3 &\necho $! > ${dir}/child`);
    const started = performance.now();
    await around({ hookBefore: ['daemon'] });
    expect(performance.now() - started).toBeLessThan(2_500);
    process.kill(Number(readFileSync(path.join(dir, 'child'), 'utf8')));
  });
});

function isAlive(pid: number): boolean {
  try {
    // A zombie has no command line.
    return readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}

describe('after a crash of the agent', () => {
  it('hooks that were due run once at its next start, before any run of that job, and its log tells', async () => {
    hook('a');
    hook('b');
    mkdirSync(path.join(dir, 'marks'));
    const mark = { runId: 'old', jobId: 'j1', jobName: 'docs', before: ['a', 'b'], after: ['a', 'b', 'gone'], started: ['a'], timeoutMs: 5_000 };
    writeFileSync(path.join(dir, 'marks', 'old.json'), JSON.stringify(mark));
    const hooks = make();
    await hooks.recover();
    const settings = { hookBefore: ['b'], hookAfter: [], hookTimeout: 5_000, hookFailure: 'fail' as const };
    await hooks.around({ runId: 'new', jobId: 'j1', jobName: 'docs', settings }, log, new AbortController().signal, () => Promise.resolve(DONE));
    expect(order()).toEqual(['a after interrupted', 'b before starting']);
    expect(marks()).toEqual([]);
    expect(lines.filter((line) => line.startsWith('warn: ')).join('\n')).toMatch(/in the middle of run old[^]*hook gone: not run/);
  });

  it('a mark that cannot be read is told of and taken away', async () => {
    mkdirSync(path.join(dir, 'marks'));
    writeFileSync(path.join(dir, 'marks', 'old.json'), '{"runId": 1');
    await make().recover();
    expect(marks()).toEqual([]);
    expect(lines.join()).toContain('cannot be read');
  });

  it('those due are all after the run, without those whose first part had not begun', () => {
    expect(dueAfter({ before: ['a', 'b'], after: ['b', 'c', 'a'], started: ['a'] })).toEqual(['c', 'a']);
  });
});

describe('a program that others could change (T21)', () => {
  it('is not run: neither itself, nor a directory or link on the way may be theirs to write', async () => {
    const program = script('p', 'exit 0');
    await checkTrusted(program, uid);
    chmodSync(program, 0o775);
    await expect(checkTrusted(program, uid)).rejects.toThrow('can be written by others');
    chmodSync(program, 0o644);
    await expect(checkTrusted(program, uid)).rejects.toThrow('may not be executed');
    chmodSync(program, 0o755);
    mkdirSync(path.join(dir, 'open'));
    chmodSync(path.join(dir, 'open'), 0o777);
    symlinkSync(program, path.join(dir, 'open', 'link'));
    await expect(checkTrusted(path.join(dir, 'open', 'link'), uid)).rejects.toThrow(/open can be written by others/);
    symlinkSync('open/../p', path.join(dir, 'through'));
    await expect(checkTrusted(path.join(dir, 'through'), uid)).rejects.toThrow(/open can be written by others/);
    symlinkSync('p', path.join(dir, 'fine'));
    await checkTrusted(path.join(dir, 'fine'), uid);
    symlinkSync('round', path.join(dir, 'round'));
    await expect(checkTrusted(path.join(dir, 'round'), uid)).rejects.toThrow('too many links');
    await expect(checkTrusted(dir, uid)).rejects.toThrow('is a directory');
    await expect(checkTrusted(path.join(dir, 'nothing'), uid)).rejects.toThrow('does not exist');
    if (uid !== 0) return;
    chownSync(program, 12_345, 0);
    await expect(checkTrusted(program, uid)).rejects.toThrow('belongs to user 12345');
  });
});

describe('hooks of agent.json', () => {
  const parse = (text: string): HookPrograms => parseAgentConfig(text, 'agent.json').hooks;

  it('are refused with the line of each fault, all at once', () => {
    const text = `{
  "hooks": {
    "good": { "command": ["/bin/true", "--all"], "timeoutSeconds": 5 },
    "relative": { "command": ["true"] },
    "none": { "command": [] },
    "wrong": { "command": ["/bin/true"], "shell": true,
      "timeoutSeconds": 0 },
    "../x": { "command": ["/bin/true"] },
    "text": "/bin/true"
  }
}`;
    expect(() => parse(text)).toThrow(
      /line 4: 'command' of hook 'relative' begins with 'true', which is not an absolute path; line 5: 'command' of hook 'none' must be a list.*; line 6: unknown key 'shell' of hook 'wrong'; line 7: 'timeoutSeconds' of hook 'wrong' must be a whole number from 1 to 86400; line 8: hook '..\/x': a name is.*; line 9: hook 'text' must be an object/,
    );
    expect(() => parse('{"hooks": ["/bin/true"]}')).toThrow("'hooks' must be an object");
  });

  it('are read anew at each run; a half-written or wrong file keeps what was there, and is told of once (F66)', async () => {
    const file = path.join(dir, 'agent.json');
    const text = JSON.stringify({ hooks: { a: { command: ['/bin/true'] } } }, null, 2);
    writeFileSync(file, text);
    const live = new LiveAgentConfig(dir, await readAgentConfig(dir), { warn: (details: object) => void lines.push(JSON.stringify(details)) } as never);
    for (let end = 1; end < text.length - 1; end += 7) {
      writeFileSync(file, text.slice(0, end));
      expect((await live.read()).hooks).toEqual({ a: { command: ['/bin/true'] } });
    }
    writeFileSync(file, text.replace('/bin/true', 'bin/true'));
    const before = lines.length;
    await live.read();
    await live.read();
    expect(lines.length).toBe(before + 1);
    expect(lines.at(-1)).toContain('line 4');
    writeFileSync(file, text.replace('/bin/true', '/bin/false'));
    expect((await live.read()).hooks).toEqual({ a: { command: ['/bin/false'] } });
  });
});
