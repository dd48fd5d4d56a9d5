// Reads the files of a task into slabs, cuts and hashes them there, and posts each slab when it is full and each task when it is done.
// A file that the scan saw as it still is after it was read costs one open, read, fstat and close; any other is read again, at most three times in all.
import { readSync } from 'node:fs';
import { isAllZero } from '../../shared/chunking/zero.js';
import { nextFixedCut } from '../../shared/chunking/fixed.js';
import { messageOf, systemCode } from '../../shared/errors/errors.js';
import { blake3, ID_BYTES } from '../../shared/hash/hash.js';
import { closeFd } from '../../shared/sys/at.js';
import { statFd, StatBuffer } from '../../shared/sys/statx.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { openForRead } from '../scan/open-for-read.js';
import { FileRangeReader, type RangeReader } from '../sources/files/range-reader.js';
import { ACTIVITY } from './held-back.js';
import { EXPECTED_FIELDS, FILE_STATE, type FileChange, type FileProblem, type FilesTask, type SlabFilled, type TaskDone } from './messages.js';
import { SLAB_CHUNKS, type Slab, type SlabPool } from './slabs.js';

const ATTEMPTS = 3;
/** From here on a file is looked at for holes before it is read. */
const CAREFUL_MIN_BYTES = 256 << 10;

export interface ReaderParts {
  memory: Buffer;
  slabs: SlabPool;
  /** End of the chunk that starts at `start` of the memory; 0: more than what lies before `end` is needed to know. */
  cut(start: number, end: number, isEnd: boolean): number;
  maxChunkBytes: number;
  fixedBytes: number;
  /** Told what it is at: ACTIVITY. */
  activity: Int32Array;
  post(message: SlabFilled | TaskDone, transfer: ArrayBuffer[]): void;
}

export class TaskReader {
  private readonly tasks: FilesTask[] = [];
  private readonly work = this.run();
  private readonly before = new StatBuffer();
  private readonly after = new StatBuffer();
  private slab: Slab | null = null;
  private task!: FilesTask;
  private file = 0;
  private taskChunks = 0;
  private bytesRead = 0;
  private files = new Uint32Array(0);
  private holes: number[] = [];
  private changes: FileChange[] = [];
  private problems: FileProblem[] = [];

  constructor(private readonly parts: ReaderParts) {}

  push(task: FilesTask): void {
    this.tasks.push(task);
  }

  /** Works until something was posted (true), or until there is no task or no free slab (false). */
  step(): boolean {
    return this.work.next().value;
  }

  private *run(): Generator<boolean, never> {
    for (;;) {
      const task = this.tasks.shift();
      if (task === undefined) yield false;
      else yield* this.readTask(task);
    }
  }

  private *readTask(task: FilesTask): Generator<boolean, void> {
    this.task = task;
    this.taskChunks = 0;
    this.bytesRead = 0;
    this.files = new Uint32Array(task.pathEnds.length * 3);
    this.holes = [];
    this.changes = [];
    this.problems = [];
    let pathStart = 0;
    for (let file = 0; file < task.pathEnds.length; file++) {
      const path = Buffer.from(task.paths.buffer, task.paths.byteOffset + pathStart, task.pathEnds[file] - pathStart);
      pathStart = task.pathEnds[file]!;
      this.file = file;
      this.files[file * 3] = this.taskChunks;
      let fd: number;
      this.parts.activity[0] = ACTIVITY.reading;
      failpoint('agent.file.read');
      try {
        fd = openForRead(path, this.before, null);
      } catch (error) {
        this.skip(error);
        continue;
      }
      try {
        const slab: Slab = this.slab ?? (yield* this.takeSlab());
        if (!this.readWhole(fd, slab)) yield* this.readCarefully(fd);
      } catch (error) {
        this.skip(error);
      } finally {
        closeFd(fd);
      }
      this.files[file * 3 + 1] = this.taskChunks - this.files[file * 3];
    }
    this.postSlab();
    this.parts.post(
      { type: 'done', task: task.task, files: this.files, holes: this.holes, changes: this.changes, problems: this.problems, bytesRead: this.bytesRead },
      [this.files.buffer],
    );
    yield true;
  }

  private skip(error: unknown): void {
    this.files[this.file * 3] = this.taskChunks;
    this.files[this.file * 3 + 2] = FILE_STATE.skipped;
    this.problems.push({ file: this.file, code: systemCode(error) ?? 'IO', message: messageOf(error) });
  }

  /** The usual case: the file fits the slab and is what the scan saw. False: nothing was taken. */
  private readWhole(fd: number, slab: Slab): boolean {
    const expected = Number(this.task.expected[this.file * EXPECTED_FIELDS]);
    if (this.task.range !== null || expected > slab.free || expected >= CAREFUL_MIN_BYTES) return false;
    if (slab.chunks + 1 + expected / this.parts.maxChunkBytes > SLAB_CHUNKS / 2) return false;
    const start = slab.start + slab.used;
    let got = 0;
    while (got < expected) {
      const count = readSync(fd, this.parts.memory, start + got, expected - got, got);
      if (count === 0) return false;
      got += count;
    }
    statFd(fd, this.after);
    if (!this.asExpected(this.after)) return false;
    this.bytesRead += expected;
    this.parts.activity[0] = ACTIVITY.chunking;
    this.cut(slab, slab.used + expected, true, null);
    return true;
  }

  private asExpected(stat: StatBuffer): boolean {
    const at = this.file * EXPECTED_FIELDS;
    const expected = this.task.expected;
    return (
      stat.size === expected[at] &&
      stat.mtimeSec === expected[at + 1] &&
      stat.mtimeNsec === expected[at + 2] &&
      stat.ctimeSec === expected[at + 3] &&
      stat.ctimeNsec === expected[at + 4] &&
      stat.inodeLow === expected[at + 5] &&
      stat.inodeHigh === expected[at + 6]
    );
  }

  private *readCarefully(fd: number): Generator<boolean, void> {
    const range = this.task.range;
    for (let attempt = 1; ; attempt++) {
      const { before, after } = this;
      statFd(fd, before);
      this.files[this.file * 3] = this.taskChunks;
      this.holes = this.holes.filter((_, i, holes) => holes[i - (i % 3)] !== this.file);
      const size = before.size;
      const reader = new FileRangeReader(fd, size, before.blocks);
      const bytes = range === null ? yield* this.readExtents(reader, 0, size) : yield* this.readExtents(reader, range.from, range.to);
      statFd(fd, after);
      const steady = bytes === size && after.size === before.size && after.ctimeSec === before.ctimeSec && after.ctimeNsec === before.ctimeNsec && after.mtimeSec === before.mtimeSec && after.mtimeNsec === before.mtimeNsec;
      if (range !== null) {
        if (bytes < range.to || !this.asExpected(after)) this.files[this.file * 3 + 2] = FILE_STATE.inconsistent;
        return;
      }
      if (!steady && attempt < ATTEMPTS) continue;
      if (!steady) this.files[this.file * 3 + 2] = FILE_STATE.inconsistent;
      // With the times from before the change, the next run sees that the file differs.
      if (!steady || !this.asExpected(before)) this.noteChange(bytes);
      return;
    }
  }

  private noteChange(size: number): void {
    const { mtimeSec, mtimeNsec, ctimeSec, ctimeNsec, inode } = this.before;
    this.changes.push({ file: this.file, size, mtimeSec, mtimeNsec, ctimeSec, ctimeNsec, inode });
  }

  /** Reads [from, to) and records its holes; returns where the content ended. */
  private *readExtents(reader: RangeReader, from: number, to: number): Generator<boolean, number> {
    const step = this.task.range === null ? 1 : this.parts.fixedBytes;
    let at = from;
    for (const { offset, length, zero } of reader.extents(from, to)) {
      if (zero) continue;
      const dataStart = Math.max(at, offset - (offset % step));
      const dataEnd = Math.min(to, Math.ceil((offset + length) / step) * step);
      if (dataEnd <= dataStart) continue;
      this.addHole(dataStart - at);
      at = yield* this.readData(reader, dataStart, dataEnd);
      if (at < dataEnd) return at;
    }
    this.addHole(to - at);
    return to;
  }

  private *readData(reader: RangeReader, from: number, to: number): Generator<boolean, number> {
    const fixed = this.task.range !== null;
    let slab = this.slab ?? (yield* this.takeSlab());
    let position = from;
    let end = to;
    let filled = slab.used;
    for (;;) {
      const want = Math.min(slab.bytes - filled, end - position);
      if (want > 0) {
        this.parts.activity[0] = ACTIVITY.reading;
        const count = reader.read(position, this.parts.memory, slab.start + filled, want);
        if (count === 0) end = position;
        position += count;
        filled += count;
        this.bytesRead += count;
        if (filled < slab.bytes && position < end) continue;
        this.parts.activity[0] = ACTIVITY.chunking;
      }
      this.cut(slab, filled, position >= end, fixed ? position - (filled - slab.used) : null);
      if (position >= end && slab.used === filled) return position;
      const carried = slab.start + slab.used;
      const carriedEnd = slab.start + filled;
      this.postSlab();
      slab = yield* this.takeSlab();
      this.parts.memory.copyWithin(slab.start, carried, carriedEnd);
      filled = carriedEnd - carried;
    }
  }

  /** Cuts what lies in the slab up to `filled` as far as the cuts are certain. `fixedFrom`: offset in the file, for fixed chunking. */
  private cut(slab: Slab, filled: number, final: boolean, fixedFrom: number | null): void {
    failpoint('agent.chunk.cut');
    const { parts } = this;
    const { memory, fixedBytes } = parts;
    const end = slab.start + filled;
    let at = slab.start + slab.used;
    const base = fixedFrom === null ? 0 : fixedFrom - at;
    while (at < end && slab.chunks < SLAB_CHUNKS) {
      const fixed = fixedFrom !== null;
      if (fixed && !final && end - at < fixedBytes) break;
      const cut = fixed ? nextFixedCut(base + at, base + end, fixedBytes) - base : parts.cut(at, end, final);
      if (cut === 0) break;
      if (fixed && isAllZero(memory, at, cut)) this.addHole(cut - at);
      else this.addChunk(slab, at, cut);
      at = cut;
    }
    slab.used = at - slab.start;
  }

  private addChunk(slab: Slab, start: number, end: number): void {
    const chunk = slab.chunks++;
    slab.ids.set(blake3(this.parts.memory.subarray(start, end)), chunk * ID_BYTES);
    slab.lengths[chunk] = end - start;
    slab.offsets[chunk] = start - slab.start;
    this.taskChunks++;
  }

  private addHole(bytes: number): void {
    if (bytes === 0) return;
    const holes = this.holes;
    const chunk = this.taskChunks - this.files[this.file * 3];
    const last = holes.length - 3;
    if (last >= 0 && holes[last] === this.file && holes[last + 1] === chunk) holes[last + 2] += bytes;
    else holes.push(this.file, chunk, bytes);
  }

  private *takeSlab(): Generator<boolean, Slab> {
    for (;;) {
      const slab = this.parts.slabs.take();
      if (slab !== undefined) {
        slab.image = this.task.range !== null;
        this.slab = slab;
        return slab;
      }
      yield false;
    }
  }

  /** The reader goes on in another slab; this one stays as it is until it is answered. */
  private postSlab(): void {
    const slab = this.slab;
    this.slab = null;
    if (slab === null) return;
    if (slab.chunks === 0) return this.parts.slabs.release(slab);
    const ids = new Uint8Array(slab.ids.subarray(0, slab.chunks * ID_BYTES));
    const lengths = slab.lengths.slice(0, slab.chunks);
    this.parts.post({ type: 'slab', serial: slab.serial, task: this.task.task, ids, lengths }, [ids.buffer, lengths.buffer]);
  }
}
