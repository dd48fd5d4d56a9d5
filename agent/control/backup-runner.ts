// A backup as the server ordered it: the source is opened, read by the engine, and closed.
import { runBackup } from '../backup/backup.js';
import { wholeCounters, type RunTally } from '../backup/tally.js';
import type { BackupDeps } from '../backup/types.js';
import { parseSnapshotChoice } from '../sources/files/files-source.js';
import { SOURCES } from '../sources/registry.js';
import type { SourceNote } from '../sources/source.js';
import { withSource } from '../sources/with-source.js';
import type { Runners } from './types.js';

type BackupRunnerDependencies = Omit<BackupDeps, 'mappings' | 'log' | 'progress'> & { agentId: string };

export function createBackupRunner({ agentId, never, ...deps }: BackupRunnerDependencies): Runners['startBackup'] {
  /** Snapshots of the file system that runs hold now: another run that reads the live tree must not take them for data. */
  const frozen = new Map<string, Buffer[]>();
  return async ({ runId, spec }, reporter, signal) => {
    const note = ({ severity, message }: SourceNote): void => reporter.log(severity === 'info' ? 'info' : 'warn', message);
    const files = { paths: spec.paths.map((path) => Buffer.from(path)), snapshot: parseSnapshotChoice(spec.fsSnapshot) };
    return withSource(SOURCES.files, files, { agentId, runId }, note, signal, async ({ mappings }) => {
      const others = [...frozen.values()].flat();
      frozen.set(runId, mappings.filter(({ from, to }) => !from.equals(to)).map(({ to }) => to));
      try {
        const { tally, ...outcome } = await runBackup(
          { runId },
          spec,
          {
            ...deps,
            never: [...never, ...others],
            mappings,
            log: (level, message, where) => reporter.log(level, message, where),
            progress: (now: RunTally, currentPath, phase) => reporter.progress(wholeCounters(now), currentPath, phase),
          },
          signal,
        );
        return { ...outcome, counters: wholeCounters(tally) };
      } finally {
        frozen.delete(runId);
      }
    });
  };
}
