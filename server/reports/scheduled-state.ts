// Reports that are sent on a schedule, and which due time of each was the last one sent.
import { FarvaultError } from '../../shared/errors/errors.js';
import { REPORT_PERIOD_DEFAULT, type ReadResource } from '../../shared/settings/index.js';
import type { JournalBody, JournalRecord, StateReducer } from '../repository/types.js';
import type { Resource, ResourceKind, ResourceSet } from '../resources/types.js';
import type { ReportFormat } from './reports.js';
import type { ReportName } from './types.js';

const MAX_REPORTS = 1_000;

interface Kept {
  resource: ReadResource;
  /** Due times up to here are done with: sent, or from before the schedule. */
  doneMs: number;
}

export interface ScheduledReport {
  name: string;
  report: ReportName;
  schedule: string[];
  timezone: string;
  periodMs: number;
  /** Null: all. */
  office: string | null;
  destinations: string[];
  format: ReportFormat;
  doneMs: number;
}

export class ScheduledReports implements StateReducer {
  readonly name = 'reports';
  readonly mayBeAbsent = true as const;
  readonly #byName = new Map<string, Kept>();

  apply({ body, timeMs }: JournalRecord): void {
    if (body.kind === 'report.set') this.#set(body['report'] as ReadResource, timeMs);
    else if (body.kind === 'report.deleted') this.#byName.delete(body['name'] as string);
    else if (body.kind === 'report.sent') {
      const kept = this.#byName.get(body['name'] as string);
      if (kept !== undefined) kept.doneMs = body['dueMs'] as number;
    }
  }

  save(): unknown {
    return [...this.#byName.values()];
  }

  load(saved: unknown): void {
    this.#byName.clear();
    for (const kept of saved as Kept[]) this.#byName.set(kept.resource.name, { ...kept });
  }

  resource(name: string): ReadResource | undefined {
    return this.#byName.get(name)?.resource;
  }

  resources(): ReadResource[] {
    return [...this.#byName.values()].map((kept) => kept.resource).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): ScheduledReport {
    const kept = this.#byName.get(name);
    if (kept === undefined) throw new FarvaultError('NOT_FOUND', `no report is called '${name}'`, { remedy: 'backupctl report list shows those that are sent on a schedule' });
    return scheduledReport(kept);
  }

  all(): ScheduledReport[] {
    return [...this.#byName.values()].map(scheduledReport);
  }

  /** What refers to a destination or an office, in words. */
  usersOf(key: 'destination' | 'office', name: string): string[] {
    return this.all().filter((report) => (key === 'office' ? report.office === name : report.destinations.includes(name))).map((report) => `report ${report.name}`);
  }

  /** A change that leaves the times alone does not make one due again, and none is due from before it was made. */
  #set(resource: ReadResource, timeMs: number): void {
    const before = this.#byName.get(resource.name);
    const sameTimes = before !== undefined && JSON.stringify([before.resource['schedule'], before.resource['timezone']]) === JSON.stringify([resource['schedule'], resource['timezone']]);
    this.#byName.set(resource.name, { resource, doneMs: sameTimes ? before.doneMs : timeMs });
  }
}

function scheduledReport({ resource, doneMs }: Kept): ScheduledReport {
  return {
    name: resource.name,
    report: resource['report'] as ReportName,
    schedule: resource['schedule'] as string[],
    timezone: (resource['timezone'] as string | undefined) ?? 'UTC',
    periodMs: (resource['period'] as number | undefined) ?? REPORT_PERIOD_DEFAULT,
    office: (resource['office'] as string | undefined) ?? null,
    destinations: resource['destinations'] as string[],
    format: (resource['format'] as ReportFormat | undefined) ?? 'html',
    doneMs,
  };
}

export interface ReportKindParts {
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  state: ScheduledReports;
  hasOffice: (name: string) => boolean;
  hasDestination: (name: string) => boolean;
}

export function reportKind({ journal, state, hasOffice, hasDestination }: ReportKindParts): ResourceKind {
  return {
    section: 'reports',
    get: (name) => state.resource(name),
    list: () => state.resources(),
    check: (resource: Resource, coming: ResourceSet) => {
      const comes = (section: string, name: string): boolean => coming[section]?.some((one) => one.name === name) === true;
      const office = resource['office'] as string | undefined;
      const faults = office === undefined || hasOffice(office) || comes('offices', office) ? [] : [`there is no office '${office}'`];
      for (const name of resource['destinations'] as string[]) if (!hasDestination(name) && !comes('destinations', name)) faults.push(`there is no destination '${name}'`);
      const names = new Set([...state.resources(), ...(coming['reports'] ?? [])].map(({ name }) => name));
      if (names.size > MAX_REPORTS) faults.push(`more than ${MAX_REPORTS} reports`);
      return faults;
    },
    put: async (resource, by) => void (await journal.appendJournal({ kind: 'report.set', report: resource, by })),
    remove: async (name, by) => {
      state.get(name);
      await journal.appendJournal({ kind: 'report.deleted', name, by });
    },
  };
}
