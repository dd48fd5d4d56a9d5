// What waits for a second administrator, and a clock that cannot be right.
import type { Judge } from './evaluate.js';
import type { World } from './world.js';

export function lifecycleConditions({ approvals, clockDoubt }: World, judge: Judge): void {
  for (const { id, what, by, reason, askedMs } of approvals) {
    judge('approval', null, () => ({
      id,
      subject: 'server',
      eventMs: askedMs,
      summary: `${by} asks to ${what}${reason === '' ? '' : ` (${reason})`}`,
      remedy: `backupctl approval show ${id} says more; another administrator with all rights decides: backupctl approval approve or reject ${id}. If nobody here asked for it, a key is in wrong hands: backupctl user revoke ${by}.`,
    }));
  }
  judge('server-clock', null, () =>
    clockDoubt === ''
      ? null
      : { id: 'server', subject: 'server', summary: `nothing is expired or purged: ${clockDoubt}`, remedy: "Put the server's clock right if it is wrong. If it is right, two administrators say so: backupctl clock confirm --reason TEXT (docs/lifecycle.md)." },
  );
}
