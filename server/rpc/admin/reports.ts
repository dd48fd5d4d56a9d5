// Reports on demand, and those that are sent on a schedule.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Clock } from '../../../shared/time/clock.js';
import type { Fleet, Office } from '../../fleet/index.js';
import { render, reportFormat, reportName, type Reports } from '../../reports/index.js';
import { writeMessage } from '../stream.js';
import type { AdminPart } from './part.js';

const PERIOD_MS = 30 * 86_400_000;
const PART_BYTES = 256 * 1024;

export interface ReportDependencies {
  fleet: Fleet;
  reports: Reports;
  /** Sends a scheduled report now; NOT_FOUND. */
  sendReport: (name: string) => Promise<string>;
  clock: Clock;
}

export function reportHandlers({ fleet, reports, sendReport, clock }: ReportDependencies): AdminPart<'GetReport' | 'SendReport'> {
  return {
    GetReport: async (call, context) => {
      const { request } = call;
      const format = reportFormat(request.format);
      const untilMs = request.untilMs === 0 ? clock.now() : Math.min(request.untilMs, clock.now());
      const sinceMs = request.sinceMs === 0 ? Math.max(0, untilMs - PERIOD_MS) : request.sinceMs;
      const office = officeOf(fleet, request.office, context.identity.offices);
      const report = await reports.make({ report: reportName(request.kind), sinceMs, untilMs, timezone: request.timezone === '' ? 'UTC' : request.timezone, office }, context.signal);
      const document = Buffer.from(render(report, format));
      for (let at = 0; at < document.length; at += PART_BYTES) await writeMessage(call, { data: document.subarray(at, at + PART_BYTES) }, context.signal);
    },
    SendReport: async (request) => ({ detail: await sendReport(request.name) }),
  };
}

/** A report is of one office or of all: who is limited to several names one. */
function officeOf(fleet: Fleet, asked: string, limits: readonly string[] | undefined): Office | null {
  if (asked !== '') return fleet.getOffice(asked);
  if (limits === undefined) return null;
  if (limits.length !== 1) throw new FarvaultError('USAGE', 'a report of all offices is for those who see all', { remedy: 'Name one of yours with --office.' });
  return fleet.getOffice(limits[0]);
}
