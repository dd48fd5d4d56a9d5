// An agent that pours out control messages (T15): reports of states, due runs, logs and ends of runs that are none of its own, small and huge, as fast as the line takes
// them. The server reads them no faster than a rate, keeps next to nothing of them, and answers the others as if it were not there.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConnection, type Connection } from '../../shared/rpc/client.js';
import type { AgentMessage } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import { Cluster } from '../support/cluster.js';
import { seeded } from '../support/random.js';
import { SEED } from './settings.js';

const MIB = 1 << 20;
const MEMORY_MAX_BYTES = 512 * MIB;
/** The longest that an honest question waited. A loaded test machine takes part of it. */
const ANSWER_MAX_MS = 3_000;
const KEPT_MAX_BYTES = 12 * MIB;
const FLOOD_MS = 4_000;

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-hostile-control-'));
const cluster = new Cluster(path.join(dir, 'farvault'));
const random = seeded(SEED);
const connections: Connection[] = [];

const hex = (digits: number): string => Array.from({ length: digits }, () => random.between(0, 16).toString(16)).join('');
const text = (length: number): string => '\u001b[2J\u202e'.padEnd(length, 'x');

/** One of each kind, none of which means anything here. */
const MESSAGES: (() => AgentMessage)[] = [
  () => ({ applied: { generation: random.between(0, 2 ** 31), faults: [{ jobId: hex(16), reason: text(10) }] } }),
  () => ({ applied: { generation: 1, faults: Array.from({ length: 5_000 }, () => ({ jobId: text(50), reason: text(100) })) } }),
  () => ({ due: { runId: hex(16), jobId: hex(16), dueMs: random.between(0, 2 ** 31), attempt: random.between(0, 2 ** 31), reason: 'schedule' } }),
  () => ({ due: { runId: text(100_000), jobId: text(100_000), dueMs: -1, attempt: 0, reason: text(100_000) } }),
  () => ({ log: { runId: hex(16), lines: [{ number: 1, timeMs: 1, level: 'error', message: text(500_000), path: Buffer.alloc(100_000, 0xff) }] } }),
  () => ({ log: { runId: hex(16), lines: Array.from({ length: 10_000 }, (_, number) => ({ number, timeMs: -number, level: text(20), message: '', path: Buffer.alloc(0) })) } }),
  () => ({ progress: { runId: hex(16), phase: text(1_000), counters: null, currentPath: Buffer.alloc(100_000) } }),
  () => ({ accepted: { runId: hex(16) } }),
  () => ({ ended: { runId: hex(16), state: 'succeeded', error: text(100_000), snapshotId: hex(32) } }),
  () => ({ heartbeat: { number: 1 } }),
];

function kept(root: string): number {
  return readdirSync(root, { recursive: true, withFileTypes: true }).reduce((sum, entry) => sum + (entry.isFile() ? (statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0) : 0), 0);
}

beforeAll(async () => {
  await cluster.startServer();
  await cluster.addAgent('honest', 'office');
  for (const name of ['hostile-a', 'hostile-b']) await (await cluster.addAgent(name, 'other')).daemon!.stop();
});

afterAll(async () => {
  for (const connection of connections) connection.close();
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Pours until told to stop; opens the stream again whenever it is cut. Gives how many messages the line took. */
async function pour(name: string, until: number): Promise<number> {
  const { dataDir } = cluster.agents.get(name)!;
  const identity = JSON.parse(readFileSync(path.join(dataDir, 'identity.json'), 'utf8')) as { ca: string; certificate: string; key: string; repositoryId: string };
  const connection = openConnection(cluster.address, identity);
  connections.push(connection);
  let poured = 0;
  while (performance.now() < until) {
    const stream = connection.agent.control();
    let open = true;
    const over = new Promise<void>((resolve) => {
      stream.on('error', () => {
        open = false;
        resolve();
      });
    });
    stream.on('data', () => undefined);
    const facts = { version: text(5_000), hostname: text(5_000), restoreRoots: Array.from({ length: 500 }, () => text(500)), warnings: Array.from({ length: 500 }, () => text(500)), clockMs: -1 };
    stream.write({ hello: { instanceId: hex(32), activeRuns: Array.from({ length: 5_000 }, () => hex(16)), facts, generation: 7 } });
    while (open && performance.now() < until) {
      const taken = stream.write(MESSAGES[poured++ % MESSAGES.length]());
      if (taken) continue;
      await Promise.race([once(stream, 'drain'), over, new Promise((resolve) => setTimeout(resolve, Math.max(0, until - performance.now())))]);
    }
    stream.cancel();
    await over;
  }
  return poured;
}

it('is read at a rate, and costs the others next to nothing', async () => {
  const pid = cluster.server!.pid;
  const before = kept(cluster.serverDir);
  const until = performance.now() + FLOOD_MS;
  let longestMs = 0;
  const honest = (async (): Promise<void> => {
    while (performance.now() < until) {
      const from = performance.now();
      expect(await cluster.admin.isOnline('honest')).toBe(true);
      longestMs = Math.max(longestMs, performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const [a, b] = await Promise.all([pour('hostile-a', until), pour('hostile-b', until), honest]);
  expect(a + b).toBeGreaterThan(40);
  expect(longestMs).toBeLessThan(ANSWER_MAX_MS);
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
  expect(peak).toBeLessThan(MEMORY_MAX_BYTES);
  expect(kept(cluster.serverDir) - before).toBeLessThan(KEPT_MAX_BYTES);
  // Nothing of it became a run, and what is shown of the agent has bounds.
  expect(await cluster.admin.runs()).toEqual([]);
  expect((await cluster.ok(['agent', 'show', 'hostile-a', '--json'])).length).toBeLessThan(300_000);
  expect((await cluster.ok(['agent', 'show', 'hostile-a'])).includes('\u001b[2J')).toBe(false);
});
