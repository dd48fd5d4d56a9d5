// Retention: that nothing expires any more is noticed before the disk is full.
import type { Judge } from './evaluate.js';
import { ago } from './words.js';
import type { World } from './world.js';

const FAILING_MS = 2 * 86_400_000;

export function retentionConditions({ retention: { failingMs, failure } }: World, judge: Judge): void {
  judge('retention', null, () =>
    failingMs <= FAILING_MS ? null : { id: 'server', subject: 'server', summary: `could not be applied for ${ago(failingMs)}: ${failure}`, remedy: 'backupctl run list --kind retention shows the runs; backupctl retention apply tries it again.' },
  );
}
