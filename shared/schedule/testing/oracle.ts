// The slow way to due times: walks through a stretch of time minute by minute, looks at the clock on the wall through Intl, and asks of each minute whether it matches.
const MINUTE = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  let made = formats.get(zone);
  if (made === undefined) {
    made = new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
    formats.set(zone, made);
  }
  return made;
}

/** What the clock on the wall shows, to the minute, as Date.UTC would have it. */
export function wallOf(ms: number, zone: string): number {
  const [year, month, day, hour, minute] = format(zone).format(ms).split(/\D+/).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** `matches`: whether a wall time is one of an expression's. For each: every instant in (fromMs, toMs] at which such a wall time is reached for the first time, or passed over. */
export function oracle(zone: string, fromMs: number, toMs: number, expressions: ((wall: Date) => boolean)[]): number[][] {
  const due = expressions.map((): number[] => []);
  // A day earlier, so that what occurs a second time is known.
  let reached = wallOf(fromMs - 24 * 60 * MINUTE, zone);
  for (let ms = fromMs - 24 * 60 * MINUTE + MINUTE; ms <= toMs; ms += MINUTE) {
    const wall = wallOf(ms, zone);
    const hit = expressions.map(() => false);
    for (let minute = reached + MINUTE; minute <= wall; minute += MINUTE) expressions.forEach((matches, at) => (hit[at] ||= matches(new Date(minute))));
    if (ms > fromMs) hit.forEach((one, at) => one && due[at].push(ms));
    reached = Math.max(reached, wall);
  }
  return due;
}
