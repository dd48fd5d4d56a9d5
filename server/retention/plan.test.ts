import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { hasRules, planGroup, type Decision, type KeepRules, type PlannedSnapshot } from './plan.js';
import { slowlyKept } from './testing/slow-plan.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NONE: KeepRules = { keepLast: 0, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0, keepWithin: 0 };
const ZONES = ['UTC', 'Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Pacific/Apia'];

function snapshots(timesMs: readonly number[], partial: (at: number) => boolean = () => false): PlannedSnapshot[] {
  return timesMs.map((timeMs, at) => ({ id: `s${at}`, timeMs, commit: at + 1, partial: partial(at) }));
}

function plan(of: readonly PlannedSnapshot[], rules: Partial<KeepRules>, { timezone = 'UTC', nowMs = Math.max(...of.map(({ timeMs }) => timeMs)), bars = (): string[] => [] }: { timezone?: string; nowMs?: number; bars?: (snapshot: PlannedSnapshot) => string[] } = {}): Decision<PlannedSnapshot>[] {
  return planGroup({ snapshots: of, rules: { ...NONE, ...rules }, timezone, nowMs, bars });
}

function keptIds(decisions: readonly Decision<PlannedSnapshot>[]): string[] {
  return decisions.filter(({ keep }) => keep).map(({ snapshot }) => snapshot.id);
}

function rulesOf(decisions: readonly Decision<PlannedSnapshot>[], id: string): string[] {
  return decisions.find(({ snapshot }) => snapshot.id === id)!.rules;
}

/** At these hours of each local day. */
function daily(timezone: string, from: string, days: number, hours: readonly number[] = [2]): number[] {
  const start = DateTime.fromISO(from, { zone: timezone });
  return Array.from({ length: days }, (_, day) => hours.map((hour) => start.plus({ days: day }).set({ hour, minute: 30 }).toMillis())).flat();
}

function printed(decisions: readonly Decision<PlannedSnapshot>[], timezone: string): string {
  const kept = decisions.filter(({ keep }) => keep);
  const lines = kept.map(({ snapshot, rules }) => `${DateTime.fromMillis(snapshot.timeMs, { zone: timezone }).toISO({ suppressMilliseconds: true })} ${snapshot.partial ? 'partial ' : ''}${rules.join(', ')}`);
  return [`${kept.length} of ${decisions.length} are kept`, ...lines, ''].join('\n');
}

it('snapshots from a clock that was set back would push out those of the days that it shows; by the steady clock’s time they push out none', () => {
  const real = daily('UTC', '2026-01-01', 30);
  const endMs = real[29] + 12 * HOUR;
  const back = snapshots([...real, ...real.map((ms) => ms + 60_000)]);
  const steady = snapshots([...real, ...real.map((_ms, at) => endMs + at * 60_000)]);
  const kept = (of: readonly PlannedSnapshot[]): string[] => keptIds(plan(of, { keepDaily: 60 }, { nowMs: endMs + DAY })).filter((id) => Number(id.slice(1)) < 29);
  expect([kept(back).length, kept(steady).length]).toEqual([0, 29]);
});

describe('what is kept, pinned', () => {
  const grandfather = { keepLast: 2, keepDaily: 7, keepWeekly: 5, keepMonthly: 12, keepYearly: 3 };

  it('a year of nightly backups', async () => {
    await expect(printed(plan(snapshots(daily('Europe/Paris', '2025-11-21', 366)), grandfather, { timezone: 'Europe/Paris' }), 'Europe/Paris')).toMatchFileSnapshot('golden/year-paris.txt');
  });

  it('the same moments by the calendar of another zone', async () => {
    await expect(printed(plan(snapshots(daily('Europe/Paris', '2025-11-21', 366)), grandfather, { timezone: 'Pacific/Apia' }), 'Pacific/Apia')).toMatchFileSnapshot('golden/year-apia.txt');
  });

  it('hours on the days on which the clocks change', async () => {
    const hours = (from: string): number[] => Array.from({ length: 14 }, (_, at) => Date.parse(from) + at * HOUR + 10 * 60_000);
    const autumn = plan(snapshots(hours('2026-10-24T20:00:00Z')), { keepHourly: 10, keepDaily: 2 }, { timezone: 'Europe/Paris' });
    const spring = plan(snapshots(hours('2026-03-28T20:00:00Z')), { keepHourly: 10, keepDaily: 2 }, { timezone: 'Europe/Paris' });
    await expect(printed(autumn, 'Europe/Paris') + printed(spring, 'Europe/Paris')).toMatchFileSnapshot('golden/clock-changes.txt');
  });

  it('a leap day, and weeks over the turn of years', async () => {
    const of = snapshots(daily('America/New_York', '2023-12-20', 100));
    await expect(printed(plan(of, { keepDaily: 30, keepWeekly: 15, keepMonthly: 4, keepYearly: 2 }, { timezone: 'America/New_York' }), 'America/New_York')).toMatchFileSnapshot('golden/leap-year.txt');
  });

  it('several a day with gaps and partial ones, six times a day', async () => {
    const times = daily('Asia/Kathmandu', '2026-06-01', 60, [0, 4, 8, 12, 16, 20]).filter((_, at) => at % 7 !== 3 && (at < 100 || at > 160));
    const of = snapshots(times, (at) => at % 5 === 4 || at > times.length - 9);
    await expect(printed(plan(of, { keepLast: 3, keepHourly: 6, keepDaily: 6, keepWeekly: 4, keepWithin: 2 * DAY }, { timezone: 'Asia/Kathmandu' }), 'Asia/Kathmandu')).toMatchFileSnapshot('golden/irregular.txt');
  });
});

describe('rules', () => {
  it('nothing set keeps everything, also what is not whole', () => {
    const decisions = plan(snapshots([1, 2, 3], (at) => at === 1), {});
    expect(decisions.every(({ keep, rules }) => keep && rules[0] === 'no keep setting')).toBe(true);
    expect(hasRules(NONE)).toBe(false);
  });

  it('a partial snapshot takes no place from a whole one of its period, and stands for a period that has no other', () => {
    const [monday, tuesday] = [Date.UTC(2026, 5, 1), Date.UTC(2026, 5, 2)];
    const of = snapshots([monday + HOUR, monday + 2 * HOUR, tuesday + HOUR, tuesday + 2 * HOUR], (at) => at > 0);
    expect(keptIds(plan(of, { keepDaily: 2 }))).toEqual(['s3', 's0']);
  });

  it('the last good one stays however many partial ones follow, and whatever the rules say', () => {
    const of = snapshots(Array.from({ length: 500 }, (_, at) => at * DAY), (at) => at > 3);
    const decisions = plan(of, { keepLast: 2, keepDaily: 3, keepWithin: HOUR });
    expect(keptIds(decisions)).toEqual(['s499', 's498', 's497', 's3']);
    expect(rulesOf(decisions, 's3')).toEqual(['last good']);
    expect(keptIds(plan(snapshots([0, DAY]), { keepWithin: HOUR }, { nowMs: 900 * DAY }))).toEqual(['s1']);
    expect(rulesOf(plan(snapshots([0, DAY], () => true), { keepWithin: HOUR }, { nowMs: 900 * DAY }), 's1')).toEqual(['the newest; none is whole']);
  });

  it('what a clock that jumped ahead has dated stays and takes no place; when it came back, the others are judged as if it had not been', () => {
    const nights = Array.from({ length: 30 }, (_, at) => at * DAY);
    const jumped = [...nights.slice(0, 20), ...nights.slice(20, 25).map((ms) => ms + 3650 * DAY), ...nights.slice(25)];
    const decisions = plan(snapshots(jumped), { keepLast: 3, keepDaily: 7 }, { nowMs: nights[29] + HOUR });
    expect(keptIds(decisions)).toEqual(['s29', 's28', 's27', 's26', 's25', 's24', 's23', 's22', 's21', 's20', 's19', 's18']);
    expect(rulesOf(decisions, 's22')).toEqual(['from the future']);
    expect(rulesOf(decisions, 's29')).toContain('last 1');
    // A clock that is an hour ahead of the steady one is no jump.
    expect(rulesOf(plan(snapshots([0, HOUR]), { keepLast: 1 }, { nowMs: 0 }), 's1')).toEqual(['last 1', 'last good']);
  });

  it('a clock that went back: within a period the later commit is the newer', () => {
    const noon = Date.UTC(2026, 5, 1, 12);
    expect(keptIds(plan(snapshots([noon, noon - 3 * HOUR]), { keepDaily: 5 }))).toEqual(['s1']);
  });

  it('holds, locks and open sessions keep, and are named', () => {
    const of = snapshots([0, DAY, 2 * DAY, 3 * DAY]);
    const decisions = plan(of, { keepLast: 1 }, { bars: ({ id }) => (id === 's1' ? ['hold: audit'] : []) });
    expect(keptIds(decisions)).toEqual(['s3', 's1']);
    expect(rulesOf(decisions, 's1')).toEqual(['hold: audit']);
  });

  it('10,000 snapshots of one day evict nothing that time rules keep on other days', () => {
    const nights = daily('UTC', '2026-01-01', 300);
    const rules = { keepLast: 5, keepHourly: 24, keepDaily: 30, keepWeekly: 20, keepMonthly: 12, keepWithin: 10 * DAY };
    const dayMs = nights[299] + DAY;
    const nowMs = dayMs + 11_000_000;
    const flood = Array.from({ length: 10_000 }, (_, at) => dayMs + at * 1000);
    const byTime = (times: readonly number[]): string[] => plan(snapshots(times), rules, { nowMs }).flatMap(({ snapshot, rules: why }) => (snapshot.timeMs < dayMs && why.some((rule) => !rule.startsWith('last ')) ? [snapshot.id] : []));
    const started = performance.now();
    const flooded = byTime([...nights, ...flood]);
    expect(performance.now() - started).toBeLessThan(1_000);
    // One snapshot of that day takes as much, but of the hours: those of the flood are hours, too.
    const hourly = (id: string): boolean => rulesOf(plan(snapshots([...nights, dayMs]), rules, { nowMs }), id).every((rule) => rule.startsWith('hourly'));
    expect(flooded).toEqual(byTime([...nights, dayMs]).filter((id) => !hourly(id) || flooded.includes(id)));
    expect(flooded.length).toBeGreaterThan(40);
  });
});

const group = fc.record({
  timezone: fc.constantFrom(...ZONES),
  steps: fc.array(fc.record({ afterMs: fc.oneof(fc.integer({ min: 1, max: 3 * HOUR }), fc.integer({ min: 1, max: 3 * DAY }), fc.integer({ min: -2 * DAY, max: 90 * DAY })), partial: fc.boolean() }), { minLength: 1, maxLength: 40 }),
  startMs: fc.integer({ min: Date.UTC(2023, 9, 1), max: Date.UTC(2026, 11, 31) }),
  laterMs: fc.integer({ min: -5 * DAY, max: 60 * DAY }),
  rules: fc.record({ keepLast: fc.nat(4), keepHourly: fc.nat(5), keepDaily: fc.nat(6), keepWeekly: fc.nat(5), keepMonthly: fc.nat(5), keepYearly: fc.nat(3), keepWithin: fc.oneof(fc.constant(0), fc.integer({ min: HOUR, max: 60 * DAY })) }),
});

function made({ timezone, steps, startMs, laterMs, rules }: (typeof group extends fc.Arbitrary<infer T> ? T : never)): { of: PlannedSnapshot[]; rules: KeepRules; timezone: string; nowMs: number } {
  let ms = startMs;
  const of = steps.map(({ afterMs, partial }, at) => ({ id: `s${at}`, timeMs: (ms += afterMs), commit: at + 1, partial }));
  return { of, rules, timezone, nowMs: ms + laterMs };
}

describe('for any group', () => {
  it('keeps what the slow way keeps, which walks the calendar back period by period', () => {
    fc.assert(
      fc.property(group, (given) => {
        const { of, rules, timezone, nowMs } = made(given);
        expect(new Set(keptIds(plan(of, rules, { timezone, nowMs })))).toEqual(slowlyKept(of, rules, timezone, nowMs));
      }),
      { numRuns: 150 },
    );
  });

  it('of what was kept nothing expires; the last good one stays; nothing that is kept has no rule', () => {
    fc.assert(
      fc.property(group, (given) => {
        const { of, rules, timezone, nowMs } = made(given);
        const first = plan(of, rules, { timezone, nowMs });
        const kept = first.filter(({ keep }) => keep).map(({ snapshot }) => snapshot);
        expect(keptIds(plan(kept, rules, { timezone, nowMs }))).toEqual(kept.map(({ id }) => id));
        const lastGood = of.filter(({ partial }) => !partial).at(-1);
        if (lastGood !== undefined) expect(kept).toContain(lastGood);
        expect(first.every(({ keep, rules: why }) => keep === why.length > 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('a flood at one moment takes none from a time rule but those of its own periods and the oldest of each rule', () => {
    fc.assert(
      fc.property(group, fc.integer({ min: 2, max: 60 }), (given, flood) => {
        const { of, rules, timezone } = made(given);
        const nowMs = Math.max(...of.map(({ timeMs }) => timeMs)) + 400 * DAY; // no period of the flood has others
        const timed = { ...rules, keepLast: 0 };
        const one = [...of, { id: 'f0', timeMs: nowMs, commit: of.length + 1, partial: false }];
        const many = [...one, ...Array.from({ length: flood }, (_, at) => ({ id: `f${at + 1}`, timeMs: nowMs, commit: of.length + 2 + at, partial: false }))];
        const legitimate = (of: readonly PlannedSnapshot[]): string[] => keptIds(plan(of, timed, { timezone, nowMs })).filter((id) => id.startsWith('s'));
        expect(legitimate(many)).toEqual(legitimate(one));
      }),
      { numRuns: 100 },
    );
  });
});
