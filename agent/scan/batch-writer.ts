// Puts what the walk finds into compact batches for the main thread. Records, as batch-reader.ts reads them (u32 and f64 little-endian):
//   whole   type, ordinal u32, file offset f64, length, entries, files, hard links u32, bytes f64
//   slice   type, basis length u32, bytes length u32, basis, bytes
//   entry   type, status u8, flags u8, lengths of path, user, group, target, source, xattrs, parent content u32 each, numbers f64 each, then those bytes
import type { StatBuffer } from '../../shared/sys/statx.js';
import type { RunSink, RunTotals } from './parent-cursor.js';
import type { ScanProblem } from './types.js';

export const RECORD = { whole: 1, slice: 2, entry: 3 } as const;
export const STATUS = { new: 0, changed: 1 } as const;
export const ENTRY_FLAG = { implicit: 1, incomplete: 2, image: 4, read: 8, parentContent: 16 } as const;
/** type, status, flags, kind; seven lengths; mode, uid, gid, mtime, ctime nanoseconds, major, minor, inode low and high; size, mtime and ctime seconds. */
export const ENTRY_FIXED_BYTES = 4 + 7 * 4 + 9 * 4 + 3 * 8;

const BATCH_BYTES = 256 * 1024;
const BATCH_PROBLEMS = 1_000;

export interface PackedBatch {
  bytes: ArrayBuffer;
  used: number;
  problems: ScanProblem[];
}

/** What an entry record holds besides the numbers in the stat buffer. Reused by the walker. */
export interface EntryParts {
  kind: number;
  changed: boolean;
  flags: number;
  user: Buffer;
  group: Buffer;
  target: Buffer;
  source: Buffer;
  /** Encoded: count u32, then name and value, each with a u32 length. */
  xattrs: Buffer;
  parentContent: Buffer;
}

export class BatchWriter implements RunSink {
  private bytes: Buffer;
  private at = 0;
  private problems: ScanProblem[] = [];

  /** `send` may wait: that is the back-pressure. */
  constructor(private readonly send: (batch: PackedBatch) => void) {
    this.bytes = fresh(BATCH_BYTES);
  }

  whole(ordinal: number, fileOffset: number, length: number, totals: RunTotals): void {
    this.reserve(1 + 4 + 8 + 16 + 8);
    const { bytes } = this;
    bytes[this.at++] = RECORD.whole;
    this.u32(ordinal);
    this.f64(fileOffset);
    this.u32(length);
    this.u32(totals.entries);
    this.u32(totals.files);
    this.u32(totals.hardlinks);
    this.f64(totals.bytes);
  }

  slice(chunk: Buffer, from: number, to: number, basis: Buffer): void {
    if (from === to) return;
    this.reserve(9 + basis.length + to - from);
    this.bytes[this.at++] = RECORD.slice;
    this.u32(basis.length);
    this.u32(to - from);
    this.raw(basis);
    this.at += chunk.copy(this.bytes, this.at, from, to);
  }

  entry(path: Buffer, pathLength: number, stat: StatBuffer, parts: EntryParts): void {
    const { user, group, target, source, xattrs, parentContent } = parts;
    this.reserve(ENTRY_FIXED_BYTES + pathLength + user.length + group.length + target.length + source.length + xattrs.length + parentContent.length);
    const { bytes } = this;
    bytes[this.at++] = RECORD.entry;
    bytes[this.at++] = parts.changed ? STATUS.changed : STATUS.new;
    bytes[this.at++] = parts.flags;
    bytes[this.at++] = parts.kind;
    this.u32(pathLength);
    this.u32(user.length);
    this.u32(group.length);
    this.u32(target.length);
    this.u32(source.length);
    this.u32(xattrs.length);
    this.u32(parentContent.length);
    this.u32(stat.mode & 0xfff);
    this.u32(stat.uid);
    this.u32(stat.gid);
    this.u32(stat.mtimeNsec);
    this.u32(stat.ctimeNsec);
    this.u32(stat.rdevMajor);
    this.u32(stat.rdevMinor);
    this.u32(stat.inodeLow);
    this.u32(stat.inodeHigh);
    this.f64(stat.size);
    this.f64(stat.mtimeSec);
    this.f64(stat.ctimeSec);
    this.at += path.copy(bytes, this.at, 0, pathLength);
    this.raw(user);
    this.raw(group);
    this.raw(target);
    this.raw(source);
    this.raw(xattrs);
    this.raw(parentContent);
  }

  problem(problem: ScanProblem): void {
    this.problems.push(problem);
    if (this.problems.length >= BATCH_PROBLEMS) this.flush();
  }

  flush(): void {
    if (this.at === 0 && this.problems.length === 0) return;
    this.send({ bytes: this.bytes.buffer as ArrayBuffer, used: this.at, problems: this.problems });
    this.bytes = fresh(BATCH_BYTES);
    this.at = 0;
    this.problems = [];
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.bytes.length) return;
    this.flush();
    if (bytes > this.bytes.length) this.bytes = fresh(bytes);
  }

  private u32(value: number): void {
    const { bytes, at } = this;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
    this.at = at + 4;
  }

  private f64(value: number): void {
    this.bytes.writeDoubleLE(value, this.at);
    this.at += 8;
  }

  private raw(part: Buffer): void {
    if (part.length === 0) return;
    this.bytes.set(part, this.at);
    this.at += part.length;
  }
}

/** Its own memory, so that it can be transferred to another thread. */
function fresh(bytes: number): Buffer {
  return Buffer.from(new ArrayBuffer(bytes));
}
