// The server itself: space, damage, its certificates, and whether alerts get out.
import type { Judge } from './evaluate.js';
import { daysLeft } from './space-trend.js';
import { ago, timeText } from './words.js';
import type { World } from './world.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SPACE_LEFT_MS = 14 * DAY_MS;
const SPACE_CRITICAL_MS = 3 * DAY_MS;
/** Per cent of the disk. */
const LOW_SPACE = 5;
const EXPIRY_MS = 30 * DAY_MS;
const EXPIRY_CRITICAL_MS = 7 * DAY_MS;
/** A mail server may restart without an alert. */
const UNDELIVERED_MS = 15 * 60_000;
const GIVEN_UP_MS = 24 * HOUR_MS;

export function serverConditions(world: World, nowMs: number, judge: Judge): void {
  spaceCondition(world, judge);

  judge('not-writable', null, () => (world.notWritable === null ? null : { id: 'server', subject: 'server', summary: `no data is taken: ${world.notWritable}`, remedy: 'backupctl status and the log of backupd say more; backups go on when the cause is gone.' }));

  judge('damage', null, () =>
    world.damaged ? { id: 'server', subject: 'server', summary: 'some stored chunks are lost or cannot be read', remedy: 'The next backups send again what their machines still have; backupctl damage list names the files.' } : null,
  );

  for (const { what, expiresMs, warnMs, criticalMs = EXPIRY_CRITICAL_MS } of world.expiries) {
    judge('expiring', null, (threshold) => {
      const leftMs = expiresMs - nowMs;
      // What lasts for a week only never has a month left, whatever a rule says.
      if (leftMs > (warnMs ?? threshold ?? EXPIRY_MS)) return null;
      const when = leftMs > 0 ? `ends in ${ago(leftMs)}` : `ended ${ago(-leftMs)} ago`;
      return { id: what, subject: what, severity: leftMs > criticalMs ? 'warning' : 'critical', summary: `${when}, ${timeText(expiresMs)}`, remedy: 'backupctl status and backupctl release list show every expiry; docs/operations.md says how each is renewed.' };
    });
  }

  judge('update', null, () => {
    const halted = world.haltedRollout;
    if (halted === null) return null;
    const { id, version, reason, endedMs } = halted;
    return { id: `rollout-${id}`, subject: `rollout ${version}`, severity: 'critical', eventMs: endedMs, summary: `halted by itself: ${reason}`, remedy: `backupctl rollout show ${id} says why each failed; then rollout resume goes on in spite of it, and rollout abort gives up.` };
  });

  for (const { name, waiting, failingSinceMs, lastError, gaveUpMs, lastDeliveredMs } of world.destinations) {
    judge('alert-path', null, () => {
      const failing = failingSinceMs > 0 && nowMs - failingSinceMs >= UNDELIVERED_MS;
      const gaveUp = gaveUpMs > lastDeliveredMs && nowMs - gaveUpMs < GIVEN_UP_MS;
      if (!failing && !gaveUp) return null;
      const said = failing ? `nothing could be delivered for ${ago(nowMs - failingSinceMs)}; ${waiting} ${waiting === 1 ? 'message waits' : 'messages wait'}` : `a message was given up ${timeText(gaveUpMs)}`;
      return { id: name, subject: `destination ${name}`, summary: `${said}: ${lastError}`, remedy: `backupctl alert test ${name} tries it and says what the other side answers.` };
    });
  }
}

function spaceCondition({ space, spaceHistory }: World, judge: Judge): void {
  judge('space', null, (threshold) => {
    const share = space.totalBytes === 0 ? 100 : (100 * space.freeBytes) / space.totalBytes;
    const days = daysLeft(spaceHistory, space);
    const leftMs = days === null ? Infinity : days * DAY_MS;
    if (share >= LOW_SPACE && leftMs > (threshold ?? SPACE_LEFT_MS)) return null;
    const trend = days === null ? 'the trend is not known yet' : days === Infinity ? 'it does not fill up at present' : `at the rate of the last weeks it is full in ${days < 2 ? `${Math.round(days * 24)} hours` : `${Math.floor(days)} days`}`;
    const gib = (space.freeBytes / 2 ** 30).toFixed(1);
    return { id: 'server', subject: 'server', severity: leftMs <= SPACE_CRITICAL_MS || share < LOW_SPACE / 2 ? 'critical' : 'warning', summary: `${gib} GiB (${share.toFixed(1)} %) of the repository's disk are free; ${trend}`, remedy: 'Give the disk more room; backupctl report storage shows who uses it.' };
  });
}
