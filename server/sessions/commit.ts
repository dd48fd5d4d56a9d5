// The commit of a session: everything that the manifest refers to is held and this office's, then the snapshot is published. Idempotent by run.
import type { Commit__Output } from '../../shared/rpc/gen/farvault/v1/Commit.js';
import type { CommitResult } from '../../shared/rpc/gen/farvault/v1/CommitResult.js';
import type { RunCounters__Output } from '../../shared/rpc/gen/farvault/v1/RunCounters.js';
import type { SnapshotRecord } from '../repository/types.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { MAX_ROOT_BYTES } from '../../shared/format/limits.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { MAX_MISSING_IDS } from './limits.js';
import type { SessionInfo } from './session-state.js';
import type { BackupRun, KnownIds, PeerIdentity, UploadParts } from './types.js';

/** As far as the two clocks may be apart. */
const BEHIND_MS = 3_600_000;

export interface CommitAttempt {
  peer: PeerIdentity;
  session: SessionInfo;
  run: BackupRun;
  known: KnownIds;
  /** As this server counted them. */
  incompressibleBytes(): number;
  /** Whether the stream that asks may still commit in this session. */
  mayCommit(): boolean;
  signal: AbortSignal;
}

export function checkCommitShape(commit: Commit__Output): void {
  if (commit.rootId.length !== ID_BYTES) throw new FarvaultError('INVALID', `commit: a root id of ${commit.rootId.length} bytes`);
  if (commit.rootBytes === 0 || commit.rootBytes > MAX_ROOT_BYTES) throw new FarvaultError('INVALID', `commit: a root of ${commit.rootBytes} bytes`);
}

/** As the agent counted; shown, and never relied upon. What did not compress is counted here: an agent that was taken over would not say so. */
function countersOf(counters: RunCounters__Output | null, bytesIncompressible: number): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const [name, value] of Object.entries(counters ?? {})) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new FarvaultError('INVALID', `commit: counter ${name} is out of range`);
    kept[name] = value;
  }
  return { ...kept, bytesIncompressible };
}

function requireSession(attempt: CommitAttempt): void {
  attempt.signal.throwIfAborted();
  if (!attempt.mayCommit()) throw new FarvaultError('CONFLICT', 'the session of this run has ended', { remedy: 'Start the job again.' });
}

/** To be called for one commit of a run at a time. */
export async function commitSession(parts: UploadParts, attempt: CommitAttempt, commit: Commit__Output): Promise<CommitResult> {
  const { peer, session, run, known, signal } = attempt;
  const counters = countersOf(commit.counters, attempt.incompressibleBytes());
  const found = await parts.runs.runForBackup(peer.agentId, session.runId);
  if (found.snapshotId !== null) return { snapshotId: found.snapshotId };
  requireSession(attempt);
  const missing = await parts.commits.missing({
    officeId: peer.officeId,
    agentId: peer.agentId,
    parentId: session.parentId,
    rootId: commit.rootId,
    rootBytes: commit.rootBytes,
    known,
    maxMissing: MAX_MISSING_IDS,
    signal,
  });
  if (missing.length > 0) return { missing: missing.subarray(0, MAX_MISSING_IDS * ID_BYTES) };
  failpoint('backup.commit.checked');
  requireSession(attempt);
  const record: SnapshotRecord = {
    id: parts.random(16).toString('hex'),
    officeId: peer.officeId,
    agentId: peer.agentId,
    jobId: run.jobId,
    jobName: run.jobName,
    agentName: run.agentName,
    officeName: run.officeName,
    runId: session.runId,
    parentId: session.parentId,
    ...commitTimes(parts),
    rootId: commit.rootId.toString('hex'),
    rootBytes: commit.rootBytes,
    paths: run.paths,
    partial: commit.partial,
    counters,
  };
  await parts.repository.commitSnapshot(record);
  failpoint('backup.commit.committed');
  return { snapshotId: record.id };
}

/** A snapshot from a clock that was set back would take the places of older ones. */
function commitTimes({ clock, steady }: Pick<UploadParts, 'clock' | 'steady'>): Pick<SnapshotRecord, 'timeMs' | 'steadyMs'> {
  const timeMs = clock.now();
  const steadyMs = steady.now();
  return timeMs < steadyMs - BEHIND_MS ? { timeMs, steadyMs } : { timeMs };
}
