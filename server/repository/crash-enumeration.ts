// Loss of power at every point of a workload, on a simulated disk: whatever was acknowledged before must be there after the next start, without a hand being moved.
// The unit tests look at some thousand states, the long fault suite at more.
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { crashStates, emptyDisk } from '../../shared/fs/crash-states.js';
import { SimFs, type SimInode } from '../../shared/fs/sim-fs.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import { frameOf, noteReducer, openTest, snapshotFollower, snapshotOf, type TestRepository } from './test-kit.js';
import { ViewHistory, type KeptViews } from './view-history.js';
import type { OpenOptions } from './open.js';
import { rebuildViews } from './rebuild.js';
import type { VerifiedFrame } from './types.js';

const DIR = '/data';
/** Small, so that packs are sealed and segments are closed within the workload. */
const SMALL = { packBytes: 1_500, segmentBytes: 4_000 };
/** Small, so that the reserve is. */
const DISK = { totalBytes: 1 << 20 };

/** Something acknowledged when `point` effects had happened. */
interface Acknowledged {
  point: number;
  what: { frame: string } | { note: string } | { snapshot: number };
  /** From this point on nobody wants it any more, and it may go. */
  until?: number;
}

export interface EnumerationOptions {
  /** `removing`: packs are compacted and removed meanwhile. Default: they are only written. */
  workload?: 'writing' | 'removing';
  step: number;
  randomPerPoint: number;
  random: () => number;
  /** Each state's recovery is itself cut off at some points, so deep. */
  depth: number;
  maxStates: number;
  maxFaults: number;
  /** In every so many states the journal is lost, too, and made anew from the packs. Default: never. */
  journalLostEvery?: number;
  /** Leaves out flushes of these files in the workload: the enumeration must notice. */
  skipSync?: (file: string) => boolean;
}

export interface EnumerationResult {
  states: number;
  /** "point, choice: what was lost"; empty when all is well. */
  faults: string[];
}

function settings(vfs: SimFs, kept: KeptViews): Partial<OpenOptions> {
  return { vfs, lock: () => ({ release: () => undefined }), openView: (directory) => Promise.resolve(kept.open(directory)), destroyView: (directory) => kept.destroy(directory), views: [{ name: 'catalog', followers: [snapshotFollower] }], ...SMALL };
}

async function workload(sim: SimFs, history: ViewHistory): Promise<Acknowledged[]> {
  const promises: Acknowledged[] = [];
  const promised = (what: Acknowledged['what']) => (): void => void promises.push({ point: sim.log.length, what });
  await sim.mkdir(DIR);
  for (let life = 0; life < 3; life++) {
    const { repository } = await openTest(DIR, settings(sim, history.views));
    const work: Promise<void>[] = [];
    for (let i = 0; i < 6; i++) {
      const seed = `life ${life} frame ${i}`;
      work.push(repository.appendFrame(smallFrame(seed)).then(promised({ frame: seed })));
      if (i % 2 === 0) work.push(repository.appendJournal({ kind: 'note', text: seed }).then(promised({ note: seed })));
      if (i === 3) await Promise.all(work);
    }
    await Promise.all(work);
    await repository.commitSnapshot(snapshotOf(life + 1)).then(promised({ snapshot: life + 1 }));
    // The second life ends without a clean end.
    if (life !== 1) await repository.close();
    else await abandon(repository);
  }
  return promises;
}

const CHUNKS = 3;

function smallFrame(seed: string): VerifiedFrame {
  return frameOf(seed, CHUNKS, 60 + 40 * Number(seed.slice(-1)));
}

/** Three lives in which most of what was written before goes while more is written: a frame goes whole, stays whole, or stays in part. */
async function removingWorkload(sim: SimFs, history: ViewHistory): Promise<Acknowledged[]> {
  const promises: Acknowledged[] = [];
  const promised = (what: Acknowledged['what']) => (): void => void promises.push({ point: sim.log.length, what });
  await sim.mkdir(DIR);
  for (let life = 0; life < 3; life++) {
    const { repository } = await openTest(DIR, settings(sim, history.views));
    const write = async (): Promise<void> => {
      for (let i = 0; i < 4; i++) await repository.appendFrame(smallFrame(`life ${life} frame ${i}`)).then(promised({ frame: `life ${life} frame ${i}` }));
      await repository.commitSnapshot(snapshotOf(life + 1)).then(promised({ snapshot: life + 1 }));
    };
    if (life === 0) await write();
    else await Promise.all([write(), collect(repository, promises, sim)]);
    if (life !== 1) await repository.close();
    else await abandon(repository);
  }
  return promises;
}

/** Of the frames so far, every third is given up, and of every third only the middle chunk, which `lostOf` looks at, is wanted still. */
async function collect(repository: TestRepository['repository'], promises: Acknowledged[], sim: SimFs): Promise<void> {
  const live = new IdTable(0);
  for (const [i, promise] of promises.entries()) {
    if (!('frame' in promise.what)) continue;
    if (i % 3 === 0) promise.until ??= sim.log.length;
    if (promise.until !== undefined) continue;
    const { ids } = smallFrame(promise.what.frame);
    for (let chunk = 0; chunk < CHUNKS; chunk++) if (i % 3 === 1 || chunk === 1) live.add(ids, chunk * ID_BYTES);
  }
  const before = repository.packFacts().map(({ pack }) => pack);
  await repository.sealOpenPack();
  for (const pack of before) await repository.compactPack(pack, { changes: 0, isLive: (ids, at) => live.has(ids, at), hasSnapshot: () => true }, new AbortController().signal);
}

/** Waits until nothing is written any more; the rest is as if the process had been killed. */
async function abandon(repository: TestRepository['repository']): Promise<void> {
  await repository.settleViews();
}

async function lostOf(promises: readonly Acknowledged[], inodes: Map<number, SimInode>, kept: KeptViews): Promise<{ lost: string[]; after: SimFs }> {
  const after = new SimFs(DISK, inodes);
  const lost: string[] = [];
  const notes = noteReducer();
  let opened: TestRepository;
  try {
    opened = await openTest(DIR, { ...settings(after, kept), reducers: [notes] });
  } catch (error) {
    // Nothing was promised before the repository was made.
    if (promises.length === 0 && error instanceof FarvaultError) return { lost: [], after };
    return { lost: [`it does not open: ${messageOf(error)}`], after };
  }
  const { repository } = opened;
  for (const { what } of promises) {
    if ('note' in what && !notes.notes.includes(what.note)) lost.push(`note ${what.note}`);
    if ('snapshot' in what && (await repository.view('catalog').get(Buffer.from(snapshotOf(what.snapshot).id))) === undefined) lost.push(`snapshot ${what.snapshot}`);
    if ('frame' in what) {
      const fault = await faultOf(repository, what.frame);
      if (fault !== null) lost.push(`frame ${what.frame} ${fault}`);
    }
  }
  const said = opened.logged.filter((message) => !/never acknowledged|set aside long ago|ahead of the journal/.test(message));
  if (said.length > 0) lost.push(`it says: ${said.join('; ')}`);
  await repository.appendFrame(frameOf('new'));
  await repository.close();
  return { lost, after };
}

/** What is wrong with the middle chunk of a frame, or null. */
async function faultOf(repository: TestRepository['repository'], seed: string): Promise<string | null> {
  const { ids, lengths, payload } = smallFrame(seed);
  const [place] = await repository.locate(ids.subarray(ID_BYTES, 2 * ID_BYTES));
  if (place === null) return 'is not held';
  const stored = await repository.readFrame(place).catch((error: unknown) => messageOf(error));
  if (typeof stored === 'string') return `does not read: ${stored}`;
  const chunk = stored.payload.subarray(place.offsetInFrame, place.offsetInFrame + place.length);
  return chunk.equals(payload.subarray(lengths[0], lengths[0] + lengths[1])) ? null : 'has other bytes';
}

/** Frames and snapshots lie in packs before they are acknowledged: so the packs alone must have them. */
async function withoutJournal(promises: readonly Acknowledged[], inodes: Map<number, SimInode>): Promise<{ lost: string[] }> {
  const vfs = new SimFs(DISK, inodes);
  if (promises.length === 0) return { lost: [] };
  const journal = `${DIR}/journal`;
  for (const name of await vfs.readdir(journal)) await vfs.unlink(`${journal}/${name}`);
  const kept = new ViewHistory(() => 0).views;
  await rebuildViews({ dataDir: DIR, fromPacks: true, reducers: [], log: () => undefined, minFreeBytes: 0, views: [], ...settings(vfs, kept) });
  return lostOf(promises, vfs.snapshot(), kept);
}

export async function enumerateCrashes(options: EnumerationOptions): Promise<EnumerationResult> {
  const sim = new SimFs(options.skipSync === undefined ? DISK : { ...DISK, skipSync: options.skipSync });
  const history = new ViewHistory(() => sim.log.length);
  const promises = await (options.workload === 'removing' ? removingWorkload(sim, history) : workload(sim, history));
  const result: EnumerationResult = { states: 0, faults: [] };
  await enumerate(sim, emptyDisk(), history, promises, options, options.depth, '', result);
  return result;
}

async function enumerate(sim: SimFs, start: Map<number, SimInode>, history: ViewHistory, promises: readonly Acknowledged[], options: EnumerationOptions, depth: number, within: string, result: EnumerationResult): Promise<void> {
  for (const state of crashStates(sim.log, start, options)) {
    if (result.states >= options.maxStates || result.faults.length >= options.maxFaults) return;
    result.states++;
    const due = promises.filter((promise) => promise.point <= state.point && state.point < (promise.until ?? Infinity));
    // LevelDB is not flushed: of the views any number of batches may be left, and a copy that was put back may be ahead.
    const { kept, choice } = history.at(state.point, result.states, options.random);
    const name = `${within}point ${state.point}, ${state.choice}, views ${choice}`;
    const before = new SimFs(DISK, state.inodes).snapshot();
    if (options.journalLostEvery !== undefined && result.states % options.journalLostEvery === 0) {
      const stored = due.filter(({ what }) => !('note' in what));
      const { lost } = await withoutJournal(stored, new SimFs(DISK, state.inodes).snapshot());
      if (lost.length > 0) result.faults.push(`${name}, journal lost: ${lost.join(', ')}`);
    }
    const { lost, after } = await lostOf(due, state.inodes, kept);
    if (lost.length > 0) result.faults.push(`${name}: ${lost.join(', ')}`);
    if (depth > 0 && options.random() < 0.02) {
      const still = due.map(({ what }) => ({ what, point: 0 }));
      await enumerate(after, before, new ViewHistory(() => 0), still, { ...options, step: 3, randomPerPoint: 0 }, depth - 1, `${name} / `, result);
    }
  }
}
