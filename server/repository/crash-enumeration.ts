// Loss of power at every point of a workload, on a simulated disk: whatever was acknowledged before must be there after the next start, without a hand being moved.
// The unit tests look at some thousand states, the long fault suite at more.
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { crashStates, emptyDisk } from '../../shared/fs/crash-states.js';
import { SimFs, type SimInode } from '../../shared/fs/sim-fs.js';
import { frameOf, noteReducer, openTest, snapshotFollower, snapshotOf, type TestRepository } from './test-kit.js';
import { ViewHistory, type KeptViews } from './view-history.js';
import type { OpenOptions } from './open.js';

const DIR = '/data';
/** Small, so that packs are sealed and segments are closed within the workload. */
const SMALL = { packBytes: 1_500, segmentBytes: 4_000 };
/** Small, so that the reserve is. */
const DISK = { totalBytes: 1 << 20 };

/** Something acknowledged when `point` effects had happened. */
interface Acknowledged {
  point: number;
  what: { frame: string } | { note: string } | { snapshot: number };
}

export interface EnumerationOptions {
  step: number;
  randomPerPoint: number;
  random: () => number;
  /** Each state's recovery is itself cut off at some points, so deep. */
  depth: number;
  maxStates: number;
  maxFaults: number;
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
      work.push(repository.appendFrame(frameOf(seed, 2, 60 + 40 * i)).then(promised({ frame: seed })));
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
      const index = Number(what.frame.slice(-1));
      const frame = frameOf(what.frame, 2, 60 + 40 * index);
      const place = (await repository.locate(frame.ids))[1];
      if (place === null || place === undefined) lost.push(`frame ${what.frame} is not held`);
      else {
        const stored = await repository.readFrame(place).catch((error: unknown) => messageOf(error));
        if (typeof stored === 'string') lost.push(`frame ${what.frame}: ${stored}`);
        else if (!stored.payload.equals(frame.payload)) lost.push(`frame ${what.frame} has other bytes`);
      }
    }
  }
  const said = opened.logged.filter((message) => !/never acknowledged|set aside long ago|ahead of the journal/.test(message));
  if (said.length > 0) lost.push(`it says: ${said.join('; ')}`);
  await repository.appendFrame(frameOf('new'));
  await repository.close();
  return { lost, after };
}

export async function enumerateCrashes(options: EnumerationOptions): Promise<EnumerationResult> {
  const sim = new SimFs(options.skipSync === undefined ? DISK : { ...DISK, skipSync: options.skipSync });
  const history = new ViewHistory(() => sim.log.length);
  const promises = await workload(sim, history);
  const result: EnumerationResult = { states: 0, faults: [] };
  await enumerate(sim, emptyDisk(), history, promises, options, options.depth, '', result);
  return result;
}

async function enumerate(sim: SimFs, start: Map<number, SimInode>, history: ViewHistory, promises: readonly Acknowledged[], options: EnumerationOptions, depth: number, within: string, result: EnumerationResult): Promise<void> {
  for (const state of crashStates(sim.log, start, options)) {
    if (result.states >= options.maxStates || result.faults.length >= options.maxFaults) return;
    result.states++;
    const due = promises.filter((promise) => promise.point <= state.point);
    // LevelDB is not flushed: of the views any number of batches may be left, and a copy that was put back may be ahead.
    const { kept, choice } = history.at(state.point, result.states, options.random);
    const name = `${within}point ${state.point}, ${state.choice}, views ${choice}`;
    const before = new SimFs(DISK, state.inodes).snapshot();
    const { lost, after } = await lostOf(due, state.inodes, kept);
    if (lost.length > 0) result.faults.push(`${name}: ${lost.join(', ')}`);
    if (depth > 0 && options.random() < 0.02) {
      const still = due.map((promise) => ({ ...promise, point: 0 }));
      await enumerate(after, before, new ViewHistory(() => 0), still, { ...options, step: 3, randomPerPoint: 0 }, depth - 1, `${name} / `, result);
    }
  }
}
