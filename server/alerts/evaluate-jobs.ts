// Jobs: failed, partial, late, behind their RPO, and sources that have changed as they should not.
import { detect } from './detector.js';
import type { Judge } from './evaluate.js';
import { ago, timeText } from './words.js';
import type { JobEnd, JobFacts } from './world.js';

/** An agent gets so much longer than its retry is due. */
const RETRY_GRACE_MS = 10 * 60_000;
/** A hook, or one large directory, may take so long without a sign. */
const MIN_STILL_MS = 30 * 60_000;
/** What was found at a commit is told for so long, whatever has come after. */
const TAMPERED_MS = 24 * 60 * 60_000;

export function jobConditions(job: JobFacts, nowMs: number, judge: Judge): void {
  const { id, name, place, settings } = job;
  const subject = `job ${name}`;
  const on = `on ${place.agent} in ${place.office}`;

  judge('run-failed', place, (threshold) => {
    const limit = threshold ?? settings.alertFailures;
    const { lastEnded } = job;
    if (limit === 0 || lastEnded?.state !== 'failed' || job.failures < limit || triesAgain(job, nowMs)) return null;
    const many = job.failures > 1 ? `the last ${job.failures} runs have failed; the newest` : 'the last run has failed';
    return { id, subject, summary: `${many} ${on}, ${timeText(lastEnded.endedMs)}: ${lastEnded.error || 'no reason was told'}`, remedy: `backupctl run logs ${lastEnded.id} --level warn` };
  });

  judge('run-partial', place, () => {
    const { lastEnded } = job;
    if (!settings.alertPartial || lastEnded?.state !== 'partial') return null;
    return { id, subject, summary: `the last run ${on}, ${timeText(lastEnded.endedMs)}, has skipped something`, remedy: `backupctl run logs ${lastEnded.id} --level warn names each` };
  });

  judge('late', place, (threshold) => {
    const limitMs = threshold ?? settings.alertLateAfter;
    const stands = job.stillMs !== null && job.stillMs >= Math.max(limitMs, MIN_STILL_MS);
    if (limitMs === 0 || job.paused || (job.running && !stands)) return null;
    const dueMs = job.latestDue(nowMs - limitMs);
    if (dueMs === null || hasCome(job, dueMs)) return null;
    return { id, subject, summary: `the run due ${timeText(dueMs)} ${on} is ${ago(nowMs - dueMs)} late: ${whyLate(job)}`, remedy: `backupctl agent show ${place.agent} tells whether the agent is there; backupctl run list --job ${name}` };
  });

  judge('rpo', place, (threshold) => {
    const limitMs = threshold ?? settings.rpo;
    if (limitMs === 0) return null;
    const fromMs = job.lastGood?.startedMs ?? job.createdMs;
    if (nowMs - fromMs <= limitMs) return null;
    const newest = job.lastGood === null ? `there is no backup since the job was made ${ago(nowMs - fromMs)} ago` : `the newest backup is ${ago(nowMs - fromMs)} old (${timeText(fromMs)})`;
    return { id, subject, summary: `${newest} ${on}; promised are ${ago(limitMs)}`, remedy: `backupctl job run ${name} --wait` };
  });

  for (const kind of ['shrunk', 'mass-change'] as const) {
    judge(kind, place, (threshold) => {
      const key = kind === 'shrunk' ? 'alertShrink' : 'alertChange';
      const tampered = threshold === undefined ? atCommit(job, kind, nowMs) : undefined;
      if (tampered !== undefined) return { id, subject, eventMs: tampered.eventMs, severity: tampered.severity, summary: `${on}, ${timeText(tampered.eventMs)}: ${tampered.summary}`, remedy: `${tampered.remedy}backupctl alert ack ends this alert if it was meant` };
      const finding = detect(job.snapshots, threshold === undefined ? settings : { ...settings, [key]: threshold }).find((one) => one.kind === kind);
      if (finding === undefined) return null;
      const [snapshot, before] = job.snapshots;
      const compare = before === undefined ? '' : `backupctl snapshot diff ${before.id.slice(0, 12)} ${snapshot.id.slice(0, 12)} shows what changed; `;
      return { id, subject, eventMs: snapshot.timeMs, severity: finding.severity, summary: `${on}, ${timeText(snapshot.timeMs)}: ${finding.summary}`, remedy: `${compare}backupctl alert ack ends this alert if it was meant` };
    });
  }
}

/** What the look at the manifests has found, also of a snapshot that others have followed already. */
function atCommit({ tampered, snapshots }: JobFacts, kind: string, nowMs: number): { eventMs: number; severity: 'warning' | 'critical'; summary: string; remedy: string } | undefined {
  if (tampered === null || (tampered.snapshotId !== snapshots[0]?.id && nowMs - tampered.foundMs > TAMPERED_MS)) return undefined;
  const finding = tampered.findings.find((one) => one.kind === kind);
  if (finding === undefined) return undefined;
  const held = tampered.held === 0 ? '' : `; the last good snapshots are held (${tampered.held})`;
  return { eventMs: tampered.timeMs, severity: finding.severity, summary: finding.summary + held, remedy: `backupctl snapshot diff shows what changed in ${tampered.snapshotId.slice(0, 12)}; ` };
}

/**
 * A run for the due time has ended. One whose place a later run takes is cancelled at that run's due time: that is no run for it. Nor is one that was stopped
 * because its window closed: a backup that never fits into its window must not go on like that in silence.
 */
function hasCome({ lastEnded }: JobFacts, dueMs: number): boolean {
  if (lastEnded === null || stopped(lastEnded)) return false;
  return lastEnded.dueMs >= dueMs || (lastEnded.endedMs >= dueMs && (lastEnded.state !== 'cancelled' || lastEnded.dueMs === 0));
}

function stopped({ state, errorCode }: JobEnd): boolean {
  return state === 'cancelled' && errorCode === 'WINDOW';
}

function whyLate({ running, stillMs, waiting, lastEnded }: JobFacts): string {
  if (running) return `it goes on, but nothing has moved for ${ago(stillMs ?? 0)}`;
  if (waiting) return 'it waits for its turn at the server';
  return lastEnded !== null && stopped(lastEnded) ? 'it was stopped when its window closed' : 'nothing was heard of it';
}

/**
 * The agent will try again by itself, and the time for that is not over. Never beyond the next due time, nor when the runs of an earlier due time have
 * failed, too: by then silence would be a lie.
 */
function triesAgain({ settings, lastEnded, failures, nextDue }: JobFacts, nowMs: number): boolean {
  if (lastEnded === null || lastEnded.dueMs === 0 || lastEnded.attempt >= settings.retries || failures > lastEnded.attempt + 1) return false;
  const retryMs = lastEnded.endedMs + settings.retryAfter * 2 ** Math.min(lastEnded.attempt, 20) + RETRY_GRACE_MS;
  return nowMs < Math.min(retryMs, nextDue(lastEnded.endedMs) ?? Infinity);
}
