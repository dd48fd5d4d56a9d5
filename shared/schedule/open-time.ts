// The instants that hours of the week and blacked out days leave open, in a zone.
import { mergeWeek, coversWeek, WEEK, type Stretch } from './hours.js';
import { DAY_MS, MINUTE_MS, type Zone } from './zone.js';

/** An open interval, end not included, and where the one before it ended. */
export interface Opening {
  /** -Infinity: there is none before. */
  previousTo: number;
  from: number;
  to: number;
}

const WEEK_MS = WEEK * MINUTE_MS;
/** 1970 began on a Thursday; weeks are counted from the Sunday before. */
const FIRST_WEEK_WALL = -4 * DAY_MS;
/** Longer than all the blackouts that fit into the settings. */
const SEARCH_WEEKS = 6_000;

export class OpenTime {
  readonly #zone: Zone;
  readonly #week: Stretch[];
  readonly #closed: Stretch[];
  #pieced: Stretch[] | null = null;
  #last: Opening | null = null;

  /** `week`: stretches of the week, none: always open; `closed`: wall times, merged. */
  constructor(zone: Zone, week: Stretch[], closed: Stretch[]) {
    this.#zone = zone;
    const merged = mergeWeek(week);
    this.#week = coversWeek(merged) ? [] : merged;
    this.#closed = closed;
  }

  /** The first opening that ends after `ms`. It has begun if its `from` isn't later; if there is none, both its ends are Infinity. */
  around(ms: number): Opening {
    if (this.#last === null || ms < this.#last.previousTo || ms >= this.#last.to) {
      const next = this.#first(ms);
      this.#last = { ...next, previousTo: this.#endBefore(next.from) };
    }
    return this.#last;
  }

  #first(ms: number): Stretch {
    if (this.#week.length === 0) return this.#always().find(({ to }) => to > ms) ?? { from: Infinity, to: Infinity };
    const start = this.#weekOf(this.#zone.wallAt(ms)) - 1;
    for (let week = start; week < start + SEARCH_WEEKS; week++) {
      const found = this.#inWeek(week).find(({ to }) => to > ms);
      if (found !== undefined) return found;
    }
    return { from: Infinity, to: Infinity };
  }

  #endBefore(ms: number): number {
    if (!Number.isFinite(ms)) return -Infinity;
    if (this.#week.length === 0) return this.#always().findLast(({ to }) => to <= ms)?.to ?? -Infinity;
    const start = this.#weekOf(this.#zone.wallAt(ms)) + 1;
    for (let week = start; week > start - SEARCH_WEEKS; week--) {
      const found = this.#inWeek(week).findLast(({ to }) => to <= ms);
      if (found !== undefined) return found.to;
    }
    return -Infinity;
  }

  /** Without hours of the week: what the blackouts leave. */
  #always(): Stretch[] {
    this.#pieced ??= this.#pieces({ from: -Infinity, to: Infinity });
    return this.#pieced;
  }

  #weekOf(wall: number): number {
    return Math.floor((wall - FIRST_WEEK_WALL) / WEEK_MS);
  }

  #inWeek(week: number): Stretch[] {
    const start = FIRST_WEEK_WALL + week * WEEK_MS;
    return this.#week.flatMap(({ from, to }) => this.#pieces({ from: start + from * MINUTE_MS, to: start + to * MINUTE_MS }));
  }

  /** What the closed days leave of a stretch of wall time, as instants; what a clock change skips altogether is not there. */
  #pieces({ from, to }: Stretch): Stretch[] {
    const pieces: Stretch[] = [];
    let at = from;
    for (let next = this.#firstClosedAfter(from); next < this.#closed.length && this.#closed[next].from < to; next++) {
      pieces.push({ from: at, to: this.#closed[next].from });
      at = this.#closed[next].to;
    }
    pieces.push({ from: at, to });
    return pieces.map((piece) => ({ from: this.#zone.instantOf(piece.from), to: this.#zone.instantOf(piece.to) })).filter((piece) => piece.from < piece.to);
  }

  /** Among the closed stretches, the place of the first one that ends after `wall`. */
  #firstClosedAfter(wall: number): number {
    let low = 0;
    let high = this.#closed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#closed[middle].to <= wall) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
