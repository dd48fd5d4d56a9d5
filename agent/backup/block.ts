// Scan items in order, in blocks: a block holds so many files as fill about one slab, or one large file, and is written to the manifest when its files have been
// read. Blocks are read in parallel and written in order.
import type { EntryMeta } from '../../shared/format/entry.js';
import type { ScanItem } from '../scan/types.js';
import { EXPECTED_FIELDS, FILE_FIELDS, type FilesTask, type TaskDone } from './messages.js';

export type FileItem = Extract<ScanItem, { type: 'file' }>;

const BLOCK_BYTES = 1 << 20;
const BLOCK_FILES = 512;
const BLOCK_ITEMS = 2_048;
/** Images are read by several workers at once, a range each. */
const RANGE_BYTES = 16 << 20;

/** Files that one worker reads one after the other, and what it found. */
export class Task {
  readonly ids: Uint8Array[] = [];
  readonly lengths: Uint32Array[] = [];
  done: TaskDone | null = null;
  /** Slabs whose wanted chunks are not all durable. */
  unsettled = 0;

  constructor(
    readonly block: Block,
    readonly files: FileItem[],
    readonly range: { from: number; to: number } | null,
    readonly bytes: number,
  ) {}

  get settled(): boolean {
    return this.done !== null && this.unsettled === 0;
  }

  message(number: number): FilesTask {
    const expected = new Float64Array(this.files.length * EXPECTED_FIELDS);
    const pathEnds = new Uint32Array(this.files.length);
    let pathBytes = 0;
    for (let i = 0; i < this.files.length; i++) {
      const { meta, source } = this.files[i];
      expect(expected, i * EXPECTED_FIELDS, meta);
      pathBytes += source.length;
      pathEnds[i] = pathBytes;
    }
    const paths = new Uint8Array(pathBytes);
    for (let i = 0, at = 0; i < this.files.length; at = pathEnds[i++]!) paths.set(this.files[i].source, at);
    return { type: 'task', task: number, paths, pathEnds, expected, range: this.range };
  }

  /** File `file`: number of its first chunk, chunks, FILE_STATE. */
  fileField(file: number, field: 0 | 1 | 2): number {
    return this.done!.files[file * FILE_FIELDS + field];
  }
}

function expect(expected: Float64Array, at: number, meta: EntryMeta): void {
  expected[at] = meta.size;
  expected[at + 1] = meta.mtimeSec;
  expected[at + 2] = meta.mtimeNsec;
  expected[at + 3] = meta.ctimeSec;
  expected[at + 4] = meta.ctimeNsec;
  expected[at + 5] = Number(meta.inode & 0xffffffffn);
  expected[at + 6] = Number(BigInt.asUintN(64, meta.inode) >> 32n);
}

export class Block {
  items: ScanItem[] = [];
  /** Either one for all files, or, for an image, one for each range of it. */
  tasks: Task[] = [];

  get read(): boolean {
    return this.tasks.every((task) => task.done !== null);
  }

  get settled(): boolean {
    return this.tasks.every((task) => task.settled);
  }

  /** Lets go of what the manifest has; the tasks' settling is still counted. */
  release(): void {
    this.items = [];
    for (const task of this.tasks) {
      task.ids.length = task.lengths.length = 0;
      task.files.length = 0;
    }
  }
}

/** Forms blocks; `full` is called with each. */
export class BlockBuilder {
  private block = new Block();
  private files: FileItem[] = [];
  private bytes = 0;

  constructor(private readonly full: (block: Block) => void) {}

  add(item: ScanItem): void {
    if (item.type !== 'file') {
      this.block.items.push(item);
      if (this.block.items.length >= BLOCK_ITEMS) this.finish();
      return;
    }
    const size = item.meta.size;
    if (item.image || this.bytes + size > BLOCK_BYTES) this.finish();
    this.block.items.push(item);
    if (item.image) {
      for (let from = 0; from < Math.max(size, 1); from += RANGE_BYTES) {
        const to = Math.min(size, from + RANGE_BYTES);
        this.block.tasks.push(new Task(this.block, [item], { from, to }, to - from));
      }
      return this.finish();
    }
    this.files.push(item);
    this.bytes += size;
    if (this.bytes >= BLOCK_BYTES || this.files.length >= BLOCK_FILES) this.finish();
  }

  finish(): void {
    const { block, files, bytes } = this;
    if (block.items.length === 0) return;
    if (files.length > 0) block.tasks.push(new Task(block, files, null, bytes));
    this.block = new Block();
    this.files = [];
    this.bytes = 0;
    this.full(block);
  }
}
