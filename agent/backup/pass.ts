// One pass over the sources: scan, read what is new, offer and upload, write the manifest. Ends when everything but the commit is durable.
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import type { FarvaultError } from '../../shared/errors/errors.js';
import type { ManifestChunk, ManifestChunking } from '../../shared/format/manifest-index.js';
import { ManifestWriter } from '../../shared/format/manifest-writer.js';
import type { ScanBatch, ScanOptions } from '../scan/types.js';
import type { Block} from './block.js';
import { BlockBuilder, type Task } from './block.js';
import { ChunkThread } from './chunk-thread.js';
import { WAITING, type HeldBack } from './held-back.js';
import { EntryWriter } from './entry-writer.js';
import { abortable, Gate } from './gate.js';
import type { LineMeter } from './line.js';
import { ManifestFiles } from './manifest-files.js';
import { ManifestSink } from './manifest-sink.js';
import type { WorkerSettings } from './messages.js';
import type { Parent } from './parent.js';
import { RecentIds } from './recent-ids.js';
import type { RunTally } from './tally.js';
import type { BackupDeps } from './types.js';
import type { Uploader } from './uploader.js';

const WORKERS = 2;
/** Tasks given to a worker at once: one to read, and what follows it. */
const TASKS_A_WORKER = 4;
/** Blocks scanned and not yet written to the manifest. */
const BLOCKS_AHEAD = 64;
/** Items in them: each is about a kilobyte of heap. */
const ITEMS_AHEAD = 8_192;
const SLABS_A_WORKER = 8;

export interface PassParts {
  deps: BackupDeps;
  scan: (options: ScanOptions, signal: AbortSignal) => AsyncIterable<ScanBatch>;
  options: ScanOptions;
  parent: Parent | null;
  /** Where the manifest is written. */
  directory: string;
  chunking: ManifestChunking;
  codec: WorkerSettings['codec'];
  uploader: Uploader;
  line: LineMeter;
  held: HeldBack;
  tally: RunTally;
  tick: (currentPath: Buffer | null) => void;
  fail: (error: FarvaultError) => void;
  signal: AbortSignal;
}

export async function runPass(parts: PassParts): Promise<ManifestChunk> {
  const pass = new Pass(parts);
  const { held } = parts;
  held.view = () => pass.view;
  try {
    await pass.scanAndRead();
    return await pass.finish();
  } finally {
    held.view = WAITING;
    await pass.stop();
  }
}

class Pass {
  private readonly gate = new Gate();
  private readonly threads: ChunkThread[] = [];
  private readonly recent = new RecentIds();
  private readonly toAssign: Task[] = [];
  /** In order: not yet in the manifest. */
  private readonly blocks: Block[] = [];
  /** In order: in the manifest, not yet settled. */
  private readonly unsettled: Block[] = [];
  private itemsAhead = 0;
  private scanned = false;
  private written = 0;
  private settled = 0;
  private readonly files: ManifestFiles;
  private readonly sink: ManifestSink;
  private readonly writer: ManifestWriter;
  private readonly entries: EntryWriter;
  private readonly parentFd: number | null;
  private readonly builder = new BlockBuilder((block) => this.addBlock(block));

  constructor(private readonly parts: PassParts) {
    const { parent, directory, uploader, tally, chunking, codec, line, deps } = parts;
    this.files = new ManifestFiles(directory);
    this.sink = new ManifestSink({
      uploader,
      files: this.files,
      known: parent?.known ?? new Set(),
      choice: { codec, level: line.current.level },
      tally,
      currentBlock: () => this.written,
      moved: () => this.moved(null),
    });
    uploader.onMoved = () => {
      // An answer to one worker's offer makes room for another's.
      for (const thread of this.threads) thread.offerSlabs();
      this.gate.check();
    };
    this.writer = new ManifestWriter(chunking, (chunk) => this.sink.add(chunk));
    this.parentFd = parent === null ? null : openSync(path.join(parent.directory, 'manifest'), 'r');
    this.entries = new EntryWriter({ writer: this.writer, tally, parentFd: this.parentFd, log: deps.log });
  }

  async scanAndRead(): Promise<void> {
    const { scan, options, deps, tally, signal, tick } = this.parts;
    for await (const batch of scan(options, signal)) {
      for (const { path: where, message, severity } of batch.problems) {
        if (severity === 'skipped') tally.filesSkipped++;
        deps.log(severity === 'skipped' ? 'warn' : 'info', severity === 'skipped' ? `skipped: ${message}` : message, where);
      }
      let current: Buffer | null = null;
      for (const item of batch.items()) {
        this.builder.add(item);
        if (item.type === 'file') current = item.path;
        if (!this.hasRoom) {
          this.moved(null);
          await this.gate.until(() => this.hasRoom, signal);
        }
      }
      signal.throwIfAborted();
      tick(current);
    }
    this.scanned = true;
    this.builder.finish();
    await this.gate.until(() => this.blocks.length === 0, signal);
  }

  get view(): ReturnType<HeldBack['view']> {
    return { workers: this.threads.filter((thread) => thread.tasksQueued > 0).map((thread) => thread.activity), scanning: !this.scanned && this.hasRoom };
  }

  async finish(): Promise<ManifestChunk> {
    const { uploader, signal } = this.parts;
    await this.gate.until(() => this.threads.every((thread) => thread.answered), signal);
    for (const thread of this.threads) thread.flush();
    await this.gate.until(() => this.threads.every((thread) => thread.flushed), signal);
    const { root } = this.writer.finish();
    this.sink.flush();
    await abortable(uploader.settled(), signal);
    this.moved(null);
    return root;
  }

  async stop(): Promise<void> {
    this.parts.uploader.onMoved = () => undefined;
    await Promise.all(this.threads.map((thread) => thread.stop()));
    this.files.close();
    if (this.parentFd !== null) closeSync(this.parentFd);
  }

  private get hasRoom(): boolean {
    return this.blocks.length < BLOCKS_AHEAD && this.itemsAhead < ITEMS_AHEAD && this.sink.hasRoom;
  }

  private addBlock(block: Block): void {
    this.blocks.push(block);
    this.itemsAhead += block.items.length;
    this.toAssign.push(...block.tasks);
    this.assign();
    this.writeBlocks();
  }

  /** Called whenever a worker or the server has said something. */
  private moved(task: Task | null): void {
    if (task !== null) this.assign();
    this.writeBlocks();
    this.settle();
    this.tune();
    this.parts.tick(null);
    this.gate.check();
  }

  private assign(): void {
    while (this.toAssign.length > 0) {
      const thread = this.idleThread();
      if (thread === null) return;
      thread.assign(this.toAssign.shift()!);
    }
  }

  /** The one with least to read; workers are started as they are needed, since an unchanged tree needs none. */
  private idleThread(): ChunkThread | null {
    let best: ChunkThread | null = null;
    for (const thread of this.threads) {
      if (thread.tasksQueued < TASKS_A_WORKER && (best === null || thread.queuedBytes < best.queuedBytes)) best = thread;
    }
    if ((best === null || best.tasksQueued > 0) && this.threads.length < WORKERS) {
      best = this.startThread();
      this.threads.push(best);
    }
    return best;
  }

  private startThread(): ChunkThread {
    const { chunking, codec, line, uploader, tally, fail } = this.parts;
    const { minBytes, averageBytes, maxBytes, fixedBytes } = chunking;
    const settings = { minBytes, averageBytes, maxBytes, fixedBytes, slabs: SLABS_A_WORKER, codec, ...line.current };
    return new ChunkThread({ settings, uploader, recent: this.recent, tally, moved: (task) => this.moved(task), fail });
  }

  /** Writes the blocks at the head that have been read; what cannot be written ends the run. */
  private writeBlocks(): void {
    try {
      while (this.blocks.length > 0 && this.blocks[0].read) {
        const block = this.blocks.shift()!;
        this.itemsAhead -= block.items.length;
        this.entries.write(block);
        block.release();
        this.unsettled.push(block);
        this.written++;
      }
    } catch (error) {
      this.parts.fail(error as FarvaultError);
    }
  }

  private settle(): void {
    const before = this.settled;
    while (this.unsettled.length > 0 && this.unsettled[0].settled) {
      this.unsettled.shift();
      this.settled++;
    }
    if (this.settled > before || this.unsettled.length === 0) this.sink.settle(this.settled);
  }

  private tune(): void {
    const { line, uploader, deps } = this.parts;
    const shape = line.measure(deps.clock.monotonic(), uploader.durableBytes, uploader.busySending);
    if (shape !== null) for (const thread of this.threads) thread.tune(shape.frameBytes, shape.level);
  }
}
