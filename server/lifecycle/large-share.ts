// Is this more of an office than one administrator may put into the trash? What went there by hand within a day counts with it, so that slices do not get around it; what was
// committed within a day is no part of the office yet, so that a flood of new snapshots does not make the share of the old ones small.
import type { KeptSnapshot } from '../snapshots/index.js';

const WINDOW_MS = 24 * 3_600_000;
/** More than one in so many. */
const FIFTH = 5;
/** Fewer than so many never ask. */
const FEWEST = 10;

export interface LargeShare {
  officeId: string;
  /** That would have gone within a day, with what has gone already. */
  going: number;
  /** That are listed, and those that went. */
  of: number;
}

/** `ids`: that are to go; `committedMs`: when each was committed, by the clock of `nowMs`. Empty: none is asked for. */
export function largeShares(all: Iterable<KeptSnapshot>, ids: ReadonlySet<string>, nowMs: number, committedMs: (snapshot: KeptSnapshot) => number): LargeShare[] {
  const offices = new Map<string, LargeShare & { asked: boolean; counted: number }>();
  for (const snapshot of all) {
    const { id, officeId, trash } = snapshot;
    const gone = trash?.byHand === true && trash.sinceMs > nowMs - WINDOW_MS;
    if (trash !== null && !gone) continue;
    const asked = trash === null && ids.has(id);
    const office = offices.get(officeId) ?? { officeId, going: 0, of: 0, asked: false, counted: 0 };
    office.of++;
    if (gone || asked) office.going++;
    if (gone || asked || committedMs(snapshot) <= nowMs - WINDOW_MS) office.counted++;
    office.asked ||= asked;
    offices.set(officeId, office);
  }
  return [...offices.values()].filter(({ asked, going, counted }) => asked && going >= FEWEST && going * FIFTH > counted).map(({ officeId, going, of }) => ({ officeId, going, of }));
}
