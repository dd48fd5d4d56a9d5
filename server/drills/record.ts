// A drill as the record that is signed, and as the journal keeps it. Pure.
import { messageOf, type FarvaultError } from '../../shared/errors/errors.js';
import type { DrillResult, DrillWish } from './drill.js';
import type { DrillKind, DrillRecord } from './evidence.js';
import type { DrillSummary } from './state.js';

export interface DrillAbout {
  id: string;
  run: string;
  startedBy: string;
  startedMs: number;
  endedMs: number;
  job: { id: string; name: string; agent: string; officeId: string; office: string };
  wish: DrillWish;
  /** The number of the record that committed the snapshot. */
  journalRecord: number;
  head: { number: number; chain: string };
  repositoryId: string;
  serverVersion: string;
}

const MAX_ERROR_CHARS = 500;
const LEAVES_OUT = 'the line to the office, and the disks there';

export function recordOf(about: DrillAbout, result: DrillResult | null, fault: FarvaultError | null): Omit<DrillRecord, 'publicKey'> {
  const { job, wish, startedMs, endedMs } = about;
  const { snapshot } = wish;
  const kind: DrillKind = result?.chosen.kind ?? (wish.path !== null ? 'path' : wish.sampleBytes === 0 ? 'whole' : 'random');
  const differences = result?.comparison.differences ?? 0;
  const wholeSeconds = result?.wholeSeconds ?? null;
  const restoreSeconds = rounded(result?.restoreSeconds ?? 0);
  return {
    type: 'farvault-drill',
    version: 1,
    id: about.id,
    repositoryId: about.repositoryId,
    serverVersion: about.serverVersion,
    run: about.run,
    startedBy: about.startedBy,
    job: { id: job.id, name: job.name },
    agent: job.agent,
    office: { id: job.officeId, name: job.office },
    snapshot: { id: snapshot.id, rootId: snapshot.rootId, committedAt: new Date(snapshot.timeMs).toISOString(), journalRecord: about.journalRecord, files: result?.of.files ?? 0, bytes: result?.of.bytes ?? 0 },
    chosen: result?.chosen ?? { kind, path: wish.path?.toString('hex') ?? '', seed: wish.seed, files: 0, bytes: 0 },
    checked: { entries: result?.comparison.entries ?? 0, files: result?.comparison.files ?? 0, bytes: result?.comparison.bytes ?? 0 },
    notCompared: result?.notCompared ?? [],
    differences,
    named: result?.comparison.named ?? [],
    restoreSeconds,
    compareSeconds: rounded(result?.compareSeconds ?? 0),
    bytesPerSecond: result === null || result.restoreSeconds === 0 ? 0 : Math.round(result.comparison.bytes / result.restoreSeconds),
    wholeSeconds: wholeSeconds === null ? null : rounded(wholeSeconds),
    wholeIs: wholeSeconds === null ? 'unknown' : kind === 'whole' ? 'measured' : 'estimated',
    leavesOut: LEAVES_OUT,
    journal: about.head,
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(endedMs).toISOString(),
    outcome: fault === null && differences === 0 ? 'passed' : 'failed',
    error: fault !== null ? messageOf(fault).slice(0, MAX_ERROR_CHARS) : differences === 0 ? '' : `${differences} ${differences === 1 ? 'difference' : 'differences'} between what was restored and the manifest`,
  };
}

export function summaryOf({ id, run, startedBy, startedMs, endedMs, job, wish }: DrillAbout, record: Omit<DrillRecord, 'publicKey'>): DrillSummary {
  return {
    id,
    run,
    jobId: job.id,
    officeId: job.officeId,
    snapshotId: wish.snapshot.id,
    kind: record.chosen.kind,
    startedMs,
    endedMs,
    passed: record.outcome === 'passed',
    scheduled: startedBy === 'schedule',
    files: record.checked.files,
    bytes: record.checked.bytes,
    restoreSeconds: record.restoreSeconds,
    wholeSeconds: record.wholeSeconds,
    differences: record.differences,
    error: record.error,
  };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
