// The engine against an in-memory server over real gRPC, with real trees and compiled workers (npx tsc -p . first).
import { appendFileSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, closeSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FLAG, KIND, type Entry, type Segment } from '../../shared/format/entry.js';
import { decodeIndexChunk, decodeRoot } from '../../shared/format/manifest-index.js';
import { ManifestChunkReader } from '../../shared/format/manifest-reader.js';
import { blake3 } from '../../shared/hash/hash.js';
import { systemClock } from '../../shared/time/clock.js';
import { runBackup } from './backup.js';
import { FakeServer } from './testing/fake-server.js';
import { backupDeps, backupSpec } from './testing/run.js';
import type { BackupDeps, RunOutcome } from './types.js';
import type { DataClient } from '../../shared/rpc/gen/farvault/v1/Data.js';

let base: string;
let tree: string;
let server: FakeServer;
let client: DataClient;
let runs = 0;
const impatient = { ...systemClock, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms > 1000 ? ms : Math.min(ms, 5), signal) };

beforeEach(async () => {
  // Not in /tmp: its own times are in the manifest, and change with every file that somebody else puts there.
  base = mkdtempSync('/var/tmp/farvault-backup-test-');
  tree = path.join(base, 'tree');
  mkdirSync(tree);
  server = new FakeServer();
  client = await server.start();
});

afterEach(() => {
  server.stop();
  rmSync(base, { recursive: true, force: true });
});

/** Bytes that do not compress and differ by seed. */
function noise(bytes: number, seed: number): Buffer {
  const out = Buffer.alloc(bytes);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < bytes; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out[i] = state >>> 24;
  }
  return out;
}

function plant(files: Record<string, Buffer | string>): void {
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(tree, name)), { recursive: true });
    writeFileSync(path.join(tree, name), data);
  }
}

interface Overrides {
  deps?: Partial<BackupDeps>;
  spec?: Parameters<typeof backupSpec>[1];
  signal?: AbortSignal;
  runId?: string;
}

function back({ deps, spec, signal, runId }: Overrides = {}): Promise<RunOutcome> {
  const parent = [...server.snapshots].at(-1);
  const parentFields = parent === undefined ? {} : { parentSnapshotId: parent[0], parentRootId: parent[1].rootId };
  return runBackup(
    { runId: runId ?? `run-${++runs}` },
    backupSpec([tree], { ...parentFields, ...spec }),
    backupDeps(client, path.join(base, 'cache'), { clock: impatient, ...deps }),
    signal ?? new AbortController().signal,
  );
}

/** Entries of the newest snapshot below the tree, with the content of its files put together from the server's chunks. */
function stored(): Map<string, { entry: Entry; content: Buffer }> {
  const chunk = (id: Buffer): Buffer => server.chunks.get(id.toString('latin1'))!;
  const { rootId } = [...server.snapshots.values()].at(-1)!;
  const found = new Map<string, { entry: Entry; content: Buffer }>();
  for (const index of decodeRoot(chunk(rootId)).items) {
    for (const { id } of decodeIndexChunk(chunk(index.id))) {
      const reader = new ManifestChunkReader().open(chunk(id));
      while (reader.next()) {
        const entry: Entry | Segment = reader.decode();
        const name = path.relative(tree, `/${entry.path.toString()}`);
        const content = entry.kind === KIND.file || entry.kind === KIND.segment ? Buffer.concat(entry.extents.map((extent) => (extent.id === null ? Buffer.alloc(extent.length) : chunk(extent.id)))) : Buffer.alloc(0);
        if (entry.kind === KIND.segment) found.get(name)!.content = Buffer.concat([found.get(name)!.content, content]);
        else found.set(name, { entry, content });
      }
    }
  }
  return found;
}

function expectStored(files: Record<string, Buffer | string>): void {
  const found = stored();
  for (const [name, data] of Object.entries(files)) {
    expect(found.get(name)?.content.equals(Buffer.from(data as string)), name).toBe(true);
  }
}

describe('a backup', () => {
  const files = { 'a/small': 'small', 'a/empty': '', 'b/large': noise(3_000_000, 1), 'b/twin': noise(3_000_000, 1), z: noise(20_000, 2) };

  it('stores every byte once', async () => {
    plant(files);
    symlinkSync('a/small', path.join(tree, 'link'));
    const outcome = await back();
    expect(outcome).toMatchObject({ state: 'succeeded', error: '', exitCode: 0 });
    expectStored(files);
    expect(stored().get('link')?.entry.target?.toString()).toBe('a/small');
    expect(outcome.tally).toMatchObject({ filesTotal: 5, filesNew: 5, filesUnchanged: 0, bytesLogical: 6_020_005, filesSkipped: 0 });
    expect(server.payloadBytes).toBeLessThan(3_100_000);
  });

  it('neither reads nor sends what is unchanged', async () => {
    plant(files);
    await back();
    const before = server.messageBytes;
    const outcome = await back();
    expect(outcome.tally).toMatchObject({ filesUnchanged: 5, bytesRead: 0, chunksSent: 0 });
    expect(server.messageBytes - before).toBeLessThan(1000);
  });

  it('sends only the changed part of a file', async () => {
    plant(files);
    await back();
    const before = server.payloadBytes;
    const changed = Buffer.concat([files['b/large'].subarray(0, 1_000_000), Buffer.from('inserted'), files['b/large'].subarray(1_000_000)]);
    plant({ 'b/large': changed });
    const outcome = await back();
    expect(outcome.tally).toMatchObject({ filesChanged: 1, filesUnchanged: 4 });
    expectStored({ ...files, 'b/large': changed });
    expect(server.payloadBytes - before).toBeLessThan(600_000);
  });

  it('fetches the parent manifest when the cache is gone, and does not read unchanged files', async () => {
    plant(files);
    await back();
    rmSync(path.join(base, 'cache'), { recursive: true });
    expect((await back()).tally).toMatchObject({ filesUnchanged: 5, bytesRead: 0 });
  });

  it('notices a damaged cache', async () => {
    plant(files);
    await back();
    const [root] = readdirSync(path.join(base, 'cache', 'job'));
    const manifest = path.join(base, 'cache', 'job', root, 'manifest');
    const bytes = readFileSync(manifest);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(manifest, bytes);
    expect(await back()).toMatchObject({ state: 'succeeded', tally: { filesUnchanged: 5, bytesRead: 0 } });
  });

  it('stores holes as holes and images at fixed offsets', async () => {
    const fd = openSync(path.join(tree, 'sparse'), 'w');
    ftruncateSync(fd, 50_000_000);
    writeSync(fd, noise(100_000, 3), 0, 100_000, 30_000_000);
    closeSync(fd);
    const image = Buffer.alloc(40_000_000);
    noise(500_000, 4).copy(image, 17_000_000);
    plant({ 'disk.img': image });
    const outcome = await back({ spec: { images: [path.join(tree, 'disk.img')] } });
    expect(outcome).toMatchObject({ state: 'succeeded' });
    expectStored({ 'disk.img': image, sparse: readFileSync(path.join(tree, 'sparse')) });
    expect(server.payloadBytes).toBeLessThan(900_000);
    expect(outcome.tally.bytesRead).toBeLessThan(41_000_000);
  });

  it('proves possession of what another office has, and sends it when the proof does not hold', async () => {
    plant(files);
    const small = Buffer.from('small');
    server.foreign.set(blake3(small).toString('latin1'), small);
    server.foreign.set(blake3(files.z).toString('latin1'), noise(20_000, 9));
    expect((await back()).state).toBe('succeeded');
    expectStored(files);
  });
});

describe('a file that changes while it is read', () => {
  it('is stored, flagged, makes the run partial, and is read again by the next run', async () => {
    plant({ good: 'good', busy: noise(60_000_000, 6) });
    const writer = setInterval(() => appendFileSync(path.join(tree, 'busy'), noise(1000, 5)), 1);
    const warned: string[] = [];
    const outcome = await back({ deps: { log: (_, message, where) => warned.push(`${path.basename(where?.toString() ?? '')}: ${message}`) } });
    clearInterval(writer);
    expect(outcome).toMatchObject({ state: 'partial', exitCode: 3, tally: { filesInconsistent: 1 } });
    expect(warned.some((line) => /^busy: changed while/.test(line))).toBe(true);
    expect(stored().get('busy')!.entry.flags & FLAG.inconsistent).toBe(FLAG.inconsistent);
    expectStored({ good: 'good' });
    expect((await back()).tally).toMatchObject({ filesChanged: 1, filesInconsistent: 0 });
    expectStored({ busy: readFileSync(path.join(tree, 'busy')) });
  }, 30_000);
});

describe('a cut link', () => {
  it('is opened again and nothing acknowledged is sent twice', async () => {
    const files: Record<string, Buffer> = {};
    for (let i = 0; i < 30; i++) files[`f${i}`] = noise(400_000, 10 + i);
    plant(files);
    server.cutAfterBytes = Array.from({ length: 12 }, (_, i) => 40 + ((i * 977_351) % 3_500_000));
    const outcome = await back({ spec: { codec: 'raw' } });
    expect(outcome).toMatchObject({ state: 'succeeded', error: '' });
    expectStored(files);
    expect(server.streams).toBeGreaterThan(5);
  }, 30_000);

  it('after the commit costs nothing but the question', async () => {
    plant({ a: 'a' });
    server.loseNextResult = true;
    expect(await back()).toMatchObject({ state: 'succeeded', snapshotId: '1'.padStart(32, '0') });
    expect(server.snapshots.size).toBe(1);
  });

  it('is given up when nothing answers for half an hour', async () => {
    plant({ a: 'a' });
    const nobody = FakeServer.connect(1);
    const hurried = { ...impatient, monotonic: () => systemClock.monotonic() * 100_000 };
    const outcome = await back({ deps: { clock: hurried, openBackup: () => nobody.backup() } });
    nobody.close();
    expect(outcome).toMatchObject({ state: 'failed', errorCode: 'UNAVAILABLE', exitCode: 6 });
  }, 20_000);
});

describe('a commit that lacks chunks', () => {
  it('has those files read and sent again', async () => {
    const files = { a: noise(300_000, 50), b: noise(300_000, 51) };
    plant(files);
    await back();
    const lost = stored().get('b')!.entry.extents[0].id!;
    server.chunks.delete(lost.toString('latin1'));
    const outcome = await back();
    expect(outcome).toMatchObject({ state: 'succeeded', tally: { filesTotal: 2, filesUnchanged: 1 } });
    expectStored(files);
  });

  it('ends the run after three rounds', async () => {
    plant({ a: 'a' });
    server.lacking = () => blake3(Buffer.from('never there'));
    expect(await back()).toMatchObject({ state: 'partial', errorCode: 'MISSING', snapshotId: '', exitCode: 3 });
  });
});

describe('an interrupted run', () => {
  it('goes on from what was settled, without reading it again', async () => {
    const files: Record<string, Buffer> = {};
    for (let i = 0; i < 3_000; i++) files[`d${i >> 7}/file-with-a-long-name-${i}`] = noise(300, i);
    for (let i = 0; i < 80; i++) files[`z${i}`] = noise(1_000_000, 5_000 + i);
    plant(files);
    const cancel = new AbortController();
    const first = await back({ runId: 'same', signal: cancel.signal, spec: { codec: 'raw' }, deps: { openBackup: () => {
      const watch = setInterval(() => server.payloadBytes > 65_000_000 && cancel.abort(new Error('stop')), 1);
      cancel.signal.addEventListener('abort', () => clearInterval(watch));
      return client.backup();
    } } });
    expect(first).toMatchObject({ state: 'cancelled', errorCode: 'CANCELLED' });
    const second = await back({ runId: 'same', spec: { codec: 'raw' } });
    expect(second.state).toBe('succeeded');
    expect(second.tally.bytesRead).toBeLessThan(3_000 * 300 + 80 * 1_000_000 - 1_000 * 300);
    expect(second.tally).toMatchObject({ filesTotal: 3_080, filesNew: 3_080, filesUnchanged: 0 });
    expectStored(files);
  }, 30_000);

  it('is cancelled within a second', async () => {
    plant({ a: noise(5_000_000, 1) });
    const cancel = new AbortController();
    const run = back({ signal: cancel.signal, spec: { rateLimitBytes: 100_000, codec: 'raw' } });
    await systemClock.sleep(500);
    const asked = performance.now();
    cancel.abort(new Error('stop'));
    expect((await run).state).toBe('cancelled');
    expect(performance.now() - asked).toBeLessThan(1_000);
  });
});

it('keeps to the rate limit', async () => {
  plant({ a: noise(1_500_000, 1) });
  const started = performance.now();
  await back({ spec: { rateLimitBytes: 1_000_000, codec: 'raw' } });
  expect(performance.now() - started).toBeGreaterThan(400);
});
