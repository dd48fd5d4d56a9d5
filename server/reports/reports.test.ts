// What reports say of plain rows, pinned as files in golden/; how they look as CSV and as a page when names try things.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyReport } from './any-report.js';
import { cell } from './csv.js';
import { daysOf } from './days.js';
import { escape } from './html.js';
import { render } from './reports.js';
import { rpoReport, type RpoJob } from './rpo.js';
import { rtoReport } from './rto.js';
import { runsReport } from './runs.js';
import { storageReport, type Distinct, type DistinctBytes, type StorageJob } from './storage.js';
import { summaryOf } from './summary.js';
import { HOSTILE, NOW, PERIOD, rpoJobs, rtoJobs, runs, storageDays, storageJobs } from './testing/rows.js';

const HOUR = 3_600_000;
const days = storageDays();
/** Nothing is shared between jobs. */
function apart(jobs: readonly StorageJob[]): Distinct {
  const of = (rows: readonly StorageJob[]): DistinctBytes => ({ uniqueBytes: rows.reduce((sum, row) => sum + row.uniqueBytes, 0), storedBytes: rows.reduce((sum, row) => sum + row.storedBytes, 0) });
  return { total: of(jobs), offices: new Map(jobs.map(({ office }) => [office, of(jobs.filter((job) => job.office === office))])) };
}


const hostileText = fc.array(fc.constantFrom(...'<>&"\'=+-@,;\r\n\t\0\x1b\u202e ab1', '\ud800', '😀'), { maxLength: 20 }).map((chars) => chars.join(''));

const REPORTS: Record<string, AnyReport> = {
  rpo: rpoReport(rpoJobs(), PERIOD, null, NOW),
  rto: rtoReport(rtoJobs(), PERIOD, null, NOW),
  storage: storageReport(storageJobs(), days.slice(0, -1), days[days.length - 1], PERIOD, null, NOW, apart(storageJobs())),
  runs: runsReport(runs(), PERIOD, null, NOW),
};

describe.each(Object.entries(REPORTS))('the %s report', (name, report) => {
  it('as JSON', () => expect(`${JSON.stringify(report, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`));
  it('as CSV', () => expect(render(report, 'csv')).toMatchFileSnapshot(`golden/${name}.csv`));
  it('in a few lines', () => expect([summaryOf(report).headline, ...summaryOf(report).lines].join('\n')).toMatchFileSnapshot(`golden/${name}.txt`));

  it('as a page: one file without script or anything from outside, balanced, with no name taken for markup', () => {
    const html = render(report, 'html');
    expect(html).not.toMatch(/<script|<img|<a |<link|<iframe|url\(|@import|javascript:/i);
    // What looks like an attribute of a name is text: every quote of a name is escaped.
    for (const tag of html.match(/<[^>]*>/g) ?? []) expect(tag).not.toMatch(/\son\w+=|src=|href=/i);
    expect(html).not.toContain('\u202e');
    expect(html).not.toContain('\x1b');
    expect(html).toContain('&#60;script&#62;');
    expect(unbalanced(html)).toEqual([]);
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(html).toContain('lang="en"');
    for (const table of html.split('<table>').slice(1)) expect(table).toMatch(/^<caption>[^<]+<\/caption><thead><tr>(<th scope="col"[^>]*>[^<]+<\/th>)+<\/tr>/);
    for (const chart of html.match(/<svg[^>]*>/g) ?? []) expect(chart).toMatch(/role="img" aria-label="[^"]+"/);
  });

  it('of nothing is a report, too', () => {
    const empty = { rpo: rpoReport([], PERIOD, 'lyon', NOW), rto: rtoReport([], PERIOD, 'lyon', NOW), storage: storageReport([], [], days[0], PERIOD, 'lyon', NOW, apart([])), runs: runsReport([], PERIOD, 'lyon', NOW) }[name]!;
    expect(unbalanced(render(empty, 'html'))).toEqual([]);
    expect(render(empty, 'html')).not.toMatch(/NaN|undefined|Infinity/);
    expect(render(empty, 'csv').split('\r\n')).toHaveLength(2);
    expect(JSON.stringify(empty)).not.toMatch(/NaN|Infinity/);
  });
});

/** Tags that are closed wrongly or not at all. */
function unbalanced(html: string): string[] {
  const open: string[] = [];
  const faults: string[] = [];
  for (const [, close, tag, rest] of html.replace(/<style>[^]*?<\/style>/, '').matchAll(/<(\/?)([a-z0-9]+)([^>]*)>/gi)) {
    if (['meta'].includes(tag) || rest.endsWith('/')) continue;
    if (close === '') open.push(tag);
    else if (open.pop() !== tag) faults.push(tag);
  }
  return [...faults, ...open];
}

describe('recovery points', () => {
  const job = (changes: Partial<RpoJob>): RpoJob => ({ job: 'j', agent: 'a', office: 'o', rpoMs: HOUR, createdMs: 0, points: [], dueMs: [], servedDueMs: [], ...changes });
  const of = (one: RpoJob, sinceMs: number, untilMs: number) => rpoReport([one], { sinceMs, untilMs, timezone: 'UTC' }, null, untilMs).jobs[0];

  it('count from their start, and only once they are committed', () => {
    const row = of(job({ points: [{ startedMs: 10 * HOUR, committedMs: 12 * HOUR }] }), 11 * HOUR, 13 * HOUR);
    expect(row).toMatchObject({ achievedSeconds: 3 * 3600, worstSeconds: 12 * 3600, status: 'broken' });
    expect(of(job({ points: [{ startedMs: 10 * HOUR, committedMs: 12 * HOUR }] }), 9 * HOUR, 11 * HOUR)).toMatchObject({ achievedSeconds: null, status: 'never', worstSeconds: 11 * 3600 });
  });

  it('the worst in the period is just before a backup was committed, or now', () => {
    const points = [1, 2, 6, 7].map((hour) => ({ startedMs: hour * HOUR, committedMs: hour * HOUR + 60_000 }));
    expect(of(job({ points }), 0, 7.5 * HOUR).worstSeconds).toBe(4 * 3600 + 60);
    expect(of(job({ points }), 0, 20 * HOUR).worstSeconds).toBe(13 * 3600);
    // What was before the period is not in it, but its last point counts.
    expect(of(job({ points }), 6.5 * HOUR, 7.5 * HOUR).worstSeconds).toBe(3600 + 60);
  });

  it('a job is as new as it is: nothing could be lost before it was made', () => {
    expect(of(job({ createdMs: 5 * HOUR }), 0, 6 * HOUR)).toMatchObject({ status: 'never', worstSeconds: 3600 });
  });

  it('the worst is never better than what was achieved, whatever the points', () => {
    const point = fc.record({ startedMs: fc.nat(1_000), took: fc.nat(50) }).map(({ startedMs, took }) => ({ startedMs: (startedMs + 1) * 1000, committedMs: (startedMs + 1 + took) * 1000 }));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 20 }), fc.nat(900), (points, since) => {
        points.sort((a, b) => a.committedMs - b.committedMs);
        const row = of(job({ points }), since * 1000, 1_100_000);
        if (row.achievedSeconds !== null) expect(row.worstSeconds).toBeGreaterThanOrEqual(row.achievedSeconds);
      }),
    );
  });
});

describe('storage', () => {
  it('tells when the disk is full from the trend of the days, and nothing from too few of them', () => {
    const report = REPORTS['storage'];
    expect(report.report === 'storage' && report.repository).toMatchObject({ growthBytesPerDay: 2 * 2 ** 30, daysUntilFull: 50 });
    const two = storageReport([], days.slice(-2, -1), days[days.length - 1], PERIOD, null, NOW, apart([]));
    expect(two.repository).toMatchObject({ growthBytesPerDay: null, daysUntilFull: null });
    const shrinking = storageReport([], days.slice(0, -1).map((day) => ({ ...day, storedBytes: 1e15 - day.storedBytes })), { ...days[6], storedBytes: 1, diskFreeBytes: 1e15 }, PERIOD, null, NOW, apart([]));
    expect(shrinking.repository?.daysUntilFull).toBeNull();
  });

  it('of one office tells nothing of the others', () => {
    const report = storageReport(storageJobs().filter((job) => job.office === 'lyon'), days, days[6], PERIOD, 'lyon', NOW, apart(storageJobs().filter((job) => job.office === 'lyon')));
    expect(report).toMatchObject({ repository: null, days: [], totals: { storedBytes: 390 * 2 ** 30 } });
  });
});

describe('days', () => {
  it('are those of the zone, of 23 and 25 hours, too', () => {
    const lengths = daysOf(Date.UTC(2026, 2, 28, 12), Date.UTC(2026, 2, 30, 12), 'Europe/Paris').map(({ day, fromMs, toMs }) => [day, (toMs - fromMs) / HOUR]);
    expect(lengths).toEqual([['2026-03-28', 24], ['2026-03-29', 23], ['2026-03-30', 24]]);
    expect(daysOf(Date.UTC(2026, 9, 25), Date.UTC(2026, 9, 25, 1), 'Europe/Paris').map(({ toMs, fromMs }) => (toMs - fromMs) / HOUR)).toEqual([25]);
    // Midnight itself is skipped.
    expect(daysOf(Date.UTC(2026, 8, 5, 12), Date.UTC(2026, 8, 7, 12), 'America/Santiago').map(({ day }) => day)).toEqual(['2026-09-05', '2026-09-06', '2026-09-07']);
  });
});

describe('CSV', () => {
  it('reads back as what was written, and no cell is a formula', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.constantFrom('=1+1', '@SUM(A1)', '+1', '-1', '\t=1', '\r=1', HOSTILE, 'a,"b"\r\nc')), (text) => {
        const written = cell(text);
        const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
        expect(read === text || read === `'${text}`).toBe(true);
        expect(read).not.toMatch(/^[=+\-@\t\r]/);
        if (!written.startsWith('"')) expect(written).not.toMatch(/[",\r\n]/);
      }),
    );
    expect(cell(-5)).toBe('-5');
  });
});

describe('escaping', () => {
  it('leaves nothing that could end a text or an attribute', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(escape(text)).not.toMatch(/[<>"'\u202a-\u202e\x00-\x08]|&(?!#\d+;)/);
      }),
    );
  });
});
