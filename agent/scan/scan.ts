// The scan, as the backup sees it: batches of items in manifest order from a thread of its own.
import { Worker } from 'node:worker_threads';
import { workerEntry } from '../../shared/async/worker-entry.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { printablePath } from '../../shared/sys/system-error.js';
import { systemClock, type Clock } from '../../shared/time/clock.js';
import { openBatch } from './batch-reader.js';
import type { PackedBatch } from './batch-writer.js';
import { ScanControl } from './control.js';
import type { ScanMessage, ScanWorkerData } from './scan-worker.js';
import type { ScanBatch, ScanOptions } from './types.js';

/** A file system that does not answer a call for so long ends the run (a hung FUSE or NFS mount). */
const STALL_MS = 120_000;
const WORKER_HEAP_MB = 128;

/**
 * Walks the sources. At most four batches of about 256 KiB are under way: the walk waits for its reader. Ends with NOT_FOUND or REFUSED for a source that is absent or
 * not mounted, CORRUPT for a damaged local parent manifest, DEADLINE for a file system that hangs, or the signal's reason. Leaving the loop early stops the walk.
 */
export async function* scan(options: ScanOptions, signal: AbortSignal, clock: Clock = systemClock): AsyncGenerator<ScanBatch, void, undefined> {
  signal.throwIfAborted();
  const control = new ScanControl();
  const workerData: ScanWorkerData = { options, control: control.memory };
  const worker = new Worker(workerEntry('./scan-worker.js', import.meta.url), { workerData, trackUnmanagedFds: false, resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB, maxYoungGenerationSizeMb: 4 } });
  const inbox = new Inbox();
  worker.on('message', (message: ScanMessage) => {
    if (message.type === 'batch') inbox.put(message.batch);
    else if (message.type === 'done') inbox.end(null);
    else inbox.end(new FarvaultError(message.code, message.message, message.remedy === undefined ? {} : { remedy: message.remedy }));
  });
  worker.on('error', (error) => inbox.end(error));
  worker.on('exit', () => inbox.end(new FarvaultError('INTERNAL', 'The scan ended without an answer')));
  const onAbort = (): void => inbox.end(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  const watch = new AbortController();
  void watchForStall(control, inbox, clock, watch.signal);
  try {
    for (let packed = await inbox.take(); packed !== null; packed = await inbox.take()) {
      control.consumed();
      yield openBatch(packed);
    }
  } finally {
    watch.abort();
    signal.removeEventListener('abort', onAbort);
    control.stop();
    // Not awaited when the thread hangs in a call: it ends when the call does.
    const ended = worker.terminate();
    if (!inbox.stalled) await ended;
  }
}

/** What has arrived. Bounded by the credits that the walk waits for. */
class Inbox {
  stalled = false;
  private readonly batches: PackedBatch[] = [];
  private ended = false;
  private error: Error | null = null;
  private wake: (() => void) | null = null;

  get waiting(): boolean {
    return this.wake !== null;
  }

  put(batch: PackedBatch): void {
    this.batches.push(batch);
    this.wake?.();
  }

  /** The first end counts. */
  end(error: Error | null): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    if (error !== null) this.batches.length = 0;
    this.wake?.();
  }

  /** The next batch; null at the end. */
  async take(): Promise<PackedBatch | null> {
    for (;;) {
      const batch = this.batches.shift();
      if (batch !== undefined) return batch;
      if (this.error !== null) throw this.error;
      if (this.ended) return null;
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = null;
    }
  }
}

async function watchForStall(control: ScanControl, inbox: Inbox, clock: Clock, signal: AbortSignal): Promise<void> {
  let seen = -1;
  for (;;) {
    try {
      await clock.sleep(STALL_MS, signal);
    } catch {
      return; // the scan is over
    }
    const signs = control.signsOfLife();
    if (inbox.waiting && signs === seen) {
      inbox.stalled = true;
      inbox.end(
        new FarvaultError('DEADLINE', `The file system does not answer at or below /${printablePath(control.directory())}`, {
          remedy: 'See to that mount (a hung network or FUSE file system), or exclude it.', retryable: true,
        }),
      );
      return;
    }
    seen = signs;
  }
}
