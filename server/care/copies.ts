// Second copies. Put together from server/copies and what it needs of others.
import type { Control } from '../control.js';
import { Copies, runCopyProcess } from '../copies/index.js';
import type { Foundation } from '../foundation.js';

export type CopiesCare = ReturnType<typeof createCopies>;

export function createCopies({ clock, say, state, repository, repositoryId }: Foundation, { runs }: Control) {
  const copies = new Copies({
    dataDir: repository.dataDir,
    repositoryId,
    state: state.copies,
    journal: repository,
    runs: runs.server,
    process: runCopyProcess,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    clock,
    log: say,
  });
  return {
    copies,
    start: (): void => copies.start(),
    stop: (): Promise<void> => copies.stop(),
    // What is late or has failed is an alert.
    attention: (): string[] => [],
  };
}
