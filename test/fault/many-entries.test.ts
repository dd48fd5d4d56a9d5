// One directory with very many entries (F34), and so a manifest that no memory is to hold (F33): the agent backs it up, unchanged again, and its memory stays bounded.
// The long part only: a million files take minutes to make.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';
import { TemporaryFileSystem, whyNoMounts } from '../support/file-system.js';
import { countOf, LONG } from './settings.js';

const ENTRIES = countOf('ENTRIES', LONG ? 1_000_000 : 0);
const MIB = 1 << 20;
const MEMORY_BYTES = 512 * MIB;
const reason = whyNoMounts();

/** The most that the process has had, so far. */
const peakOf = (pid: number): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;

it.skipIf(ENTRIES === 0 || reason !== null)(`a directory with ${ENTRIES} entries is backed up in bounded memory${reason === null ? '' : ` (not run: ${reason})`}`, { timeout: 1_800_000 }, async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-many-'));
  const disk = new TemporaryFileSystem(`size=4g,nr_inodes=${ENTRIES + 1_000}`);
  const cluster = new Cluster(path.join(dir, 'farvault'));
  try {
    const tree = path.join(disk.path, 'tree');
    mkdirSync(tree);
    for (let i = 0; i < ENTRIES; i++) writeFileSync(path.join(tree, `entry ${(i * 7_919) % ENTRIES} of many`), i % 100 === 0 ? `content ${i}` : '');
    await cluster.startServer();
    await cluster.addAgent('a', 'office');
    await cluster.ok(['job', 'create', 'many', '--agent', 'a', '--path', tree, '--snapshot', 'none']);
    const agent = cluster.agents.get('a')!.daemon!;
    const began = performance.now();
    const first = await cluster.backUp('many', 1_200_000);
    const firstMs = performance.now() - began;
    expect(first.state, first.error).toBe('succeeded');
    expect(first.counters!.filesTotal).toBe(ENTRIES);
    const again = await cluster.backUp('many', 1_200_000);
    expect(again).toMatchObject({ state: 'succeeded', counters: { bytesRead: 0, filesUnchanged: ENTRIES } });
    const peak = peakOf(agent.pid);
    console.log(`many entries: ${ENTRIES} in one directory, first backup ${Math.round(firstMs / 1000)} s, the agent's peak ${Math.round(peak / MIB)} MiB`);
    expect(peak).toBeLessThan(MEMORY_BYTES);
  } finally {
    await cluster.stop();
    disk.remove();
    rmSync(dir, { recursive: true, force: true });
  }
});
