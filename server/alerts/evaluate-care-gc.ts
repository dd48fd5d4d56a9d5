// Garbage that cannot be collected: the disk fills up although snapshots go.
import type { Judge } from './evaluate.js';
import type { World } from './world.js';

export function gcConditions({ gcBlocked }: World, judge: Judge): void {
  judge('gc', null, () => (gcBlocked === '' ? null : { id: 'server', subject: 'server', summary: gcBlocked, remedy: 'backupctl gc --dry-run tells what would go, backupctl gc status how the last collection went; docs/gc.md says what each reason means.' }));
}
