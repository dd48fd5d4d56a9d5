// Is this more of an office than one administrator may put into the trash? What went there by hand within a day counts with it, so that slices do not get around it.
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

/** `ids`: that are to go. Empty: none is asked for. */
export function largeShares(all: Iterable<KeptSnapshot>, ids: ReadonlySet<string>, nowMs: number): LargeShare[] {
  const offices = new Map<string, LargeShare & { asked: boolean }>();
  for (const { id, officeId, trash } of all) {
    const gone = trash?.byHand === true && trash.sinceMs > nowMs - WINDOW_MS;
    if (trash !== null && !gone) continue;
    const asked = trash === null && ids.has(id);
    const office = offices.get(officeId) ?? { officeId, going: 0, of: 0, asked: false };
    office.of++;
    if (gone || asked) office.going++;
    office.asked ||= asked;
    offices.set(officeId, office);
  }
  return [...offices.values()].filter(({ asked, going, of }) => asked && going >= FEWEST && going * FIFTH > of).map(({ officeId, going, of }) => ({ officeId, going, of }));
}
