// Jobs: failed, partial, late, behind their RPO, and sources that have changed as they should not.
import { detect } from './detector.js';
import type { Judge } from './evaluate.js';
import { ago, timeText } from './words.js';
import type { JobFacts } from './world.js';

/** An agent gets so much longer than its retry is due. */
const RETRY_GRACE_MS = 10 * 60_000;

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
    if (limitMs === 0 || job.paused || job.running) return null;
    const dueMs = job.latestDue(nowMs - limitMs);
    if (dueMs === null || (job.lastEnded !== null && (job.lastEnded.endedMs >= dueMs || job.lastEnded.dueMs >= dueMs))) return null;
    const why = job.waiting ? 'it waits for its turn at the server' : 'nothing was heard of it';
    return { id, subject, summary: `the run due ${timeText(dueMs)} ${on} is ${ago(nowMs - dueMs)} late: ${why}`, remedy: `backupctl agent show ${place.agent} tells whether the agent is there; backupctl run list --job ${name}` };
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
      const finding = detect(job.snapshots, threshold === undefined ? settings : { ...settings, [key]: threshold }).find((one) => one.kind === kind);
      if (finding === undefined) return null;
      const [snapshot, before] = job.snapshots;
      const compare = before === undefined ? '' : `backupctl snapshot diff ${before.id.slice(0, 12)} ${snapshot.id.slice(0, 12)} shows what changed; `;
      return { id, subject, severity: finding.severity, summary: `${on}, ${timeText(snapshot.timeMs)}: ${finding.summary}`, remedy: `${compare}backupctl alert ack ends this alert if it was meant` };
    });
  }
}

/** The agent will try again by itself, and the time for that is not over. Never beyond the next due time: by then silence would be a lie. */
function triesAgain({ settings, lastEnded, nextDue }: JobFacts, nowMs: number): boolean {
  if (lastEnded === null || lastEnded.dueMs === 0 || lastEnded.attempt >= settings.retries) return false;
  const retryMs = lastEnded.endedMs + settings.retryAfter * 2 ** Math.min(lastEnded.attempt, 20) + RETRY_GRACE_MS;
  return nowMs < Math.min(retryMs, nextDue(lastEnded.endedMs) ?? Infinity);
}
