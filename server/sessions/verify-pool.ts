// Frames are verified in worker threads, so that decoding and hashing leave the event loop to the network. A frame's memory is moved to
// the worker and back: nothing is copied. Callers bound what is in flight (by credit); the pool only spreads it.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { workerEntry } from '../../shared/async/worker-entry.js';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { VerifiedFrame } from '../repository/types.js';
import type { ReceivedFrame } from './verify-frame.js';
import type { VerifyTask, VerifyVerdict } from './verify-worker.js';

const MAX_WORKERS = 4;

export function verifyWorkers(): number {
  return Math.max(1, Math.min(MAX_WORKERS, availableParallelism() - 1));
}

interface Waiting {
  resolve(frame: VerifiedFrame): void;
  reject(error: Error): void;
}

interface Thread {
  worker: Worker;
  waiting: Map<number, Waiting>;
}

function asBuffer(view: Uint8Array): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

/** Memory that nothing else shares: small messages lie in Node's buffer pool, which must not move. */
function movable(view: Uint8Array): Uint8Array {
  return view.buffer.byteLength > Buffer.poolSize ? view : Uint8Array.from(view);
}

export class VerifyPool {
  readonly #threads: (Thread | null)[];
  #nextTask = 1;
  #closed = false;

  constructor(
    workers = verifyWorkers(),
    private readonly spawn = (): Worker => new Worker(workerEntry('./verify-worker.js', import.meta.url)),
  ) {
    this.#threads = new Array<Thread | null>(workers).fill(null);
  }

  /** Takes the memory of `frame`: it must not be used afterwards. INVALID when it is not what it says. */
  verify(frame: ReceivedFrame): Promise<VerifiedFrame> {
    if (this.#closed) return Promise.reject(new FarvaultError('UNAVAILABLE', 'the server is stopping'));
    const thread = this.#leastBusy();
    const task: VerifyTask = {
      task: this.#nextTask++,
      codec: frame.codec,
      plainBytes: frame.plainBytes,
      ids: movable(frame.ids),
      lengths: frame.lengths,
      payload: movable(frame.payload),
    };
    const memory = new Set([task.payload.buffer, task.ids.buffer, task.lengths.buffer]);
    return new Promise((resolve, reject) => {
      thread.waiting.set(task.task, { resolve, reject });
      thread.worker.postMessage(task, [...memory] as ArrayBuffer[]);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.map((thread) => thread?.worker.terminate() ?? Promise.resolve(0)));
  }

  #leastBusy(): Thread {
    let best = 0;
    for (let i = 0; i < this.#threads.length; i++) {
      const load = this.#threads[i]?.waiting.size ?? 0;
      if (load < (this.#threads[best]?.waiting.size ?? 0)) best = i;
    }
    return (this.#threads[best] ??= this.#start(best));
  }

  #start(index: number): Thread {
    const worker = this.spawn();
    worker.unref();
    const thread: Thread = { worker, waiting: new Map() };
    worker.on('message', (verdict: VerifyVerdict) => this.#settle(thread, verdict));
    let cause: unknown;
    worker.on('error', (error) => (cause = error));
    // A thread that has died is started anew for the next frame; what it held fails, and the agent sends it again.
    worker.on('exit', () => {
      if (this.#threads[index] === thread) this.#threads[index] = null;
      const why = cause === undefined ? 'has ended' : messageOf(cause);
      const error = new FarvaultError('UNAVAILABLE', `a verify thread ${why}`, { cause });
      for (const waiting of thread.waiting.values()) waiting.reject(error);
      thread.waiting.clear();
    });
    return thread;
  }

  #settle(thread: Thread, verdict: VerifyVerdict): void {
    const waiting = thread.waiting.get(verdict.task);
    if (waiting === undefined) return;
    thread.waiting.delete(verdict.task);
    const { fault } = verdict;
    if (fault !== null) {
      waiting.reject(new FarvaultError(fault.code, fault.message, fault.remedy === undefined ? {} : { remedy: fault.remedy }));
      return;
    }
    waiting.resolve({
      codec: verdict.codec,
      plainBytes: verdict.plainBytes,
      ids: asBuffer(verdict.ids),
      lengths: verdict.lengths,
      payload: asBuffer(verdict.payload),
      holdsManifest: verdict.holdsManifest,
    });
  }
}
