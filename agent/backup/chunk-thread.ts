// The main thread's side of one chunk worker: gives it tasks, offers the chunks that it found, and passes its frames to the uploader.
import { Worker } from 'node:worker_threads';
import { workerEntry } from '../../shared/async/worker-entry.js';
import { FarvaultError, type ErrorCode } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { Task } from './block.js';
import type { FrameMade, FromWorker, SlabFilled, ToWorker, WorkerSettings } from './messages.js';
import type { RecentIds } from './recent-ids.js';
import { STATE } from './states.js';
import type { RunTally } from './tally.js';
import type { Offer } from './upload-items.js';
import type { Uploader } from './uploader.js';

const OFFER_CHUNKS = 2_048;
/** An offer leaves when it has so many chunks, or when few offers are under way: each message has its price, and so has waiting. */
const OFFER_WORTH_CHUNKS = 1_024;
const OFFERS_AT_ONCE = 4;
const HEAP_MIB = 48;

interface SlabRecord {
  serial: number;
  task: Task;
  ids: Uint8Array;
  /** A byte a chunk: held until known otherwise. */
  states: Uint8Array;
  /** Chunks of it that are offered, in order. */
  fresh: number[];
  /** Wanted chunks that are not durable. */
  unsettled: number;
}

export interface ChunkThreadParts {
  settings: Omit<WorkerSettings, 'activity'>;
  uploader: Uploader;
  recent: RecentIds;
  tally: RunTally;
  /** Something moved on: a task done, a block settled, a flush over. */
  moved(task: Task | null): void;
  fail(error: FarvaultError): void;
}

export class ChunkThread {
  private readonly worker: Worker;
  private readonly activityWord = new Int32Array(new SharedArrayBuffer(4));
  private readonly tasks = new Map<number, Task>();
  private readonly slabs = new Map<number, SlabRecord>();
  private toOffer: SlabRecord[] = [];
  private toOfferChunks = 0;
  private lastTask = 0;
  private ended = false;
  private flushes = 0;
  queuedBytes = 0;

  constructor(private readonly parts: ChunkThreadParts) {
    this.worker = new Worker(workerEntry('./chunk-worker.js', import.meta.url), {
      name: 'chunks',
      workerData: { ...parts.settings, activity: this.activityWord } satisfies WorkerSettings,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB, maxYoungGenerationSizeMb: 4 },
    });
    this.worker.on('message', (message: FromWorker) => this.take(message));
    this.worker.on('error', (cause) => parts.fail(new FarvaultError('INTERNAL', `a chunk worker failed: ${cause.message}`, { cause })));
    this.worker.on('exit', () => {
      if (!this.ended) parts.fail(new FarvaultError('INTERNAL', 'a chunk worker ended'));
    });
  }

  /** ACTIVITY: what it is at. */
  get activity(): number {
    return this.activityWord[0];
  }

  get tasksQueued(): number {
    return this.tasks.size;
  }

  /** Nothing read that is not answered. */
  get answered(): boolean {
    return this.tasks.size === 0 && this.toOffer.length === 0 && this.parts.uploader.offersOwed === 0;
  }

  get flushed(): boolean {
    return this.flushes === 0;
  }

  assign(task: Task): void {
    const number = ++this.lastTask;
    this.tasks.set(number, task);
    this.queuedBytes += task.bytes;
    const message = task.message(number);
    this.post(message, [message.paths.buffer as ArrayBuffer, message.expected.buffer as ArrayBuffer, message.pathEnds.buffer as ArrayBuffer]);
  }

  /** Makes the worker post what it has gathered. */
  flush(): void {
    this.flushes++;
    this.post({ type: 'flush' });
  }

  tune(frameBytes: number, level: number): void {
    this.post({ type: 'tune', frameBytes, level });
  }

  async stop(): Promise<void> {
    this.ended = true;
    await this.worker.terminate();
  }

  private post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    if (!this.ended) this.worker.postMessage(message, transfer);
  }

  private take(message: FromWorker): void {
    if (this.ended) return;
    if (message.type === 'slab') this.takeSlab(message);
    else if (message.type === 'frame') this.takeFrame(message);
    else if (message.type === 'proof') this.parts.uploader.proved(message.seq, message.digest);
    else if (message.type === 'fault') this.parts.fail(new FarvaultError(message.code as ErrorCode, message.message, message.remedy === '' ? {} : { remedy: message.remedy }));
    else if (message.type === 'flushed') {
      this.flushes--;
      this.parts.moved(null);
    } else {
      const task = this.tasks.get(message.task)!;
      this.tasks.delete(message.task);
      this.queuedBytes -= task.bytes;
      this.parts.tally.bytesRead += message.bytesRead;
      task.done = message;
      this.parts.moved(task);
    }
  }

  private takeSlab({ serial, task: number, ids, lengths }: SlabFilled): void {
    const { recent, tally } = this.parts;
    const task = this.tasks.get(number)!;
    task.ids.push(ids);
    task.lengths.push(lengths);
    tally.chunksTotal += lengths.length;
    const words = new Int32Array(ids.buffer, ids.byteOffset, ids.byteLength / 4);
    const fresh: number[] = [];
    for (let i = 0; i < lengths.length; i++) if (!recent.meet(words, i)) fresh.push(i);
    const states = new Uint8Array(lengths.length).fill(STATE.held);
    if (fresh.length === 0) return this.post({ type: 'answer', serial, states });
    const record = { serial, task, ids, states, fresh, unsettled: 0 };
    task.unsettled++;
    this.slabs.set(serial, record);
    this.toOffer.push(record);
    this.toOfferChunks += fresh.length;
    this.offerSlabs();
  }

  /** Offers what waits, if it is enough or few offers are under way. */
  offerSlabs(): void {
    const { uploader } = this.parts;
    while (this.toOfferChunks >= OFFER_WORTH_CHUNKS || (this.toOfferChunks > 0 && uploader.offersOwed < OFFERS_AT_ONCE)) {
      const slabs: SlabRecord[] = [];
      let chunks = 0;
      for (const record of this.toOffer) {
        if (chunks + record.fresh.length > OFFER_CHUNKS) break;
        chunks += record.fresh.length;
        slabs.push(record);
      }
      this.toOffer = this.toOffer.slice(slabs.length);
      this.toOfferChunks -= chunks;
      uploader.offer(this.makeOffer(slabs, chunks));
    }
  }

  private makeOffer(slabs: SlabRecord[], chunks: number): Offer {
    const ids = new Uint8Array(chunks * ID_BYTES);
    let at = 0;
    for (const { ids: own, fresh } of slabs) {
      for (const chunk of fresh) {
        ids.set(own.subarray(chunk * ID_BYTES, (chunk + 1) * ID_BYTES), at);
        at += ID_BYTES;
      }
    }
    return {
      ids,
      answered: (states) => {
        spread(slabs, states);
        for (const record of slabs) this.slabAnswered(record);
      },
      prove: (seq, challenge, states) => {
        spread(slabs, states);
        this.post({ type: 'prove', seq, challenge: new Uint8Array(challenge), slabs: slabs.map(({ serial, states: own }) => ({ serial, states: own })) });
      },
    };
  }

  private slabAnswered(record: SlabRecord): void {
    for (const state of record.states) if (state === STATE.wanted) record.unsettled++;
    this.post({ type: 'answer', serial: record.serial, states: record.states });
    if (record.unsettled === 0) this.settle(record);
    else this.parts.moved(null);
  }

  private settle(record: SlabRecord): void {
    this.slabs.delete(record.serial);
    record.task.unsettled--;
    this.parts.moved(record.task);
  }

  private takeFrame(made: FrameMade): void {
    const { uploader, tally } = this.parts;
    const { codec, plainBytes, ids, lengths, buffer, payloadBytes } = made;
    uploader.send({
      codec,
      plainBytes,
      ids,
      lengths,
      payload: new Uint8Array(buffer, 0, payloadBytes),
      sent: () => this.post({ type: 'frameSent' }),
      acked: (storedBytes) => {
        tally.chunksSent += lengths.length;
        tally.bytesUnique += plainBytes;
        tally.bytesStored += storedBytes;
        this.post({ type: 'frameBack', buffer }, [buffer]);
        this.frameAcked(made.slabs);
      },
    });
  }

  private frameAcked(slabs: number[]): void {
    for (let i = 0; i < slabs.length; i += 2) {
      const record = this.slabs.get(slabs[i])!;
      record.unsettled -= slabs[i + 1];
      if (record.unsettled === 0) this.settle(record);
    }
  }
}

function spread(slabs: SlabRecord[], states: Uint8Array): void {
  let at = 0;
  for (const record of slabs) for (const chunk of record.fresh) record.states[chunk] = states[at++]!;
}
