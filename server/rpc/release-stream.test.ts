// How many archives are on their way at a time, and what becomes of readers that are slow, gone, or ask for what is not there.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import type { ReleasePart } from '../../shared/rpc/gen/farvault/v1/ReleasePart.js';
import { ManualClock } from '../delivery/testing/receivers.js';
import type { Releases } from '../releases/index.js';
import { ReleaseStreams } from './release-stream.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-release-stream-'));
const archive = randomBytes(1_000_000);
writeFileSync(path.join(dir, 'archive'), archive);
let opened = 0;
const releases = {
  openArchive: async () => {
    const file = await realFs.open(path.join(dir, 'archive'), 'read');
    opened++;
    const close = file.close.bind(file);
    file.close = () => {
      opened--;
      return close();
    };
    return { file, bytes: archive.length };
  },
} as unknown as Releases;

let clock: ManualClock;
let streams: ReleaseStreams;

beforeEach(() => {
  clock = new ManualClock();
  streams = new ReleaseStreams(releases, clock);
});
afterAll(() => rmSync(dir, { recursive: true }));

/** A reader that takes `parts` and then no more. */
function read(caller: string, { offset = 0, limit = 0, parts = Infinity, sha256 = Buffer.alloc(32) } = {}) {
  const taken: Buffer[] = [];
  const gone = new AbortController();
  const write = ({ data }: ReleasePart, written: (error: Error | null) => void): void => {
    if (taken.length >= parts) return;
    taken.push(Buffer.from(data as Buffer));
    setImmediate(written, null);
  };
  const ended = streams.send({ request: { sha256, offset, limit }, write }, caller, gone.signal);
  ended.catch(() => undefined);
  return { ended, taken, gone };
}

it('gives what was asked for, byte for byte, in parts of at most 256 KiB', async () => {
  for (const [offset, limit] of [[0, 0], [1, 0], [262_144, 262_144], [999_999, 5], [1_000_000, 0], [7, 300_000]]) {
    const { ended, taken } = read('a', { offset, limit });
    await ended;
    expect(Buffer.concat(taken).equals(archive.subarray(offset, limit === 0 ? undefined : offset + limit))).toBe(true);
    expect(Math.max(0, ...taken.map((part) => part.length))).toBeLessThanOrEqual(262_144);
  }
});

it.each([{ offset: 1_000_001 }, { offset: -1 }, { offset: Number.NaN }, { offset: 2 ** 60 }, { limit: -1 }, { limit: 2 ** 60 }, { sha256: Buffer.alloc(31) }, { sha256: Buffer.alloc(0) }])('refuses %j', async (asked) => {
  await expect(read('a', asked).ended).rejects.toMatchObject({ code: 'INVALID' });
  expect(opened).toBe(0);
});

it('two at a time for each, 64 in all; a place is free again when its reader is gone', async () => {
  const readers = Array.from({ length: 64 }, (_, i) => read(`agent ${i >> 1}`, { parts: 1 }));
  await expect.poll(() => readers.every(({ taken }) => taken.length === 1)).toBe(true);
  for (const caller of ['agent 0', 'agent 99']) await expect(read(caller).ended).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  readers[1].gone.abort(new FarvaultError('CANCELLED', 'gone'));
  await expect(readers[1].ended).rejects.toMatchObject({ code: 'CANCELLED' });
  await read('agent 0').ended;
  for (const { gone, ended } of readers) {
    gone.abort(new FarvaultError('CANCELLED', 'gone'));
    await ended.catch(() => undefined);
  }
  expect(opened).toBe(0);
});

it('reads no further than its reader takes, and gives up one that takes nothing for a minute', async () => {
  const slow = read('a', { parts: 1 });
  await clock.pass(120_000, 5_000);
  await expect(slow.ended).rejects.toMatchObject({ code: 'DEADLINE' });
  expect([slow.taken.length, opened]).toEqual([1, 0]);
});
