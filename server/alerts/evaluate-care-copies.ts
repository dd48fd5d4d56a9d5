// Second copies: whether the newest whole one is too old, and whether the last one failed or lacks something.
import type { Judge } from './evaluate.js';
import { ago } from './words.js';
import type { World } from './world.js';

export function copyConditions({ copies }: World, nowMs: number, judge: Judge): void {
  for (const { name, folder, goodMs, setMs, lateAfterMs, error, lacks } of copies) {
    judge('copy', null, () => {
      const ageMs = nowMs - Math.max(goodMs, setMs);
      const late = ageMs > lateAfterMs;
      if (!late && error === '') return null;
      const age = goodMs === 0 ? 'there is none yet' : `the newest is ${ago(nowMs - goodMs)} old`;
      return {
        id: `copy-${name}`,
        subject: `copy ${name}`,
        // A disk that is plugged in again by the next time is no loss yet; one that lacks data is.
        severity: late || lacks > 0 ? 'critical' : 'warning',
        summary: `${age}${error === '' ? '' : `; the last one: ${error}`}`,
        remedy: lacks > 0 ? 'backupctl damage list names the files concerned; the next backups send them again.' : `Is the disk of ${folder} mounted, and is there room? backupctl copy run ${name} --wait tries it.`,
      };
    });
  }
}
