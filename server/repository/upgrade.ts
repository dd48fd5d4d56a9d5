// A data directory of an older format is brought to this one when it is opened, before anything of the new format is written into it. The marker (FARVAULT-REPOSITORY)
// comes last: a crash before leaves a directory of the old format that is upgraded again, and after it an older server refuses the directory without touching it.
//
//   1 → 2   the journal holds records of releases, rollouts and replaced machines, which a server of format 1 would take no notice of, and undo: it would give rights
//           back that were taken away. Nothing stored changes its shape; the journal says when and by which version the directory came to this format.
import { failpoint } from '../../shared/failpoints/failpoints.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { VERSION } from '../../shared/config/version.js';
import { REPOSITORY_FORMAT, writeConfig, type RepositoryConfig } from './config.js';
import type { JournalBody, JournalRecord, StateReducer } from './types.js';

export interface Upgrade {
  from: number;
  to: number;
  timeMs: number;
}

/** When the repository came to its format; null: it was made in it. */
export class UpgradeState implements StateReducer {
  readonly name = 'upgrade';
  readonly mayBeAbsent = true as const;
  #newest: Upgrade | null = null;

  get newest(): Upgrade | null {
    return this.#newest;
  }

  apply({ body, timeMs }: JournalRecord): void {
    if (body.kind === 'repository.upgraded') this.#newest = { from: body['from'] as number, to: body['to'] as number, timeMs };
  }

  save(): unknown {
    return this.#newest;
  }

  load(saved: unknown): void {
    this.#newest = saved as Upgrade | null;
  }
}

export function upgraded(config: RepositoryConfig): RepositoryConfig {
  return { ...config, format: REPOSITORY_FORMAT };
}

/** Resolves when the marker is durable; at once when there is nothing to do. Each step can be repeated after a crash in it. */
export async function upgradeRepository(config: RepositoryConfig, file: string, vfs: Vfs, state: UpgradeState, journal: { appendJournal(body: JournalBody): Promise<unknown> }, log: (message: string) => void): Promise<void> {
  if (config.format === REPOSITORY_FORMAT) return;
  log(`the data directory has format ${config.format} and is upgraded to format ${REPOSITORY_FORMAT}; older servers refuse it from now on`);
  failpoint('upgrade.begin');
  if (state.newest?.to !== REPOSITORY_FORMAT) await journal.appendJournal({ kind: 'repository.upgraded', from: config.format, to: REPOSITORY_FORMAT, version: VERSION });
  failpoint('upgrade.journalled');
  await writeConfig(file, upgraded(config), vfs);
  failpoint('upgrade.marked');
  log(`the data directory has format ${REPOSITORY_FORMAT}`);
}
