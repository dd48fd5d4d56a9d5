// Runs planner and executor over messages: plans a unit as soon as it comes, executes units in order as their data comes.
import { FarvaultError, isFarvaultError, messageOf } from '../../errors/errors.js';
import { failpoint } from '../../failpoints/failpoints.js';
import { syncFileSystem } from '../../sys/lock.js';
import { Selection } from '../plan.js';
import { DecodedPlains, type DecodedChunks } from './decoded-plains.js';
import { Executor } from './executor.js';
import type { Execution, Supply, Wait } from './execution.js';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.js';
import { Placement } from './placement.js';
import { Planner } from './planner.js';
import { ProtectedPaths } from './protected.js';
import { Report } from './report.js';
import { TempNames } from './temp-names.js';
import type { Unit } from './unit.js';

/** How often the other side hears of progress, at least. */
const PROGRESS_MS = 250;

export class WriteEngine {
  readonly #setup: WorkerSetup;
  readonly #post: (message: FromWorker) => void;
  readonly #report: Report;
  readonly #planner: Planner;
  readonly #executor: Executor | null;
  readonly #plains = new DecodedPlains();
  readonly #units: Unit[] = [];
  /** Data that has come, by unit and need. */
  readonly #arrived = new Map<string, DecodedChunks>();
  #execution: Execution | null = null;
  #wait: Wait | null = null;
  #ending = false;
  #finished = false;
  #selectionEnded = false;
  #unitsDone = 0;
  #toldMs = 0;

  constructor(setup: WorkerSetup, post: (message: FromWorker) => void) {
    this.#setup = setup;
    this.#post = post;
    const { options, targetFd, targetFresh } = setup;
    const selection = new Selection(options);
    this.#report = new Report(options.dryRun);
    const protects = new ProtectedPaths(setup.protectedKeys);
    const temps = new TempNames(setup.token, options.deleteExtra, protects);
    this.#planner = new Planner(targetFd, targetFresh, options, selection, new Placement(selection, options), this.#report, temps);
    this.#executor = options.dryRun ? null : new Executor(options, selection, new Placement(selection, options), this.#report, temps, { ...setup, protects, used: (chunks) => this.#plains.used(chunks) });
  }

  receive(message: ToWorker): void {
    if (this.#finished) return;
    try {
      this.#take(message);
    } catch (error) {
      this.#abandon();
      this.#post({ type: 'failed', code: isFarvaultError(error) ? error.code : 'INTERNAL', message: messageOf(error) });
    }
  }

  #take(message: ToWorker): void {
    switch (message.type) {
      case 'unit':
        this.#plan(message.number, message.bytes);
        break;
      case 'fetched': {
        const chunks = this.#plains.chunks(message.fetched, message.needs.length);
        for (const need of message.needs) this.#arrived.set(`${need.unit}.${need.index}`, chunks);
        break;
      }
      case 'late':
        this.#wait = null;
        this.#resume(this.#plains.chunks(message.fetched, 1));
        break;
      case 'found':
        this.#wait = null;
        this.#resume(message.bytes === null ? null : { number: message.number, bytes: asBuffer(message.bytes) });
        break;
      case 'end':
        if (!this.#selectionEnded) this.#planner.end();
        this.#ending = true;
        break;
      case 'abandon':
        this.#abandon();
        this.#post({ type: 'done' });
        return;
    }
    this.#work();
  }

  #plan(number: number, bytes: Uint8Array): void {
    if (this.#selectionEnded) {
      this.#post({ type: 'planned', unit: number, needs: [], last: true });
      this.#unitsDone++;
      return;
    }
    const unit = this.#planner.plan(number, asBuffer(bytes));
    this.#selectionEnded = unit.last;
    this.#post({ type: 'planned', unit: number, needs: unit.needs.map(({ ranges, chunks, plainBytes }) => ({ ranges, chunks, plainBytes })), last: unit.last });
    if (this.#executor === null) this.#unitsDone++;
    else this.#units.push(unit);
  }

  /** Goes on until data is missing or all is done. */
  #work(): void {
    const executor = this.#executor;
    while (executor !== null) {
      this.#checkCancelled();
      if (this.#execution === null) {
        const unit = this.#units.shift();
        if (unit === undefined) break;
        this.#execution = executor.run(unit);
        this.#resume(null);
      } else if (this.#wait?.kind === 'need') {
        const key = `${this.#wait.unit}.${this.#wait.index}`;
        const chunks = this.#arrived.get(key);
        if (chunks === undefined) break;
        this.#arrived.delete(key);
        this.#wait = null;
        this.#resume(chunks);
      } else break;
      if (performance.now() - this.#toldMs > PROGRESS_MS || executor.usedBytes > 0 || this.#unitsDone > 0) this.#tell();
    }
    if (this.#ending && this.#execution === null && this.#units.length === 0) {
      if (executor !== null) {
        executor.end();
        failpoint('restore.tree.written');
        syncFileSystem(this.#setup.targetFd);
      }
      this.#finished = true;
      this.#tell();
      this.#post({ type: 'done' });
    } else this.#tell();
  }

  #resume(supply: Supply): void {
    const step = this.#execution!.next(supply);
    if (step.done === true) {
      this.#execution = null;
      this.#unitsDone++;
      return;
    }
    const wait = step.value;
    this.#wait = wait;
    if (wait.kind === 'late') this.#post({ type: 'late', unit: wait.unit, ranges: wait.ranges, plainBytes: wait.plainBytes });
    else if (wait.kind === 'lookup') this.#post({ type: 'lookup', path: new Uint8Array(wait.path) });
    else if (wait.kind === 'after') this.#post({ type: 'after', number: wait.number });
  }

  #tell(): void {
    const report = this.#report;
    const usedBytes = this.#executor?.usedBytes ?? 0;
    const memory = this.#plains.freed;
    const nothing = usedBytes === 0 && memory.length === 0 && this.#unitsDone === 0 && report.problems.length === 0 && report.actions.length === 0;
    if (nothing && !this.#finished && performance.now() - this.#toldMs < PROGRESS_MS) return;
    this.#toldMs = performance.now();
    const path = new Uint8Array(this.#executor?.currentPath ?? Buffer.alloc(0));
    this.#post({ type: 'progress', unitsDone: this.#unitsDone, usedBytes, memory, counters: { ...report.counters }, path, problems: report.problems, actions: report.actions });
    this.#plains.freed = [];
    report.problems = [];
    report.actions = [];
    this.#unitsDone = 0;
    if (this.#executor !== null) this.#executor.usedBytes = 0;
  }

  #checkCancelled(): void {
    if (Atomics.load(this.#setup.cancelled, 0) !== 0) throw new FarvaultError('CANCELLED', 'The restore was cancelled');
  }

  #abandon(): void {
    this.#finished = true;
    this.#executor?.abandon();
    this.#planner.abandon();
    this.#tell();
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

