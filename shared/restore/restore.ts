// A restore: manifest chunks go to the write worker, which says what content it needs; that is fetched in large, pipelined pieces, decoded and verified
// here, and handed on. So the worker, whose file system calls take longest, does little else. Memory is bounded by the reader's credit and by what is
// planned ahead.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import { workerEntry } from '../async/worker-entry.js';
import { EXIT, FarvaultError, isFarvaultError, messageOf, type ErrorCode } from '../errors/errors.js';
import { printablePath } from '../sys/system-error.js';
import { collectLess } from './collect-less.js';
import { estimateRestore, unitsOf, type RestoreEstimate } from './estimate.js';
import { NeedQueue } from './need-queue.js';
import type { PlannedAction, RestoreOptions } from './plan.js';
import { Selection } from './plan.js';
import { FrameDecoder, type DecodedFrame } from './read/frame-decoder.js';
import type { Fetched, ReceivedFrame } from './read/read-session.js';
import type { SnapshotReader } from './read/snapshot-reader.js';
import type { RestoreTarget } from './target.js';
import type { FromWorker, ToWorker, WorkerSetup } from './write/messages.js';
import { emptyCounters, type RestoreCounters, type RestoreProblem } from './write/report.js';

/** How far the worker plans ahead: manifest chunks that it has, that it has not looked at, and content that they need and that is not asked for yet. */
const UNITS_AHEAD = 16;
const UNPLANNED_UNITS = 2;
const NEEDED_BYTES_AHEAD = 16 * 1024 * 1024;
const ABANDON_MS = 10_000;

export interface RestoreHooks {
  onEstimate?(estimate: RestoreEstimate & { freeBytes: number }): void;
  onProgress?(counters: RestoreCounters, currentPath: Uint8Array): void;
  onProblem?(problem: RestoreProblem): void;
  /** Dry runs: what would be done, in manifest order. */
  onAction?(action: PlannedAction): void;
}

export interface RestoreOutcome {
  counters: RestoreCounters;
  /** 0, 3 (something was skipped) or 7 (stored data is damaged). */
  exitCode: number;
  skipped: number;
  damaged: number;
  /** Plain bytes that were, or in a dry run would be, fetched. */
  bytesToFetch: number;
}

/** Restores into an opened target. Rejects when the restore could not go on; what went wrong with single entries is in the outcome. */
export async function restoreTree(reader: SnapshotReader, target: RestoreTarget, options: RestoreOptions, hooks: RestoreHooks, signal: AbortSignal): Promise<RestoreOutcome> {
  signal.throwIfAborted();
  const { subtree } = new Selection(options); // faults in the selection are told before anything is touched
  const { first, end } = await unitsOf(reader, subtree);
  if (subtree.length > 0 && (await reader.tree.find(subtree, signal)) === null) {
    throw new FarvaultError('NOT_FOUND', `'${printablePath(subtree)}' is not in snapshot ${reader.snapshotId}`, { remedy: 'List the snapshot with backupctl snapshot ls.' });
  }
  await announce(reader, target, subtree, hooks, signal);
  const run = new RestoreRun(reader, target, options, hooks);
  return run.run(first, end, signal);
}

async function announce(reader: SnapshotReader, target: RestoreTarget, subtree: Buffer, hooks: RestoreHooks, signal: AbortSignal): Promise<void> {
  const estimate = await estimateRestore(reader, subtree, signal);
  const space = fs.statfsSync(`/proc/self/fd/${target.fd}`);
  const freeBytes = space.bavail * space.bsize;
  hooks.onEstimate?.({ ...estimate, freeBytes });
  // Some (ramfs) do not know their size.
  if (space.blocks === 0 || estimate.fileBytes <= freeBytes) return;
  hooks.onProblem?.({
    path: new Uint8Array(0),
    code: 'NO_SPACE',
    message: `The files come to ${estimate.fileBytes} bytes and the target has ${freeBytes} free: unless they are sparse or there already, it will fill up`,
    severity: 'note',
  });
}

class RestoreRun {
  readonly #reader: SnapshotReader;
  readonly #hooks: RestoreHooks;
  readonly #dryRun: boolean;
  readonly #worker: Worker;
  readonly #cancelled: Int32Array;
  readonly #queue: NeedQueue;
  readonly #decoder = new FrameDecoder();
  readonly #decode = (frame: ReceivedFrame): DecodedFrame => this.#decoder.decode(frame);
  readonly #failure = new AbortController();
  readonly #done: Promise<void>;
  #resolveDone: () => void = () => undefined;
  #workerDone = false;
  #unitsInWorker = 0;
  #unitsToPlan = 0;
  #selectionEnded = false;
  #wakeFeeder: (() => void) | null = null;
  #counters = emptyCounters();
  #skipped = 0;
  #damaged = 0;
  #bytesToFetch = 0;

  constructor(reader: SnapshotReader, target: RestoreTarget, options: RestoreOptions, hooks: RestoreHooks) {
    this.#reader = reader;
    this.#hooks = hooks;
    this.#dryRun = options.dryRun;
    this.#cancelled = new Int32Array(new SharedArrayBuffer(4));
    this.#queue = new NeedQueue(reader, this.#decode, (needs, fetched) => this.#post({ type: 'fetched', needs, fetched }));
    const setup: WorkerSetup = {
      options,
      targetFd: target.fd,
      targetFresh: target.fresh,
      keepTargetMetadata: target.keepMetadata,
      protectedKeys: target.protects.keys,
      uid: process.geteuid?.() ?? 0,
      umask: process.umask(),
      token: randomBytes(4).toString('hex'),
      cancelled: this.#cancelled,
    };
    this.#done = new Promise((resolve) => (this.#resolveDone = resolve));
    this.#worker = new Worker(workerEntry('./write/write-worker.js', import.meta.url), { workerData: setup });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(new FarvaultError('INTERNAL', `The write worker failed: ${messageOf(error)}`, { cause: error })));
    this.#worker.on('exit', () => this.#finishWorker());
  }

  async run(first: number, end: number, signal: AbortSignal): Promise<RestoreOutcome> {
    const onAbort = (): void => this.#fail(isFarvaultError(signal.reason) ? signal.reason : new FarvaultError('CANCELLED', 'The restore was cancelled', { cause: signal.reason }));
    signal.addEventListener('abort', onAbort, { once: true });
    const stop = this.#failure.signal;
    const collectAsBefore = collectLess();
    try {
      const pumping = this.#queue.run(stop).catch((error: unknown) => this.#fail(error as Error));
      await this.#feed(first, end).catch((error: unknown) => this.#fail(error as Error));
      if (!stop.aborted) this.#worker.postMessage({ type: 'end' } satisfies ToWorker);
      await this.#settled();
      this.#queue.end();
      await pumping;
      if (stop.aborted) throw stop.reason as Error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      await this.#worker.terminate();
      collectAsBefore();
    }
    this.#counters.bytesReceived = this.#reader.receivedBytes;
    const exitCode = this.#damaged > 0 ? EXIT.damage : this.#skipped > 0 ? EXIT.partial : EXIT.done;
    return { counters: this.#counters, exitCode, skipped: this.#skipped, damaged: this.#damaged, bytesToFetch: this.#bytesToFetch };
  }

  async #feed(first: number, end: number): Promise<void> {
    for (let number = first; number < end && !this.#selectionEnded; number++) {
      while (this.#aheadEnough() && !this.#failure.signal.aborted) await new Promise<void>((resolve) => (this.#wakeFeeder = resolve));
      this.#failure.signal.throwIfAborted();
      const bytes = await this.#load(number);
      if (bytes === null) continue;
      this.#unitsInWorker++;
      this.#unitsToPlan++;
      this.#queue.moreComing = true;
      const copy = new Uint8Array(bytes);
      this.#worker.postMessage({ type: 'unit', number, bytes: copy } satisfies ToWorker, [copy.buffer]);
    }
  }

  #aheadEnough(): boolean {
    return this.#unitsInWorker >= UNITS_AHEAD || this.#unitsToPlan >= UNPLANNED_UNITS || this.#queue.queuedBytes >= NEEDED_BYTES_AHEAD;
  }

  /** A damaged part of the manifest costs its own entries, not the rest. */
  async #load(number: number): Promise<Buffer | null> {
    try {
      return await this.#reader.tree.load(number);
    } catch (error) {
      if (!isFarvaultError(error, 'CORRUPT') && !isFarvaultError(error, 'FORMAT')) throw error;
      const { firstPath, entries } = await this.#reader.tree.describe(number);
      this.#problem({ path: firstPath, code: error.code, message: `${entries} entries from ${printablePath(firstPath)} on: ${error.message}`, severity: 'damage' });
      return null;
    }
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'planned':
        this.#unitsToPlan--;
        if (message.last) this.#selectionEnded = true;
        for (const need of message.needs) this.#bytesToFetch += need.plainBytes;
        this.#queue.moreComing = this.#unitsToPlan > 0;
        this.#queue.add(this.#dryRun ? [] : message.needs.map((need, index) => ({ unit: message.unit, index, ...need })));
        this.#wake();
        break;
      case 'late':
        void this.#answer(this.#reader.fetchContent([{ number: message.unit, ranges: message.ranges }], message.plainBytes, this.#decode), (fetched) => this.#post({ type: 'late', fetched }));
        break;
      case 'lookup':
        void this.#answer(this.#reader.tree.locate(Buffer.from(message.path)), (number) => void this.#sendChunk(number));
        break;
      case 'after':
        void this.#sendChunk(message.number + 1);
        break;
      case 'progress':
        this.#onProgress(message);
        break;
      case 'done':
        this.#finishWorker();
        break;
      case 'failed':
        this.#finishWorker();
        this.#fail(new FarvaultError(message.code as ErrorCode, message.message));
        break;
    }
  }

  #onProgress(message: Extract<FromWorker, { type: 'progress' }>): void {
    this.#counters = message.counters;
    this.#counters.bytesReceived = this.#reader.receivedBytes;
    this.#unitsInWorker -= message.unitsDone;
    this.#decoder.takeBack(message.memory);
    this.#reader.credit.release(message.usedBytes);
    for (const problem of message.problems) this.#problem(problem);
    for (const action of message.actions) this.#hooks.onAction?.(action);
    this.#hooks.onProgress?.(this.#counters, message.path);
    this.#wake();
  }

  #problem(problem: RestoreProblem): void {
    if (problem.severity === 'damage') this.#damaged++;
    else if (problem.severity === 'skipped') this.#skipped++;
    this.#hooks.onProblem?.(problem);
  }

  async #sendChunk(number: number): Promise<void> {
    if (number >= this.#reader.tree.chunkCount) {
      this.#worker.postMessage({ type: 'found', number, bytes: null } satisfies ToWorker);
      return;
    }
    await this.#answer(this.#reader.tree.load(number), (bytes) => this.#worker.postMessage({ type: 'found', number, bytes: new Uint8Array(bytes) } satisfies ToWorker));
  }

  async #answer<T>(asked: Promise<T>, give: (answer: T) => void): Promise<void> {
    try {
      give(await asked);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #post(message: Extract<ToWorker, { fetched: Fetched<DecodedFrame> }>): void {
    const own = message.fetched.frames.map(({ plain }) => plain.buffer).filter((buffer) => buffer instanceof ArrayBuffer);
    this.#worker.postMessage(message, own);
  }

  #fail(error: Error): void {
    if (this.#failure.signal.aborted) return;
    this.#failure.abort(error);
    Atomics.store(this.#cancelled, 0, 1);
    this.#worker.postMessage({ type: 'abandon' } satisfies ToWorker);
    this.#wake();
  }

  /** The worker has finished; after a failure it gets some time to clear up. */
  async #settled(): Promise<void> {
    if (this.#failure.signal.aborted) {
      const late = setTimeout(() => this.#finishWorker(), ABANDON_MS);
      await this.#done;
      clearTimeout(late);
      return;
    }
    await Promise.race([this.#done, new Promise<void>((resolve) => this.#failure.signal.addEventListener('abort', () => resolve(), { once: true }))]);
    if (this.#failure.signal.aborted) await this.#settled();
  }

  #finishWorker(): void {
    if (this.#workerDone) return;
    this.#workerDone = true;
    this.#resolveDone();
    if (!this.#failure.signal.aborted) this.#wake();
  }

  #wake(): void {
    this.#wakeFeeder?.();
    this.#wakeFeeder = null;
  }
}
