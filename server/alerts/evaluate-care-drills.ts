// Restore drills: failed, or overdue.
import type { Judge } from './evaluate.js';
import { ago, timeText } from './words.js';
import type { World } from './world.js';

export function drillConditions({ drills }: World, nowMs: number, judge: Judge): void {
  for (const { jobId, job, place, failed, overdueSinceMs } of drills) {
    judge('drill', place, () => {
      const subject = `job ${job}`;
      if (failed !== null) return { id: jobId, subject, summary: `the last restore drill, ${timeText(failed.atMs)}, has failed: ${failed.error}`, remedy: `backupctl drill show ${failed.id}; then backupctl drill run ${job} --wait tries again` };
      if (overdueSinceMs === null) return null;
      const last = overdueSinceMs === 0 ? 'no restore drill has passed yet' : `the last restore drill that passed was ${ago(nowMs - overdueSinceMs)} ago (${timeText(overdueSinceMs)})`;
      return { id: jobId, subject, severity: 'warning', summary: `${last}: two have been due since`, remedy: `backupctl run list --kind drill says why; backupctl drill run ${job} --wait makes one now` };
    });
  }
}
