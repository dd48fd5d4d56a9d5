// Tells the statistics that the set of snapshots has changed. The counting itself is done in the background: nobody who commits waits for it.
import type { JournalRecord, ViewFollower } from '../repository/index.js';
import { emptySums, type Sums } from './sums.js';

const CHANGES = new Set(['snapshot.committed', 'snapshots.trashed', 'snapshots.restored', 'snapshots.purged']);

export interface Figures {
  readonly total: Sums;
  ofOffice(officeId: string): Sums | undefined;
  ofJob(jobId: string): Sums;
}

export class StatisticsFollower implements ViewFollower {
  readonly name = 'statistics';
  onChanged: () => void = () => undefined;
  /** As of now, for others. */
  figures: Figures = { total: emptySums(), ofOffice: () => undefined, ofJob: emptySums };

  apply({ body }: JournalRecord): Promise<void> {
    if (CHANGES.has(body.kind)) this.onChanged();
    return Promise.resolve();
  }
}
