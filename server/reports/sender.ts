// Sends reports when they are due: each due time once. The mark is journalled when every destination's queue has the message on disk; a crash between the two
// sends it again under the same id, by which queue and receiver know it. Of due times that were missed the newest is made up for, once.
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { blake3 } from '../../shared/hash/hash.js';
import { compileSchedule } from '../../shared/schedule/index.js';
import type { Clock } from '../../shared/time/clock.js';
import { cleanLine, type Attachment, type Message } from '../delivery/index.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import type { AnyReport } from './any-report.js';
import { render, type ReportFormat, type Reports } from './reports.js';
import type { ScheduledReport, ScheduledReports } from './scheduled-state.js';
import type { Measured, StorageDays } from './storage-days.js';
import { summaryOf } from './summary.js';
import { moment } from './words.js';

/** The clock may have been set: no sleep is longer. */
const TICK_MS = 30_000;
const DAY_MS = 86_400_000;
const AHEAD_MS = 7 * DAY_MS;
/** So much is made up for when it is not known what was sent. */
const MAKE_UP_MS = 32 * DAY_MS;
/** A report that cannot be made is tried so often; then its due time is done with. */
const ATTEMPTS = 3;
const MAX_ATTACHED_BYTES = 8 << 20;
const TYPES: Record<ReportFormat, string> = { html: 'text/html; charset=utf-8', csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' };
const TITLES = { rpo: 'RPO', rto: 'RTO', storage: 'Storage', runs: 'Runs' };

export interface SenderParts {
  state: ScheduledReports;
  days: StorageDays;
  measure: () => Measured;
  reports: Reports;
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  /** Resolves when the message is durable. */
  deliver: (destination: string, message: Message) => Promise<void>;
  officeId: (name: string) => string;
  clock: Clock;
  log: (level: 'info' | 'warn' | 'error', message: string, details: object) => void;
}

export class ReportSender {
  readonly #stop = new AbortController();
  /** Due times that failed, and who has got them nevertheless. */
  readonly #failed = new Map<string, { attempts: number; given: Set<string> }>();
  #running: Promise<void> | null = null;

  constructor(private readonly parts: SenderParts) {}

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Now, whatever the schedule says. Gives what was done, in words. */
  async send(name: string): Promise<string> {
    const report = this.parts.state.get(name);
    await this.#send(report, this.parts.clock.now(), new Set());
    return `the ${report.report} report is on its way to ${report.destinations.join(', ')}`;
  }

  /** Sends what is due, and measures the repository on a new day. */
  async tick(): Promise<void> {
    const { clock, days, journal, measure, state, log } = this.parts;
    if (!days.has(clock.now())) await journal.appendJournal({ kind: 'storage.measured', measured: measure() });
    for (const report of state.all()) {
      const dueMs = dueOf(report, clock.now());
      if (dueMs === null) continue;
      const key = `${report.name}\0${dueMs}`;
      const failed = this.#failed.get(key) ?? { attempts: 0, given: new Set<string>() };
      this.#failed.set(key, failed);
      try {
        await this.#send(report, dueMs, failed.given);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        const again = ++failed.attempts < ATTEMPTS;
        log('error', 'a scheduled report could not be sent', { report: report.name, dueAt: new Date(dueMs).toISOString(), reason: messageOf(error), again });
        if (again) continue;
      }
      this.#failed.delete(key);
      await journal.appendJournal({ kind: 'report.sent', name: report.name, dueMs, by: 'server' });
    }
  }

  async #run(): Promise<void> {
    const { clock, log } = this.parts;
    while (!this.#stop.signal.aborted) {
      await this.tick().catch((error: unknown) => log('error', 'reports on a schedule', { error }));
      await clock.sleep(TICK_MS, this.#stop.signal).catch(() => undefined);
    }
  }

  /** `given`: who has it already; grows. */
  async #send(scheduled: ScheduledReport, dueMs: number, given: Set<string>): Promise<void> {
    const { clock, deliver, log, officeId, reports } = this.parts;
    const { office, periodMs, timezone } = scheduled;
    const report = await reports.make(
      { report: scheduled.report, sinceMs: Math.max(0, clock.now() - periodMs), untilMs: clock.now(), timezone, office: office === null ? null : { id: officeId(office), name: office } },
      this.#stop.signal,
    );
    const message = messageOfReport(scheduled, report, dueMs, clock.now());
    const missing: string[] = [];
    for (const destination of scheduled.destinations.filter((one) => !given.has(one))) {
      await deliver(destination, message).then(
        () => given.add(destination),
        (error: unknown) => missing.push(`${destination}: ${messageOf(error)}`),
      );
    }
    if (missing.length > 0) throw new FarvaultError('UNAVAILABLE', `report ${scheduled.name} could not be given to ${missing.join('; ')}`, { remedy: 'Check its destinations: backupctl report list.' });
    log('info', 'a report is on its way', { report: scheduled.name, destinations: scheduled.destinations });
  }
}

/** A mark that lies so far ahead was set by a clock that was wrong: reports must not stay away until then. */
function dueOf({ doneMs, schedule, timezone }: ScheduledReport, nowMs: number): number | null {
  const sinceMs = doneMs > nowMs + AHEAD_MS ? nowMs - MAKE_UP_MS : doneMs;
  return compileSchedule({ schedule, timezone, jitter: 0, window: [], blackout: [] }, '').latest(sinceMs, nowMs);
}

export function messageOfReport(scheduled: ScheduledReport, report: AnyReport, dueMs: number, nowMs: number): Message {
  const { headline, lines } = summaryOf(report);
  const { name, format } = scheduled;
  const document = render(report, format);
  const fits = Buffer.byteLength(document) <= MAX_ATTACHED_BYTES;
  const file = `${name}-${report.until.slice(0, 10)}.${format}`;
  const attachments: Attachment[] = fits ? [{ name: file, type: TYPES[format], text: document }] : [];
  const about = `${TITLES[report.report]} report ${name}${report.office === null ? '' : ` of office ${report.office}`}, ${moment(report.since, report.timezone)} to ${moment(report.until, report.timezone)} (${report.timezone})`;
  const { report: kind, since, until, office, totals } = report;
  return {
    id: `report-${blake3(Buffer.from(`${name}\0${dueMs}`)).toString('hex', 0, 16)}`,
    what: 'report',
    weight: 'info',
    timeMs: nowMs,
    subject: `Farvault ${TITLES[report.report]} report${office === null ? '' : ` (${office})`}: ${headline}`,
    text: [about, '', ...lines.map((line) => cleanLine(line)), '', fits ? `The whole is attached to mails: ${file}` : `The whole is too large for a mail: backupctl report ${kind} --format ${format}`, ''].join('\n'),
    ...(fits ? { attachments } : {}),
    data: { name, report: format === 'json' && fits ? report : { report: kind, since, until, office, totals } },
    lines: [{ weight: 'info', text: `${TITLES[report.report]} report ${name}: ${headline}`, fields: { report: name } }],
  };
}
