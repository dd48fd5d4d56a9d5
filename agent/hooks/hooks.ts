// The hooks of a run: those before it, then the run, then, whatever became of it, those after it. A mark on disk, written before the first of them,
// makes that hold over a crash of the agent too: `recover`, at its next start, runs what was still due.
import { EXIT, FarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { Logger } from '../../shared/service/log.js';
import type { Clock } from '../../shared/time/clock.js';
import type { HookPrograms } from './hook-config.js';
import type { HookMark, HookMarks } from './hook-marks.js';
import { runHook, type HookLog } from './run-hook.js';

export interface HookSettings {
  hookBefore: string[];
  hookAfter: string[];
  /** ms, for hooks that agent.json gives no time of their own. */
  hookTimeout: number;
  hookFailure: 'fail' | 'continue';
}

export interface HookedRun {
  runId: string;
  jobId: string;
  jobName: string;
  settings: HookSettings;
}

/** What a run tells its after-hooks. */
interface HookedResult {
  state: string;
  snapshotId: string;
  error: string;
  errorCode: string;
  exitCode: number;
}

export interface Surrounded {
  /** A before-hook failed and the run goes on all the same: its snapshot is partial. */
  partial: boolean;
  /** To be called when what the run reads is frozen: the hooks after it need not wait for its end. */
  frozen(): Promise<void>;
}

export interface HooksParts {
  clock: Clock;
  /** As agent.json names them now. */
  programs(): Promise<HookPrograms>;
  marks: HookMarks;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Names that this machine's agent.json does not list. */
export function unknownHooks({ hookBefore, hookAfter }: Pick<HookSettings, 'hookBefore' | 'hookAfter'>, programs: HookPrograms): string[] {
  return [...new Set([...hookBefore, ...hookAfter])].filter((name) => !Object.hasOwn(programs, name));
}

/** All of `after`, but of hooks that are run before too only those whose first part has begun. */
export function dueAfter({ before, after, started }: Pick<HookMark, 'before' | 'after' | 'started'>): string[] {
  return after.filter((name) => !before.includes(name) || started.includes(name));
}

export class Hooks {
  /** By job: what a dead process left is still being run. */
  private readonly recovering = new Map<string, Promise<string[]>>();

  constructor(private readonly parts: HooksParts) {}

  /** At the start of the agent, before any run. Resolves when it is known what is due; runs wait for their own job's. */
  async recover(): Promise<void> {
    const { marks, log } = this.parts;
    const left = await marks.list();
    for (const name of left.unreadable) log.error({ mark: name }, 'a mark of hooks that are due cannot be read: hooks after a run may not have been run');
    for (const mark of left.marks) {
      const before = this.recovering.get(mark.jobId) ?? Promise.resolve([]);
      this.recovering.set(mark.jobId, before.then(async (said) => [...said, ...(await this.recoverOne(mark))]));
    }
  }

  /** Runs `use` between its hooks. HOOK, with nothing read, when one is not known here, or one before it fails and the job says so. */
  async around<Result extends HookedResult>(run: HookedRun, log: HookLog, signal: AbortSignal, use: (around: Surrounded) => Promise<Result>): Promise<Result> {
    const { settings, runId, jobId, jobName } = run;
    await this.recovered(jobId, log);
    if (settings.hookBefore.length === 0 && settings.hookAfter.length === 0) return use({ partial: false, frozen: () => Promise.resolve() });
    const programs = await this.parts.programs();
    const unknown = unknownHooks(settings, programs);
    if (unknown.length > 0) {
      throw new FarvaultError('HOOK', `this machine does not name the hook${unknown.length > 1 ? 's' : ''} ${unknown.map((name) => `'${name}'`).join(', ')}`, {
        remedy: 'Its administrator lists the program under hooks in agent.json; or take the hook out of the job or policy.',
      });
    }
    const mark: HookMark = { runId, jobId, jobName, before: settings.hookBefore, after: settings.hookAfter, started: [], timeoutMs: settings.hookTimeout };
    await this.parts.marks.write(mark);
    const failures: string[] = [];
    let releasing: Promise<void> | null = null;
    const release = (state: string, snapshotId: string): Promise<void> => (releasing ??= this.runAfter(mark, programs, log, { state, snapshotId }).then((failed) => void failures.push(...failed)));
    try {
      await this.runBefore(mark, programs, log, signal, settings.hookFailure, failures);
      const result = await use({ partial: failures.length > 0, frozen: () => release('frozen', '') });
      await release(result.state, result.snapshotId);
      return withFailures(result, failures);
    } catch (error) {
      await release(signal.aborted ? 'cancelled' : 'failed', '');
      throw error;
    }
  }

  private async recovered(jobId: string, log: HookLog): Promise<void> {
    const said = await this.recovering.get(jobId);
    this.recovering.delete(jobId);
    for (const message of said ?? []) log('warn', message);
  }

  private async recoverOne(mark: HookMark): Promise<string[]> {
    const { log } = this.parts;
    const said = [`the agent ended in the middle of run ${mark.runId}; hooks after it were run at its next start`];
    const note: HookLog = (level, message) => {
      log[level]({ runId: mark.runId, job: mark.jobName }, message);
      said.push(message);
    };
    try {
      const programs = await this.parts.programs();
      const known = mark.after.filter((name) => Object.hasOwn(programs, name));
      for (const name of mark.after) if (!known.includes(name)) note('error', `hook ${name}: not run, agent.json does not list it any more`);
      await this.runAfter({ ...mark, after: known }, programs, note, { state: 'interrupted', snapshotId: '' });
    } catch (error) {
      note('error', `hooks after an interrupted run could not be run: ${messageOf(error)}`);
    }
    return said;
  }

  private async runBefore(mark: HookMark, programs: HookPrograms, log: HookLog, signal: AbortSignal, onFailure: 'fail' | 'continue', failures: string[]): Promise<void> {
    for (const name of mark.before) {
      mark.started.push(name);
      await this.parts.marks.write(mark);
      try {
        await this.runOne(name, mark, programs, log, signal, { FARVAULT_PHASE: 'before', FARVAULT_STATE: 'starting', FARVAULT_SNAPSHOT: '' });
      } catch (error) {
        if (signal.aborted || onFailure === 'fail') throw error;
        failures.push(messageOf(error));
        log('warn', `${messageOf(error)}; the run goes on, as the job says`);
      }
    }
  }

  /** What failed. Nothing stops this but the time limit of each. */
  private async runAfter(mark: HookMark, programs: HookPrograms, log: HookLog, { state, snapshotId }: { state: string; snapshotId: string }): Promise<string[]> {
    const failures: string[] = [];
    for (const name of dueAfter(mark)) {
      try {
        await this.runOne(name, mark, programs, log, null, { FARVAULT_PHASE: 'after', FARVAULT_STATE: state, FARVAULT_SNAPSHOT: snapshotId });
      } catch (error) {
        failures.push(messageOf(error));
        log('error', `${messageOf(error)}: what it should undo may not be undone`);
      }
    }
    // A mark that stays has them run once more at the next start.
    await this.parts.marks.remove(mark.runId).catch((error: unknown) => log('warn', `the mark of hooks that have run cannot be removed: ${messageOf(error)}`));
    return failures;
  }

  private runOne(name: string, { runId, jobName, timeoutMs }: HookMark, programs: HookPrograms, log: HookLog, signal: AbortSignal | null, environment: Record<string, string>): Promise<void> {
    const { command, timeoutSeconds } = programs[name];
    const limitMs = timeoutSeconds === undefined ? timeoutMs : timeoutSeconds * 1000;
    return runHook({ name, command, timeoutMs: limitMs, log, signal, environment: { FARVAULT_JOB: jobName, FARVAULT_RUN: runId, ...environment } }, this.parts.clock);
  }
}

/** A run that would have succeeded is partial when a hook failed: somebody should look. */
function withFailures<Result extends HookedResult>(result: Result, failures: string[]): Result {
  if (failures.length === 0 || (result.state !== 'succeeded' && result.state !== 'partial')) return result;
  const errorCode = result.errorCode === '' ? 'HOOK' : result.errorCode;
  return { ...result, state: 'partial', error: [result.error, ...failures].filter((text) => text !== '').join('; '), errorCode, exitCode: EXIT.partial };
}
