// A backup as the server ordered it: between its hooks, the source is opened, read by the engine, and closed. A scheduled run that outlives its window goes
// on, stops, or pauses, as its settings say. A pause ends the attempt: the stream, snapshots of the file system and the hooks' hold on applications go;
// the next attempt goes on from what is settled, as after a crash.
import { runBackup } from '../backup/backup.js';
import { constantRate, type Rate } from '../backup/rate-limit.js';
import { newTally, wholeCounters, type RunTally } from '../backup/tally.js';
import type { BackupDeps } from '../backup/types.js';
import type { Hooks, Surrounded } from '../hooks/hooks.js';
import { EXIT, messageOf } from '../../shared/errors/errors.js';
import type { BackupSpec__Output } from '../../shared/rpc/gen/farvault/v1/BackupSpec.js';
import { compileRates, compileSchedule } from '../../shared/schedule/index.js';
import { effectiveFromJson, type Settings } from '../../shared/settings/index.js';
import { parseSnapshotChoice } from '../sources/files/files-source.js';
import { SOURCES } from '../sources/registry.js';
import type { SourceNote } from '../sources/source.js';
import { withSource } from '../sources/with-source.js';
import type { Runners, RunReporter, RunResult } from './types.js';
import { BackupWindow } from './window.js';

type BackupRunnerDependencies = Omit<BackupDeps, 'mappings' | 'log' | 'progress'> & { agentId: string; hooks: Pick<Hooks, 'around'> };

interface Attempt {
  runId: string;
  spec: BackupSpec__Output;
  settings: Settings;
  rate: Rate;
  tally: RunTally;
  reporter: RunReporter;
}

export function createBackupRunner({ agentId, never, hooks, ...deps }: BackupRunnerDependencies): Runners['startBackup'] {
  /** Snapshots of the file system that runs hold now: another run that reads the live tree must not take them for data. */
  const frozen = new Map<string, Buffer[]>();

  const read = async ({ runId, spec, rate, tally, reporter }: Attempt, around: Surrounded, signal: AbortSignal): Promise<RunResult> => {
    const note = ({ severity, message }: SourceNote): void => reporter.log(severity === 'info' ? 'info' : 'warn', message);
    const files = { paths: spec.paths.map((path) => Buffer.from(path)), snapshot: parseSnapshotChoice(spec.fsSnapshot) };
    return withSource(SOURCES.files, files, { agentId, runId }, note, signal, async ({ mappings }) => {
      const others = [...frozen.values()].flat();
      const snapshots = mappings.filter(({ from, to }) => !from.equals(to));
      frozen.set(runId, snapshots.map(({ to }) => to));
      try {
        if (mappings.length > 0 && snapshots.length === mappings.length) await around.frozen();
        const { tally: counted, ...outcome } = await runBackup(
          { runId, tally, rate, partial: around.partial },
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
        return { ...outcome, counters: wholeCounters(counted) };
      } finally {
        frozen.delete(runId);
      }
    });
  };

  return async ({ runId, spec }, reporter, signal) => {
    const settings = effectiveFromJson(spec.settingsJson);
    const tally = newTally();
    const window = windowOf(spec, settings, deps.clock, reporter);
    const rate = rateOf(spec, settings, reporter);
    const run = { runId, jobId: spec.jobId, jobName: spec.jobName, settings };
    const log = reporter.log.bind(reporter);

    for (;;) {
      if (window === null || window.isOpen) {
        const guard = window?.guard();
        const stop = guard === undefined ? signal : AbortSignal.any([signal, guard.signal]);
        const heard: RunReporter = {
          log,
          progress: (counters, currentPath, phase) => {
            guard?.hold(phase === 'committing');
            reporter.progress(counters, currentPath, phase);
          },
        };
        const closed = (): boolean => guard?.signal.aborted === true && !signal.aborted;
        try {
          reporter.progress(wholeCounters(tally), null, 'starting');
          const result = await hooks.around(run, log, stop, (around) => read({ runId, spec, settings, rate, tally, reporter: heard }, around, stop));
          if (!closed() || result.state !== 'cancelled') return result;
        } catch (error) {
          if (!closed()) throw error;
        } finally {
          guard?.end();
        }
      }
      if (settings.overrun === 'stop') return stopped(tally);
      reporter.log('info', `the backup window has closed; the run goes on when it opens, at ${window!.changes}`);
      await pause(window!, tally, deps.clock, reporter, signal);
      reporter.log('info', 'the backup window is open; the run goes on');
    }
  };
}

async function pause(window: BackupWindow, tally: RunTally, clock: BackupDeps['clock'], reporter: RunReporter, signal: AbortSignal): Promise<void> {
  let last = clock.monotonic();
  const count = (): void => {
    const now = clock.monotonic();
    tally.msPaused += now - last;
    last = now;
    reporter.progress(wholeCounters(tally), null, 'paused');
  };
  await window.opened(signal, count);
  count();
}

function stopped(tally: RunTally): RunResult {
  return {
    state: 'cancelled',
    error: 'the backup window has closed; the next run goes on from here',
    errorCode: 'WINDOW',
    snapshotId: '',
    counters: wholeCounters(tally),
    exitCode: EXIT.interrupted,
  };
}

/** Null: nothing keeps the run. Settings that make no window are the server's fault: the backup is worth more than its hours. */
function windowOf(spec: BackupSpec__Output, settings: Settings, clock: BackupDeps['clock'], reporter: RunReporter): BackupWindow | null {
  if (!spec.scheduled || settings.overrun === 'finish' || settings.window.length === 0) return null;
  try {
    const schedule = compileSchedule(settings, spec.jobId);
    return new BackupWindow((nowMs) => schedule.window(nowMs), clock);
  } catch (error) {
    reporter.log('warn', `the backup window is not kept: ${messageOf(error)}`);
    return null;
  }
}

/** The settings tell all hours; the spec's own limit is for a server that says none of them. */
function rateOf(spec: BackupSpec__Output, settings: Settings, reporter: RunReporter): Rate {
  if (settings.rateLimit.length === 0) return constantRate(spec.rateLimitBytes);
  try {
    return compileRates(settings.rateLimit, settings.timezone);
  } catch (error) {
    reporter.log('warn', `the hours of the rate limit are not kept: ${messageOf(error)}`);
    return constantRate(spec.rateLimitBytes);
  }
}
