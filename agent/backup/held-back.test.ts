// Each thing that can hold a run back, brought about for real: the counters name it.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../shared/time/clock.js';
import { ChaosProxy } from '../../test/support/chaos-proxy.js';
import { runBackup } from './backup.js';
import { FakeServer, type FakeServerOptions } from './testing/fake-server.js';
import { backupDeps, backupSpec } from './testing/run.js';

let base: string;
let tree: string;

beforeEach(() => {
  base = mkdtempSync(path.join(os.tmpdir(), 'held-back-'));
  tree = path.join(base, 'tree');
  mkdirSync(tree);
});

afterEach(() => {
  delete process.env['FARVAULT_FAILPOINTS'];
  rmSync(base, { recursive: true, force: true });
});

function plant(files: number, bytes: number, compressible: boolean): void {
  for (let file = 0; file < files; file++) {
    const data = randomBytes(bytes);
    writeFileSync(path.join(tree, `f${file}`), compressible ? data.toString('hex').slice(0, bytes) : data);
  }
}

interface Shares {
  reading: number;
  chunking: number;
  line: number;
  store: number;
  paused: number;
}

/** Share of each cause in the whole run's wall time. */
async function causes(options: FakeServerOptions, { bytesPerSecond, limit = 0 }: { bytesPerSecond?: number; limit?: number } = {}): Promise<Shares> {
  const server = new FakeServer(options);
  const port = await server.listen();
  const proxy = bytesPerSecond === undefined ? null : await ChaosProxy.start(`127.0.0.1:${port}`, 1, { bytesPerSecond });
  const client = FakeServer.connect(proxy === null ? port : Number(proxy.address.split(':')[1]));
  try {
    const startedMs = systemClock.monotonic();
    const { state, error, tally } = await runBackup({ runId: 'r' }, backupSpec([tree], { rateLimitBytes: limit }), backupDeps(client, path.join(base, 'cache')), new AbortController().signal);
    const wallMs = systemClock.monotonic() - startedMs;
    expect(state, error).toBe('succeeded');
    const all = tally.msReading + tally.msChunking + tally.msLine + tally.msStore + tally.msPaused;
    expect(all).toBeLessThan(wallMs + 100);
    expect(all).toBeGreaterThan(wallMs * 0.8);
    return { reading: tally.msReading / all, chunking: tally.msChunking / all, line: tally.msLine / all, store: tally.msStore / all, paused: tally.msPaused / all };
  } finally {
    client.close();
    server.stop();
    await proxy?.stop();
  }
}

/** What took most of the time: a loaded machine makes everything slower, but not that much. */
function foremost(shares: Shares): string {
  return Object.entries(shares).sort((a: [string, number], b: [string, number]) => b[1] - a[1])[0][0];
}

it('a slow disk is named', async () => {
  plant(20, 20_000, true);
  process.env['FARVAULT_FAILPOINTS'] = 'agent.file.read=sleep:60';
  expect(foremost(await causes({}))).toBe('reading');
});

it('a slow line is named', async () => {
  plant(4, 1_000_000, false);
  expect(foremost(await causes({}, { bytesPerSecond: 3_000_000 }))).toBe('line');
});

it('a slow store is named', async () => {
  plant(6, 1_000_000, false);
  expect(foremost(await causes({ storeMs: 400, creditBytes: 2 << 20 }))).toBe('store');
});

it('a limit is named, and not taken for the line', async () => {
  plant(2, 1_000_000, false);
  expect(foremost(await causes({}, { limit: 1_500_000 }))).toBe('paused');
});

it('cutting and compressing are named when nothing else is slow', async () => {
  plant(20, 20_000, true);
  process.env['FARVAULT_FAILPOINTS'] = 'agent.chunk.cut=sleep:60';
  expect(foremost(await causes({}))).toBe('chunking');
});
