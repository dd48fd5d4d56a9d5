// Threads that read packs, so that hashing and decoding leave the event loop to the network.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { workerEntry } from '../../shared/async/worker-entry.js';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { PartScanned } from './pack-scan.js';
import type { ScanAnswer, ScanTask } from './scan-worker.js';

const MAX_THREADS = 4;

export function scanThreads(): number {
  return Math.max(1, Math.min(MAX_THREADS, availableParallelism()));
}

type Asked = Omit<ScanTask, 'task'>;

/** Reads parts of packs, one at a time. */
export interface Scanner {
  /** MISSING when there is no such file; IO when it cannot be opened; UNAVAILABLE when it has ended. */
  scan(asked: Asked): Promise<PartScanned>;
  close(): Promise<void>;
}

/** A scanner in a thread of its own, which begins with the first part. */
export class ScanThread implements Scanner {
  #worker: Worker | null = null;
  #task = 0;
  #waiting: { resolve(answer: ScanAnswer): void; reject(error: Error): void } | null = null;

  async scan(asked: Asked): Promise<PartScanned> {
    const { part, missing, error } = await this.#ask(asked);
    if (part !== null) return part;
    throw new FarvaultError(missing ? 'MISSING' : 'IO', `pack ${asked.pack}: ${error}`);
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask(asked: Asked): Promise<ScanAnswer> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      worker.postMessage({ task: ++this.#task, ...asked } satisfies ScanTask);
    });
  }

  #start(): Worker {
    const worker = new Worker(workerEntry('./scan-worker.js', import.meta.url));
    worker.unref();
    let cause: unknown;
    worker.on('message', (answer: ScanAnswer) => this.#waiting?.resolve(answer));
    worker.on('error', (error) => (cause = error));
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
      this.#waiting?.reject(new FarvaultError('UNAVAILABLE', `a thread that reads packs ${cause === undefined ? 'has ended' : messageOf(cause)}`, { cause }));
    });
    return worker;
  }
}
