// Local time of a zone. Wall time is a number as Date.UTC gives it for what the clock on the wall shows; an instant is ms since 1970.

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** No zone is further from UTC. */
const REACH_MS = 16 * HOUR_MS;
const EDGES_KEPT = 2_000;

export class Zone {
  readonly #clock: Intl.DateTimeFormat;
  /** Offsets at UTC midnights: one look-up in the time zone data costs some µs. */
  readonly #edges = new Map<number, number>();

  constructor(name: string) {
    this.#clock = clockOf(name);
  }

  wallAt(ms: number): number {
    return ms + this.#offset(ms);
  }

  /**
   * The first instant at which the clock on the wall shows `wall` or later. So what a clock change skips is the first moment after the gap, what occurs
   * twice is the first occurrence, and later wall times never come earlier.
   */
  instantOf(wall: number): number {
    if (!Number.isFinite(wall)) return wall;
    const before = this.#offset(wall - REACH_MS);
    const after = this.#offset(wall + REACH_MS);
    if (before === after) return wall - before;
    const change = this.#changeBetween(wall - REACH_MS, wall + REACH_MS, before);
    return wall - before < change ? wall - before : Math.max(change, wall - after);
  }

  #offset(ms: number): number {
    const day = Math.floor(ms / DAY_MS);
    const offset = this.#edge(day);
    return offset === this.#edge(day + 1) ? offset : this.#lookUp(ms);
  }

  #edge(day: number): number {
    let offset = this.#edges.get(day);
    if (offset === undefined) {
      if (this.#edges.size >= EDGES_KEPT) this.#edges.clear();
      offset = this.#lookUp(day * DAY_MS);
      this.#edges.set(day, offset);
    }
    return offset;
  }

  #lookUp(ms: number): number {
    const second = Math.floor(ms / 1000) * 1000;
    const [month, day, year, ...time] = this.#clock.format(second).split(/\D+/).map(Number);
    return Date.UTC(year, month - 1, day, time[0], time[1], time[2]) - second;
  }

  /** The first whole second at which the offset is no longer `before`. */
  #changeBetween(from: number, to: number, before: number): number {
    let low = Math.floor(from / 1000);
    let high = Math.ceil(to / 1000);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#offset(middle * 1000) === before) low = middle;
      else high = middle;
    }
    return high * 1000;
  }
}

/** Shows month, day, year, hour, minute and second, as Node.js has the time zone data. Throws for an unknown zone. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
}

function isZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Why the name cannot be used, or null. Names alone: offsets such as +02:00 know no daylight saving, and not every Node takes them. */
export function zoneFault(name: string): string | null {
  if (/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(name) && isZone(name)) return null;
  const near = nearestZone(name);
  return `'${name.slice(0, 60)}' is not a time zone; ${near === null ? 'give a name such as Europe/Paris or UTC' : `did you mean ${near}?`}`;
}

function nearestZone(name: string): string | null {
  const wanted = name.slice(0, 64).toLowerCase().replaceAll(' ', '_');
  if (wanted === '') return null;
  const city = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1).toLowerCase();
  let best: string | null = null;
  let bestDistance = 3;
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const distance = city(zone) === city(wanted) ? 0 : distanceOf(zone.toLowerCase(), wanted, bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [zone, distance];
  }
  return best;
}

/** Levenshtein distance, or `limit` if it is that or more. */
function distanceOf(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return Math.min(row[b.length], limit);
}
