// What is done to a repository while it is killed or its disk fails, and what must be there afterwards: frames, notes and snapshots that were acknowledged, but for frames that a
// collection was told to drop. Each fact is told as a line before or after it holds: what is acknowledged after it was, what is dropped before it is.
import path from 'node:path';
import { messageOf } from '../../shared/errors/errors.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { OpenOptions } from '../../server/repository/open.js';
import { frameOf, noteReducer, openTest, snapshotFollower, snapshotOf } from '../../server/repository/test-kit.js';
import type { VerifiedFrame, Wanted } from '../../server/repository/types.js';
import type { Random } from '../support/random.js';

/** Small, so that packs are sealed and segments are closed within a few records. */
const SMALL = { packBytes: 1_500, segmentBytes: 4_000 };
const FRAMES = 8;
/** A collection keeps about so many of what there is. */
const KEPT_SHARE = 0.6;
const MAX_LIVE = 40;

/** Lines: `frame NAME`, `note TEXT`, `snapshot N`: acknowledged. `drop NAME`: a collection need not keep it. */
export class Ledger {
  readonly frames = new Set<string>();
  readonly notes = new Set<string>();
  readonly snapshots = new Set<number>();

  take(line: string): void {
    const [what, name] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
    if (what === 'frame') this.frames.add(name);
    else if (what === 'drop') this.frames.delete(name);
    else if (what === 'note') this.notes.add(name);
    else if (what === 'snapshot') this.snapshots.add(Number(name));
  }
}

const frame = (name: string): VerifiedFrame => frameOf(name, 2, 60 + 40 * (name.length % 5));
const options = (): Partial<OpenOptions> => ({ reducers: [noteReducer()], views: [{ name: 'catalog', followers: [snapshotFollower] }], ...SMALL });

/** Wants what is in the ledger, and all snapshots. */
function wanting(ledger: Ledger): Wanted {
  const table = new IdTable(0);
  for (const name of ledger.frames) {
    const { ids } = frame(name);
    for (let at = 0; at < ids.length; at += 32) table.add(ids, at);
  }
  return { changes: 0, isLive: (ids, at) => table.has(ids, at), hasSnapshot: () => true };
}

/** One life: opens, stores, reads, collects, ends. `life` names what it stores; `overrides`: another disk. */
export async function work(directory: string, life: number, ledger: Ledger, random: Random, say: (line: string) => void, overrides: Partial<OpenOptions> = {}): Promise<void> {
  const tell = (line: string): void => {
    ledger.take(line);
    say(line);
  };
  const { repository } = await openTest(directory, { ...options(), ...overrides });
  try {
    const storing: Promise<void>[] = [];
    for (let i = 0; i < FRAMES; i++) {
      const name = `life ${life} frame ${i}`;
      storing.push(repository.appendFrame(frame(name)).then(() => tell(`frame ${name}`)));
      if (i % 3 === 0) storing.push(repository.appendJournal({ kind: 'note', text: name }).then(() => tell(`note ${name}`)));
      if (i % 4 === 3) await Promise.all(storing);
    }
    await Promise.all(storing);
    await repository.commitSnapshot(snapshotOf(life)).then(() => tell(`snapshot ${life}`));
    for (const name of [...ledger.frames]) if (ledger.frames.size > MAX_LIVE || random.next() > KEPT_SHARE) tell(`drop ${name}`);
    await repository.sealOpenPack();
    const wanted = wanting(ledger);
    const never = new AbortController().signal;
    for (const { pack, sealed } of repository.packFacts()) if (sealed) await repository.compactPack(pack, wanted, never);
    await repository.appendFrame(frame(`life ${life} last`)).then(() => tell(`frame life ${life} last`));
  } finally {
    await repository.close();
  }
}

/** What was acknowledged and is not there, or not as it was; empty when all is well. Leaves the repository closed. */
export async function lostOf(directory: string, ledger: Ledger, overrides: Partial<OpenOptions> = {}): Promise<string[]> {
  const lost: string[] = [];
  const notes = noteReducer();
  let opened;
  try {
    opened = await openTest(directory, { ...options(), ...overrides, reducers: [notes] });
  } catch (error) {
    // Nothing was promised before the repository was made.
    return ledger.notes.size === 0 && ledger.frames.size === 0 ? [] : [`it does not open: ${messageOf(error)}`];
  }
  const { repository, logged } = opened;
  try {
    await repository.settleViews();
    for (const note of ledger.notes) if (!notes.notes.includes(note)) lost.push(`note ${note}`);
    for (const snapshot of ledger.snapshots) if ((await repository.view('catalog').get(Buffer.from(snapshotOf(snapshot).id))) === undefined) lost.push(`snapshot ${snapshot}`);
    for (const name of ledger.frames) {
      const { ids, payload, lengths } = frame(name);
      for (const [i, place] of (await repository.locate(ids)).entries()) {
        if (place === null) {
          lost.push(`chunk ${i} of ${name} is not held`);
          continue;
        }
        const stored = await repository.readFrame(place).catch((error: unknown) => messageOf(error));
        const right = payload.subarray(i * lengths[0], (i + 1) * lengths[0]);
        if (typeof stored === 'string') lost.push(`chunk ${i} of ${name}: ${stored}`);
        else if (!Buffer.from(stored.payload.subarray(place.offsetInFrame, place.offsetInFrame + place.length)).equals(right)) lost.push(`chunk ${i} of ${name} has other bytes`);
      }
    }
    const said = logged.filter((message) => !/never acknowledged|set aside long ago|ahead of the journal/.test(message));
    if (said.length > 0) lost.push(`it says: ${said.join('; ')}`);
    await repository.appendFrame(frame(`after ${path.basename(directory)}`));
  } finally {
    await repository.close();
  }
  return lost;
}
