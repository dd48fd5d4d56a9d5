import { createPublicKey, verify } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { FLAG, KIND } from '../../shared/format/entry.js';
import { blake3 } from '../../shared/hash/hash.js';
import type { Described } from '../../shared/restore/testing/fake-snapshot.js';
import { directory, file } from '../../shared/restore/testing/trees.js';
import type { DrillRecord } from './evidence.js';
import { DAY, drillRig, type RigSettings } from './testing/rig.js';

type Rig = ReturnType<typeof drillRig>;
const rigs: Rig[] = [];

function rigOf(described: Described[], settings?: RigSettings): Rig {
  const rig = drillRig(described, settings);
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.remove();
});

const noise = (bytes: number, seed: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 31 + seed * 17 + (i >> 7)) & 255));
const recordOf = ({ record }: { record: string }): DrillRecord => JSON.parse(record) as DrillRecord;

const TREE: Described[] = [
  directory(''),
  { ...directory('closed'), mode: 0o000 },
  { ...file('closed/secret', noise(300, 1)), mode: 0o000 },
  { path: 'hole', kind: KIND.file, content: [noise(70_000, 2), 3 << 20, noise(10, 3)] },
  { path: 'link', kind: KIND.symlink, target: Buffer.from('hole'), mode: 0o777 },
  { path: 'other name', kind: KIND.hardlink, target: Buffer.from('hole') },
  { path: 'pipe', kind: KIND.fifo, mode: 0o640 },
  { ...file('marked', noise(100, 4)), xattrs: [{ name: Buffer.from('user.colour'), value: Buffer.from('blue') }], flags: FLAG.xattrs },
];

describe('a drill of everything', () => {
  test('restores, compares, measures, signs, journals, and leaves nothing but the evidence', async () => {
    const rig = rigOf(TREE);
    const { run, signed } = await rig.run({ all: true });
    expect(run).toMatchObject({ state: 'succeeded', figures: { files: 3, differences: 0 } });
    expect(rig.runs.orders).toMatchObject([{ kind: 'drill', jobName: 'docs', officeId: 'o1' }]);
    const record = recordOf(signed);
    expect(record).toMatchObject({ outcome: 'passed', differences: 0, named: [], wholeIs: 'measured', chosen: { kind: 'whole', files: 3 }, checked: { files: 3 }, journal: { number: 9, chain: 'c0ffee' }, repositoryId: 'beef' });
    expect(record.snapshot.journalRecord).toBe(7);
    expect(record.checked.bytes).toBe(300 + 70_000 + 10 + 100);
    expect(record.wholeSeconds).toBe(record.restoreSeconds);
    expect(verify(null, Buffer.from(signed.record), createPublicKey(signed.publicKey), Buffer.from(signed.signature, 'hex'))).toBe(true);
    expect(fs.statSync(path.join(rig.dataDir, 'pki', 'evidence.key')).mode & 0o777).toBe(0o600);
    expect(fs.readFileSync(path.join(rig.dataDir, 'pki', 'evidence.pub'), 'utf8')).toContain('PUBLIC KEY');
    expect(rig.journalled.at(-1)).toMatchObject({ kind: 'drill.done', record: signed.record, signature: signed.signature });
    expect(fs.readdirSync(rig.folder)).toEqual(['evidence']);
    expect(rig.pinned).toEqual([]);
    expect(rig.state.ofJob('j1').good?.id).toBe(record.id);
  });

  test('of damaged or lost chunks names what is missing, and has failed with the code of damage', async () => {
    const rig = rigOf(TREE);
    rig.source.corrupt(blake3(noise(100, 4)));
    rig.source.lose(blake3(noise(300, 1)));
    const { run, signed } = await rig.run({ all: true });
    expect(run).toMatchObject({ state: 'failed', exitCode: 7, errorCode: 'CORRUPT' });
    const record = recordOf(signed);
    expect(record).toMatchObject({ outcome: 'failed' });
    expect(record.named.join('\n')).toMatch(/closed\/secret/);
    expect(record.named.join('\n')).toMatch(/marked/);
    expect(rig.state.ofJob('j1')).toMatchObject({ good: null, newest: [{ passed: false }] });
    expect(fs.readdirSync(rig.folder)).toEqual(['evidence']);
  });

  test('that the disk has no room for does not begin, and says so in its evidence', async () => {
    const rig = rigOf(TREE, { freeBytes: 1_000 });
    const { run, signed } = await rig.run({ all: true });
    expect(run).toMatchObject({ state: 'failed', errorCode: 'NO_SPACE' });
    expect(recordOf(signed)).toMatchObject({ outcome: 'failed', wholeIs: 'unknown', checked: { files: 0 } });
    expect(fs.readdirSync(rig.folder)).toEqual(['evidence']);
  });

  test('that is cancelled proves nothing, and leaves nothing', async () => {
    const rig = rigOf([directory(''), ...Array.from({ length: 400 }, (_, i) => file(`f${i}`, noise(9_000, i)))]);
    const { run, ended } = await rig.drills.begin({ job: 'docs', snapshotId: '', path: Buffer.alloc(0), sampleBytes: 0, all: true, startedBy: 'admin' });
    await expect(rig.drills.begin({ job: 'docs', snapshotId: '', path: Buffer.alloc(0), sampleBytes: 0, all: true, startedBy: 'admin' })).rejects.toMatchObject({ code: 'CONFLICT' });
    rig.runs.cancel(run.id, 'enough');
    await ended;
    expect(rig.runs.ends.get(run.id)?.state).toBe('cancelled');
    expect(rig.journalled).toEqual([]);
    expect(fs.readdirSync(rig.folder)).toEqual(['evidence']);
    expect(rig.pinned).toEqual([]);
  });
});

test('what a drill left that was cut off is removed at the next start', async () => {
  const rig = rigOf(TREE);
  fs.mkdirSync(path.join(rig.folder, 'left', 'data', 'deep'), { recursive: true });
  fs.writeFileSync(path.join(rig.folder, 'left', 'data', 'deep', 'secret'), 'x');
  fs.chmodSync(path.join(rig.folder, 'left', 'data'), 0o500);
  await rig.run({ all: true });
  expect(fs.readdirSync(rig.folder)).toEqual(['evidence']);
});

test('a path is restored alone, and the rest is estimated', async () => {
  const rig = rigOf([directory(''), directory('a'), file('a/x', noise(50_000, 1)), file('a/y', noise(50_000, 2)), directory('b'), file('b/z', noise(100_000, 3))]);
  const record = recordOf((await rig.run({ path: Buffer.from('/a/') })).signed);
  expect(record).toMatchObject({ outcome: 'passed', chosen: { kind: 'path', path: Buffer.from('a').toString('hex'), files: 2, bytes: 100_000 }, checked: { files: 2, bytes: 100_000 }, wholeIs: 'estimated' });
  expect(record.wholeSeconds).toBeGreaterThan(record.restoreSeconds * 1.9);
  const one = recordOf((await rig.run({ path: Buffer.from('b/z') })).signed);
  expect(one).toMatchObject({ outcome: 'passed', checked: { entries: 1, files: 1 } });
  expect((await rig.run({ path: Buffer.from('nowhere') })).run).toMatchObject({ state: 'failed', errorCode: 'NOT_FOUND' });
});

test('a drill by chance keeps to its size, takes small and large files, and can be had again by its seed', async () => {
  const small = Array.from({ length: 300 }, (_, i) => file(`small/${i}`, noise(500, i)));
  const large = Array.from({ length: 8 }, (_, i) => file(`large/${i}`, noise(40_000, i + 1_000)));
  const rig = rigOf([directory(''), directory('large'), ...large, directory('small'), ...small]);
  const first = recordOf((await rig.run({ sampleBytes: 150_000 })).signed);
  expect(first).toMatchObject({ outcome: 'passed', chosen: { kind: 'random', seed: '07070707' }, wholeIs: 'estimated' });
  expect(first.checked.bytes).toBeLessThanOrEqual(150_000);
  expect(first.checked.bytes).toBeGreaterThan(80_000);
  expect(first.checked.files).toBeGreaterThan(50);
  const again = recordOf((await rig.run({ sampleBytes: 150_000 })).signed);
  expect(again.chosen).toEqual(first.chosen);
  // A file larger than the size is restored all the same when nothing else is there.
  const image = rigOf([directory(''), file('image', noise(200_000, 5))]);
  expect(recordOf((await image.run({ sampleBytes: 1_000 })).signed)).toMatchObject({ outcome: 'passed', checked: { files: 1, bytes: 200_000 } });
});

test('by schedule: at its due time, once, and it is told when none has passed for two periods', async () => {
  const rig = rigOf(TREE, { settings: { drill: ['every 7d'], timezone: 'UTC' } });
  rig.drills.start();
  await expect.poll(() => rig.state.ofJob('j1').newest.length).toBe(1);
  expect(rig.state.ofJob('j1').newest[0]).toMatchObject({ scheduled: true, passed: true });
  expect(rig.due()).toEqual([]);
  const watching = rig.schedule();
  expect(watching.standings(rig.jobs())).toEqual([]);
  rig.time.offsetMs += 20 * DAY;
  expect(rig.due()).toEqual(['j1']);
  expect(watching.standings(rig.jobs())).toMatchObject([{ jobId: 'j1', failed: null, overdue: true, goodMs: rig.state.ofJob('j1').good!.endedMs }]);
  // A server that has just begun to look gives the drill an hour.
  expect(rig.schedule().standings(rig.jobs())).toEqual([]);
});
