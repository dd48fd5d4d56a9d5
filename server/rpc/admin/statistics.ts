// What is stored for whom.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { StatisticsRow } from '../../../shared/rpc/gen/farvault/v1/StatisticsRow.js';
import type { Clock } from '../../../shared/time/clock.js';
import type { Fleet } from '../../fleet/index.js';
import type { KeptSnapshot } from '../../snapshots/index.js';
import type { Statistics, Sums } from '../../statistics/index.js';
import type { AdminPart } from './part.js';
import type { AdminViews } from './views.js';

const MAX_SNAPSHOTS = 50_000;

export interface StatisticsDependencies {
  statistics: { figures: Statistics; listed(): KeptSnapshot[]; officeName(id: string): string; jobName(id: string): string | undefined };
  fleet: Fleet;
  clock: Clock;
  views: AdminViews;
}

interface Group {
  name: string;
  officeId: string;
  snapshots: number;
  logical: number;
}

export function statisticsHandlers({ statistics, fleet, clock, views: { ofJob, resolveSnapshot } }: StatisticsDependencies): AdminPart<'GetStatistics' | 'PlanExpiry'> {
  const { figures } = statistics;
  return {
    GetStatistics: async (request, { identity, visible, signal }) => {
      if ([request.office, request.job, request.snapshot].filter((one) => one !== '').length > 1) throw new FarvaultError('USAGE', 'give an office, a job or a snapshot');
      const about = { asOfMs: clock.now(), catchingUp: figures.isBehind };
      // How much of its data others have, too, is no one office's business.
      const shown = (row: StatisticsRow): StatisticsRow => (identity.offices === undefined ? row : { ...row, bytesExclusive: 0, bytesExclusiveStored: 0 });
      if (request.snapshot !== '') {
        const { id } = await resolveSnapshot(request.snapshot);
        return { ...about, rows: [shown(await snapshotRow(figures, statistics.listed().find((one) => one.id === id), signal))] };
      }
      const officeId = request.office === '' ? undefined : fleet.getOffice(request.office).id;
      const job = request.job === '' ? undefined : ofJob(request.job);
      const listed = statistics.listed().filter((snapshot) => visible(snapshot.officeId) && (officeId === undefined || snapshot.officeId === officeId) && (job === undefined || ('jobId' in job ? snapshot.jobId === job.jobId : snapshot.jobName === job.jobName)));
      const offices = job === undefined ? [...groups(listed, ({ officeId: id }) => id, ({ officeId: id }) => statistics.officeName(id))] : [];
      const jobs = [...groups(listed, ({ jobId }) => jobId, ({ jobId, jobName }) => statistics.jobName(jobId) ?? jobName)];
      const rows = [
        ...offices.map(([id, group]) => rowOf('office', group, figures.ofOffice(id))),
        ...jobs.map(([id, group]) => rowOf('job', group, figures.ofJob(id))),
      ];
      const whole = request.office === '' && request.job === '' && identity.offices === undefined;
      const logical = listed.reduce((sum, { bytesLogical }) => sum + bytesLogical, 0);
      return { ...about, rows: rows.map(shown), total: whole ? rowOf('total', { name: '', officeId: '', snapshots: listed.length, logical }, figures.total) : null };
    },
    PlanExpiry: async ({ snapshots }, { identity, signal }) => {
      if (identity.offices !== undefined) throw new FarvaultError('REFUSED', 'what expiring snapshots frees depends on what other offices have', { remedy: 'Ask an administrator with all rights.' });
      if (snapshots.length === 0 || snapshots.length > MAX_SNAPSHOTS) throw new FarvaultError('USAGE', `give between 1 and ${MAX_SNAPSHOTS} snapshots`);
      const ids = new Set<string>();
      for (const selector of snapshots) ids.add(/^[0-9a-f]{32}$/.test(selector) ? selector : (await resolveSnapshot(selector)).id);
      const { chunks, plain, stored } = await figures.freedBy([...ids], signal);
      return { chunks, bytesPlain: plain, bytesStored: stored };
    },
  };
}

async function snapshotRow(figures: Statistics, snapshot: KeptSnapshot | undefined, signal: AbortSignal): Promise<StatisticsRow> {
  if (snapshot === undefined) throw new FarvaultError('CONFLICT', 'a snapshot in the trash has no figures', { remedy: 'backupctl snapshot restore-from-trash lists it again.' });
  const unique = await figures.uniqueOf(snapshot.id, signal);
  const freed = await figures.freedBy([snapshot.id], signal);
  const sums: Sums = { chunks: unique.chunks, unique: unique.plain, stored: unique.stored, exclusive: freed.plain, exclusiveStored: freed.stored };
  return rowOf('snapshot', { name: snapshot.id, officeId: snapshot.officeId, snapshots: 1, logical: snapshot.bytesLogical }, sums);
}

function groups(listed: readonly KeptSnapshot[], keyOf: (snapshot: KeptSnapshot) => string, nameOf: (snapshot: KeptSnapshot) => string): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const snapshot of listed) {
    const key = keyOf(snapshot);
    const group = groups.get(key) ?? { name: nameOf(snapshot), officeId: snapshot.officeId, snapshots: 0, logical: 0 };
    groups.set(key, { ...group, snapshots: group.snapshots + 1, logical: group.logical + snapshot.bytesLogical });
  }
  return groups;
}

function rowOf(kind: string, { name, snapshots, logical }: Group, sums: Sums | undefined): StatisticsRow {
  const { unique, stored, exclusive, exclusiveStored } = sums ?? { unique: 0, stored: 0, exclusive: 0, exclusiveStored: 0 };
  return {
    kind,
    name,
    snapshots,
    bytesLogical: logical,
    bytesUnique: unique,
    bytesStored: stored,
    bytesExclusive: exclusive,
    bytesExclusiveStored: exclusiveStored,
    deduplicationRatio: unique === 0 ? 0 : logical / unique,
    compressionRatio: stored === 0 ? 0 : unique / stored,
  };
}
