// `backupd rebuild`: the views anew from journal and packs; with `fromPacks`, first the journal from what the packs hold of it. Offline.
import path from 'node:path';
import { isFarvaultError, type FarvaultError } from '../../shared/errors/errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { systemClock } from '../../shared/time/clock.js';
import { readConfig } from './config.js';
import { layoutOf } from './layout.js';
import { lockDirectory } from './lock.js';
import { INDEX_VIEW, openRepository, type OpenOptions } from './open.js';
import { recoverJournal } from './recover-journal.js';
import { destroyView } from './view-store.js';

export interface RebuildOptions extends Omit<OpenOptions, 'onFailed'> {
  fromPacks: boolean;
}

/** Resolves when every view has caught up and the repository is closed. What was damaged or missing has been told to `log`. */
export async function rebuildViews(options: RebuildOptions): Promise<void> {
  const layout = layoutOf(options.dataDir);
  const vfs = options.vfs ?? realFs;
  await refuseNewer(layout.config, vfs);
  const lock = (options.lock ?? lockDirectory)(layout.lock);
  try {
    // First: after a crash in between, views of the old journal would pass for views of the new one, whose records have other numbers.
    for (const name of [INDEX_VIEW, ...options.views.map((view) => view.name)]) (options.destroyView ?? destroyView)(path.join(options.dataDir, name));
    if (options.fromPacks) await recoverJournal({ layout, vfs, clock: options.clock ?? systemClock, log: options.log, progress: options.progress ?? ((): void => undefined), reducers: options.reducers });
    const failures: FarvaultError[] = [];
    const repository = await openRepository({ ...options, lock: () => lock, onFailed: (error) => failures.push(error) });
    await repository.close();
    if (failures[0] !== undefined) throw failures[0];
  } finally {
    lock.release();
  }
}

/** Before the lock, and before any view is removed: nothing of a newer format is touched. What else is wrong with the file comes up later, or is what the rebuild is for. */
async function refuseNewer(file: string, vfs: Vfs): Promise<void> {
  try {
    await readConfig(file, vfs);
  } catch (error) {
    if (isFarvaultError(error, 'FORMAT')) throw error;
  }
}
