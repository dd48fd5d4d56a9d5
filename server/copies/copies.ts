// Second copies by schedule and by order. Each is a run of the server; the work is done by a process of its own.
import { realpath } from 'node:fs/promises';
import { EXIT, FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { compileSchedule } from '../../shared/schedule/index.js';
import type { Clock } from '../../shared/time/clock.js';
import type { JournalBody, JournalRecord } from '../repository/index.js';
import type { RunRecord, ServerRunContext, ServerRunEnd, ServerRunOrder } from '../runs/index.js';
import type { CopyListener } from './copy-process.js';
import type { CopyOrder, CopySummary } from './copy-messages.js';
import { readOutcome, type Outcome } from './outcomes.js';
import { formatRecoveryKey, makeRecoveryKey } from './recovery-key.js';
import { readRecoveryPublic, writeRecoveryPublic } from './sealed-files.js';
import type { CopyPlan, CopyState, PlannedCopy } from './state.js';

const TICK_MS = 30_000;
const MAX_COPIES = 32;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MAX_FOLDER_CHARS = 4_096;
const HOUR_MS = 3_600_000;
const DEFAULT_LATE_MS = 36 * HOUR_MS;
const MAX_LATE_MS = 366 * 24 * HOUR_MS;
/** A folder that does not answer by then is not there. */
const PREPARE_MS = 30_000;

export interface CopiesParts {
  dataDir: string;
  repositoryId: string;
  state: CopyState;
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  runs: {
    start(order: ServerRunOrder, work: (context: ServerRunContext) => Promise<ServerRunEnd>): Promise<{ run: RunRecord; ended: Promise<void> }>;
    active(kind: 'copy'): RunRecord[];
  };
  process: (order: CopyOrder, listener: CopyListener) => Promise<CopySummary | null>;
  /** In which cron is meant. */
  timezone: string;
  clock: Clock;
  log: (level: 'info' | 'warn' | 'error', message: string, details: object) => void;
}

/** A copy and how it stands. */
export interface CopyStanding extends PlannedCopy {
  outcome: Outcome | null;
  /** The run that makes it now; empty: none. */
  running: string;
}

export class Copies {
  readonly #stop = new AbortController();
  readonly #startedMs = new Map<string, number>();
  #loop: Promise<void> | null = null;

  constructor(private readonly parts: CopiesParts) {}

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async list(): Promise<CopyStanding[]> {
    return Promise.all(this.parts.state.all().map((copy) => this.#standing(copy)));
  }

  /** Makes or changes one. The folder is looked at, and made one for copies if it is new. `recoveryKey`: the secret half, when there was none before; it is kept nowhere here. */
  async set(plan: CopyPlan, by: string): Promise<{ copy: CopyStanding; recoveryKey: string }> {
    const { dataDir, state, journal, process, clock } = this.parts;
    const checked = this.#checked(plan);
    const deadline = AbortSignal.timeout(PREPARE_MS);
    await process({ dataDir, folder: checked.folder, what: 'prepare', newDisk: false }, { clock, signal: deadline, onProgress: () => undefined, onWarning: () => undefined });
    const folder = await realpath(checked.folder);
    const other = state.all().find((copy) => copy.folder === folder && copy.name !== plan.name);
    if (other !== undefined) throw new FarvaultError('EXISTS', `copy ${other.name} goes to ${folder} already`);
    const recoveryKey = await this.#makeKey();
    await journal.appendJournal({ kind: 'copy.set', copy: { ...checked, folder }, by });
    return { copy: await this.#standing(state.get(plan.name)!), recoveryKey };
  }

  async delete(name: string, by: string): Promise<void> {
    this.#known(name);
    await this.parts.journal.appendJournal({ kind: 'copy.deleted', name, by });
  }

  async order(name: string, startedBy: string): Promise<{ run: RunRecord; ended: Promise<void> }> {
    const copy = this.#known(name);
    this.#startedMs.set(name, this.parts.clock.now());
    return this.parts.runs.start({ kind: 'copy', startedBy, jobName: name, alone: true }, (context) => this.#copy(copy, context));
  }

  async #copy({ folder }: PlannedCopy, context: ServerRunContext): Promise<ServerRunEnd> {
    const { dataDir, process, clock } = this.parts;
    context.progress({ phase: `copying to ${folder}` });
    const summary = await process(
      { dataDir, folder, what: 'copy', newDisk: false },
      { clock, signal: context.signal, onProgress: (done, total) => context.progress({ done, total }), onWarning: (message) => context.log('warn', message) },
    );
    if (summary === null) throw new FarvaultError('INTERNAL', 'a copy without a result');
    const { position, packBytes, snapshots, lacks, damage } = summary;
    context.log('info', `${folder} holds ${snapshots} snapshots, journal up to record ${position}`);
    const figures = { snapshots, bytes: packBytes, journal_position: position, damaged_places: lacks };
    if (lacks === 0) return { state: 'succeeded', figures };
    return { state: 'partial', error: `damaged at the source, and not good in the copy: ${damage}`, errorCode: 'CORRUPT', exitCode: EXIT.damage, figures };
  }

  async #run(): Promise<void> {
    const { clock, log } = this.parts;
    while (!this.#stop.signal.aborted) {
      await clock.sleep(TICK_MS, this.#stop.signal).catch(() => undefined);
      for (const copy of this.parts.state.all()) {
        if (this.#stop.signal.aborted) return;
        await this.#startDue(copy).catch((error: unknown) => {
          // Another one goes on: this one's turn comes.
          if (!isFarvaultError(error, 'CONFLICT')) log('error', 'a copy by schedule could not be started', { copy: copy.name, reason: messageOf(error) });
        });
      }
    }
  }

  async #startDue(copy: PlannedCopy): Promise<void> {
    const { clock, dataDir, runs } = this.parts;
    if (copy.schedule === '' || runs.active('copy').length > 0) return;
    const outcome = await readOutcome(dataDir, copy.folder, realFs);
    const nowMs = clock.now();
    // A time ahead of now is of a clock that was wrong.
    const sinceMs = Math.max(0, ...[copy.setMs, outcome?.triedMs ?? 0, this.#startedMs.get(copy.name) ?? 0].filter((ms) => ms <= nowMs));
    if (this.#schedule(copy.schedule).latest(sinceMs, nowMs) !== null) await this.order(copy.name, 'schedule');
  }

  async #standing(copy: PlannedCopy): Promise<CopyStanding> {
    const running = this.parts.runs.active('copy').find(({ jobName }) => jobName === copy.name);
    return { ...copy, outcome: await readOutcome(this.parts.dataDir, copy.folder, realFs), running: running?.id ?? '' };
  }

  #schedule(schedule: string): ReturnType<typeof compileSchedule> {
    return compileSchedule({ schedule: [schedule], timezone: this.parts.timezone, jitter: 0, window: [], blackout: [] }, '');
  }

  #known(name: string): PlannedCopy {
    const copy = this.parts.state.get(name);
    if (copy === undefined) throw new FarvaultError('NOT_FOUND', `there is no copy '${name.slice(0, 64)}'`, { remedy: 'backupctl copy list shows them' });
    return copy;
  }

  #checked({ name, folder, schedule, lateAfterMs }: CopyPlan): CopyPlan {
    const { state } = this.parts;
    if (!NAME.test(name)) throw new FarvaultError('USAGE', `'${name.slice(0, 64)}' is not a name: 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit`);
    if (!folder.startsWith('/') || folder.length > MAX_FOLDER_CHARS || folder.includes('\0')) throw new FarvaultError('USAGE', 'the folder of a copy is an absolute path on the server');
    if (state.get(name) === undefined && state.all().length >= MAX_COPIES) throw new FarvaultError('NO_SPACE', `there are ${MAX_COPIES} copies already`);
    const lateMs = lateAfterMs === 0 ? DEFAULT_LATE_MS : lateAfterMs;
    if (lateMs < HOUR_MS || lateMs > MAX_LATE_MS) throw new FarvaultError('USAGE', 'a copy is late after 1 hour at least and 366 days at most');
    if (schedule !== '') this.#schedule(schedule);
    return { name, folder, schedule, lateAfterMs: lateMs };
  }

  async #makeKey(): Promise<string> {
    const { dataDir, repositoryId } = this.parts;
    if ((await readRecoveryPublic(dataDir, realFs)) !== null) return '';
    const key = makeRecoveryKey();
    await writeRecoveryPublic(dataDir, key.public, realFs);
    return formatRecoveryKey(key, repositoryId);
  }
}
