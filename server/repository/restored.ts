// A data directory that was brought back from a second copy goes on where the copy ends, in an epoch of its own: records of the server that was lost and of this one can be told
// apart, and a journal of the one never goes on in the other. The record first, then the configuration, whose file makes the directory a repository.
import type { Vfs } from '../../shared/fs/vfs.js';
import type { Clock } from '../../shared/time/clock.js';
import { writeConfig, type RepositoryConfig } from './config.js';
import { MAX_SEGMENT_BYTES } from './journal-format.js';
import { Journal } from './journal.js';
import { layoutOf } from './layout.js';
import { replayJournal } from './replay.js';
import type { JournalRecord } from './types.js';

export interface Restored {
  /** The last record of the copy, and when it was written. */
  number: number;
  copiedMs: number;
  /** False: without the keys, and so with another CA. */
  keys: boolean;
}

/** `config` is the copy's. The directory holds journal and packs, and no configuration yet. */
export async function markRestored(dataDir: string, config: RepositoryConfig, restored: Restored, { vfs, clock }: { vfs: Vfs; clock: Clock }): Promise<RepositoryConfig> {
  const layout = layoutOf(dataDir);
  const next: RepositoryConfig = { ...config, epoch: config.epoch + 1 };
  const { firstNumber, wholeBytes, position } = await replayJournal(layout.journal, config, [], vfs);
  const failures: unknown[] = [];
  const journal = await Journal.open(
    {
      directory: layout.journal,
      repositoryId: Buffer.from(config.id, 'hex'),
      epoch: next.epoch,
      vfs,
      clock,
      segmentBytes: MAX_SEGMENT_BYTES / 2,
      onRecord: (_record: JournalRecord) => undefined,
      onSealed: () => undefined,
      onNoSpace: () => Promise.resolve(),
      onFailed: (error) => failures.push(error),
    },
    firstNumber,
    wholeBytes,
    position,
  );
  try {
    await journal.append({ kind: 'repository.restored', from: { ...restored }, epoch: next.epoch });
  } finally {
    await journal.close();
  }
  await writeConfig(layout.config, next, vfs);
  return next;
}
