// Verification: stored data is to be read again before it is needed.
import type { Judge } from './evaluate.js';
import { ago } from './words.js';
import type { World } from './world.js';

const DAY_MS = 86_400_000;
const OLD_MS = 35 * DAY_MS;
const NEW_MS = 2 * DAY_MS;

export function verifyConditions({ verification: { oldestMs, newSinceMs } }: World, nowMs: number, judge: Judge): void {
  judge('verify', null, (threshold) => {
    const old = oldestMs > 0 && nowMs - oldestMs > (threshold ?? OLD_MS);
    const fresh = newSinceMs > 0 && nowMs - newSinceMs > NEW_MS;
    if (!old && !fresh) return null;
    const summary = old ? `some stored data was not read again for ${ago(nowMs - oldestMs)}` : `some new data was not read back for ${ago(nowMs - newSinceMs)}`;
    return { id: 'server', subject: 'server', summary, remedy: 'backupctl verify status tells how much; backupctl verify --read-data reads all of it now.' };
  });
}
