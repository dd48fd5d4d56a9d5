// Reports on a schedule: each due time is sent once, over restarts; and what is kept of storage.
import { beforeEach, describe, expect, it } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Message } from '../delivery/index.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import { rpoReport } from './rpo.js';
import { reportKind, ScheduledReports } from './scheduled-state.js';
import { messageOfReport, ReportSender } from './sender.js';
import { StorageDays } from './storage-days.js';
import { HOSTILE, NOW, PERIOD, rpoJobs } from './testing/rows.js';
import type { Reports } from './reports.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Saturday. */
const START = Date.UTC(2026, 10, 21, 7);
const MEASURED = { logicalBytes: 3, uniqueBytes: 2, storedBytes: 1, diskFreeBytes: 5, diskTotalBytes: 9 };

let now = START;
const clock: Clock = { now: () => now, monotonic: () => now, sleep: () => new Promise(() => undefined) };

class Company {
  state = new ScheduledReports();
  days = new StorageDays();
  readonly records: JournalRecord[] = [];
  readonly sent: [string, Message][] = [];
  readonly down = new Set<string>();
  crashesBeforeMark = false;
  readonly journal = {
    appendJournal: (body: JournalBody): Promise<JournalRecord> => {
      if (this.crashesBeforeMark && body.kind === 'report.sent') return Promise.reject(new Error('crashed'));
      const record = { number: this.records.length + 1, epoch: 1, timeMs: now, body: JSON.parse(JSON.stringify(body)) as JournalBody };
      this.records.push(record);
      this.state.apply(record);
      this.days.apply(record);
      return Promise.resolve(record);
    },
  };
  readonly kind = reportKind({ journal: this.journal, state: this.state, hasOffice: (name) => name === 'lyon', hasDestination: (name) => ['ops', 'boss'].includes(name) });
  sender = this.#sender();

  #sender(): ReportSender {
    return new ReportSender({
      state: this.state,
      days: this.days,
      measure: () => MEASURED,
      reports: { make: (request: { office: { name: string } | null }) => Promise.resolve(rpoReport(rpoJobs(), PERIOD, request.office?.name ?? null, now)) } as unknown as Reports,
      journal: this.journal,
      deliver: (destination, message) => {
        if (this.down.has(destination)) return Promise.reject(new FarvaultError('NOT_FOUND', `no destination ${destination}`));
        this.sent.push([destination, message]);
        return Promise.resolve();
      },
      officeId: (name) => `id-${name}`,
      clock,
      log: () => undefined,
    });
  }

  restart(): void {
    const saved = JSON.parse(JSON.stringify([this.state.save(), this.days.save()])) as [unknown, unknown];
    this.state = new ScheduledReports();
    this.days = new StorageDays();
    this.state.load(saved[0]);
    this.days.load(saved[1]);
    this.sender = this.#sender();
  }

  async at(ms: number): Promise<number> {
    now = ms;
    const before = this.sent.length;
    await this.sender.tick().catch(() => undefined);
    return this.sent.length - before;
  }
}

const DAILY = { name: 'daily', report: 'rpo', schedule: ['0 8 * * *'], timezone: 'Europe/Paris', destinations: ['ops', 'boss'] };
let company: Company;

beforeEach(async () => {
  now = START;
  company = new Company();
  await company.kind.put(DAILY, 'maria');
});

describe('a report on a schedule', () => {
  it('comes again once a clock that was years ahead is set right', async () => {
    expect(await company.at(START + 4 * 365 * DAY)).toBe(2);
    now = START + 2 * DAY;
    await company.at(now);
    expect(await company.at(now)).toBe(0);
    expect(await company.at(START + 3 * DAY + HOUR)).toBe(2);
  });

  it('is sent once to each destination when it is due, and not before', async () => {
    // 08:00 in Paris is 07:00 UTC: it was made at that very moment, so the next one is the first.
    expect(await company.at(START + 1)).toBe(0);
    expect(await company.at(START + DAY - 1)).toBe(0);
    expect(await company.at(START + DAY)).toBe(2);
    expect(await company.at(START + DAY + 1)).toBe(0);
    company.restart();
    expect(await company.at(START + DAY + HOUR)).toBe(0);
    expect(await company.at(START + 2 * DAY)).toBe(2);
    expect(new Set(company.sent.map(([, message]) => message.id)).size).toBe(2);
  });

  it('of several missed times the newest is made up for, once', async () => {
    company.restart();
    expect(await company.at(START + 9 * DAY + 5 * HOUR)).toBe(2);
    expect(await company.at(START + 9 * DAY + 6 * HOUR)).toBe(0);
    expect(company.records.at(-1)!.body).toMatchObject({ kind: 'report.sent', name: 'daily', dueMs: START + 9 * DAY });
  });

  it('a crash before the mark sends it again under the same id', async () => {
    company.crashesBeforeMark = true;
    expect(await company.at(START + DAY)).toBe(2);
    company.restart();
    company.crashesBeforeMark = false;
    expect(await company.at(START + DAY + 60_000)).toBe(2);
    expect(company.sent[0][1].id).toBe(company.sent[2][1].id);
    expect(company.sent[0][1].id).toMatch(/^[a-z0-9-]{1,64}$/);
    expect(await company.at(START + DAY + 120_000)).toBe(0);
  });

  it('a destination that is gone keeps no other from its report, is tried three times, and then let be', async () => {
    company.down.add('ops');
    expect(await company.at(START + DAY)).toBe(1);
    expect(await company.at(START + DAY + 1)).toBe(0);
    company.down.clear();
    expect(await company.at(START + DAY + 2)).toBe(1);
    company.down.add('ops');
    for (let i = 0; i < 3; i++) await company.at(START + 2 * DAY + i);
    company.down.clear();
    expect(await company.at(START + 2 * DAY + 10)).toBe(0);
  });

  it('a change that leaves its times alone makes nothing due again; new times count from the change', async () => {
    await company.at(START + DAY);
    now = START + DAY + HOUR;
    await company.kind.put({ ...DAILY, destinations: ['boss'] }, 'maria');
    expect(await company.at(START + DAY + HOUR)).toBe(0);
    await company.kind.put({ ...DAILY, schedule: ['0 7 * * *'] }, 'maria');
    expect(await company.at(START + DAY + 2 * HOUR)).toBe(0);
    expect(await company.at(START + 2 * DAY - HOUR)).toBe(2);
  });

  it('a clock that is set back sends nothing twice', async () => {
    expect(await company.at(START + DAY)).toBe(2);
    expect(await company.at(START - DAY)).toBe(0);
    expect(await company.at(START + DAY + HOUR)).toBe(0);
  });

  it('goes out by hand whenever asked, and NOT_FOUND is said of what is not there', async () => {
    expect(await company.sender.send('daily')).toContain('ops, boss');
    expect(company.sent).toHaveLength(2);
    await expect(company.sender.send('other')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await company.kind.remove('daily', 'maria');
    await expect(company.kind.remove('daily', 'maria')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await company.at(START + DAY)).toBe(0);
  });

  it('names what it needs, unless the same apply brings it', () => {
    const broken = { ...DAILY, office: 'oslo', destinations: ['ops', 'nobody'] };
    expect(company.kind.check(broken, {})).toEqual(["there is no office 'oslo'", "there is no destination 'nobody'"]);
    expect(company.kind.check(broken, { offices: [{ name: 'oslo' }], destinations: [{ name: 'nobody' }] })).toEqual([]);
    expect(company.state.usersOf('destination', 'boss')).toEqual(['report daily']);
  });
});

describe('the message', () => {
  const scheduled = { name: 'weekly', report: 'rpo' as const, schedule: [], timezone: 'UTC', periodMs: 1, office: null, destinations: [], format: 'html' as const, doneMs: 0 };
  it('says the most important in its subject, attaches the whole, and hides nothing that a name could do', () => {
    const message = messageOfReport(scheduled, rpoReport(rpoJobs(), PERIOD, null, NOW), NOW, NOW);
    expect(message.subject).toBe('Farvault RPO report: 1 of 3 jobs beyond their target, 2 without a backup');
    expect(message.attachments).toMatchObject([{ name: 'weekly-2026-11-21.html', type: 'text/html; charset=utf-8' }]);
    expect(message.text).toContain('vms (host1, oslo): no backup yet');
    expect(message.text).not.toMatch(/[\u202e\x1b]/);
    expect(message.text.split('\n').filter((line) => line.startsWith('& co'))).toEqual([]);
    expect(HOSTILE).toContain('\n& co');
  });

  it('of a report too large for a mail says how to get it', () => {
    const many = Array.from({ length: 60_000 }, (_, i) => ({ ...rpoJobs()[0], job: `job-${i}` }));
    const message = messageOfReport({ ...scheduled, format: 'json' }, rpoReport(many, PERIOD, null, NOW), NOW, NOW);
    expect(message.attachments).toBeUndefined();
    expect(message.text).toContain('backupctl report rpo --format json');
    expect(JSON.stringify(message).length).toBeLessThan(10_000);
  });
});

describe('storage', () => {
  it('is measured once a day, whatever the restarts', async () => {
    for (const ms of [START, START + HOUR, START + DAY, START + DAY + HOUR]) {
      await company.at(ms);
      company.restart();
    }
    expect(company.days.days.map((day) => day.day)).toEqual(['2026-11-21', '2026-11-22']);
    await company.at(START - 5 * DAY);
    expect(company.days.days).toHaveLength(2);
  });

  it('remembers a bounded number of days', () => {
    const days = new StorageDays();
    for (let i = 0; i < 1_000; i++) days.apply({ number: i, epoch: 1, timeMs: START + i * DAY, body: { kind: 'storage.measured', measured: MEASURED } });
    expect(days.days).toHaveLength(800);
    expect(days.days.at(-1)!.measuredMs).toBe(START + 999 * DAY);
  });
});
