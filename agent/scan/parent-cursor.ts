// Reads the parent's manifest entry by entry beside the walk, without an object per entry, and gives what is unchanged back as stretches of its bytes.
// The file is a cache of what the server sent: every length is checked.
import fs from 'node:fs';
import { FarvaultError } from '../../shared/errors/errors.js';
import { MAX_CHUNK_BYTES, MAX_PATH_BYTES } from '../../shared/format/limits.js';
import { FLAG, KIND } from '../../shared/format/entry.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { StatBuffer } from '../../shared/sys/statx.js';

const MAGIC = Buffer.from('FVM1');
/** References of a changed file that are handed on; larger files go without. */
export const PARENT_CONTENT_MAX_BYTES = 512 * 1024;

/** What a stretch of unchanged entries amounts to. */
export class RunTotals {
  entries = 0;
  files = 0;
  hardlinks = 0;
  bytes = 0;

  reset(): void {
    this.entries = this.files = this.hardlinks = this.bytes = 0;
  }
}

export interface RunSink {
  /** Entries `from` to `to` of a parent chunk; `basis` is the full path of the first of them. */
  slice(chunk: Buffer, from: number, to: number, basis: Buffer): void;
  whole(ordinal: number, fileOffset: number, length: number, totals: RunTotals): void;
}

function damaged(what: string): FarvaultError {
  return new FarvaultError('CORRUPT', `The local copy of the parent manifest is damaged: ${what}`, { remedy: 'Delete the agent\'s cache directory; the next run makes it anew.' });
}

export class ParentCursor {
  /** Path of the current entry: the first `pathLength` bytes. */
  readonly path = Buffer.alloc(MAX_PATH_BYTES + 1);
  pathLength = 0;
  kind = 0;
  /** False behind the last entry. */
  valid = false;

  private readonly fd: number;
  private readonly fileBytes: number;
  private readonly header = Buffer.alloc(4);
  private chunk: Buffer = Buffer.alloc(0);
  private spare: Buffer = Buffer.alloc(0);
  private length = 0;
  private ordinal = -1;
  /** In the file: of the current chunk's bytes, and of what comes behind it. */
  private chunkOffset = 0;
  private nextOffset = 0;

  private at = 0;
  private entryStart = 0;
  private bodyStart = 0;
  private bodyEnd = 0;
  private contentStart = 0;
  private size = 0;

  private runStart = -1;
  private pure = false;
  private readonly basis = Buffer.alloc(MAX_PATH_BYTES + 1);
  private basisLength = 0;
  private readonly totals = new RunTotals();

  constructor(
    file: string,
    private readonly sink: RunSink,
  ) {
    this.fd = fs.openSync(file, 'r');
    this.fileBytes = fs.fstatSync(this.fd).size;
    this.advance();
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  /** Takes the current entry into the run of unchanged ones and moves on. */
  keep(): void {
    if (this.runStart < 0) {
      this.runStart = this.entryStart;
      this.path.copy(this.basis, 0, 0, this.pathLength);
      this.basisLength = this.pathLength;
    }
    if (this.pure) {
      this.totals.entries++;
      if (this.kind === KIND.file) {
        this.totals.files++;
        this.totals.bytes += this.size;
      } else if (this.kind === KIND.hardlink) this.totals.hardlinks++;
    }
    this.advance();
  }

  /** Leaves the current entry out and moves on. */
  drop(): void {
    this.flushRun();
    this.advance();
  }

  /** Hands over the run before something else is emitted. */
  flushRun(): void {
    this.pure = false;
    if (this.runStart < 0) return;
    // Called while an entry is current, that one is not in the run; behind the last one of a chunk, all are.
    this.sink.slice(this.chunk, this.runStart, this.entryStart, this.basis.subarray(0, this.basisLength));
    this.runStart = -1;
  }

  /** The content part of the current segment's body, or of the file's body that `matches` has just been asked about: a copy. */
  content(): Buffer {
    if (this.kind === KIND.segment) {
      this.at = this.bodyStart;
      this.varint();
      this.contentStart = this.at;
    }
    this.at = this.contentStart;
    if (this.at < this.bodyEnd) {
      for (let left = this.varint(); left > 0; left--) if (this.varint() % 2 === 0) this.at += ID_BYTES;
    }
    if (this.at > this.bodyEnd) throw damaged('content references leave their bounds');
    return Buffer.from(this.chunk.subarray(this.contentStart, this.at));
  }

  /** True when the current entry describes what `stat` describes. `target`: of a hard link. Flags that tell of an imperfect entry never match. */
  matches(kind: number, stat: StatBuffer, implicit: boolean, target: Buffer | null): boolean {
    this.contentStart = this.bodyEnd;
    if (kind !== this.kind) return false;
    this.at = this.bodyStart;
    const flags = this.varint();
    let same = (flags & (FLAG.inconsistent | FLAG.incomplete)) === 0 && ((flags & FLAG.implicit) !== 0) === implicit;
    same = this.varint() === (stat.mode & 0xfff) && same;
    same = this.varint() === stat.uid && same;
    same = this.varint() === stat.gid && same;
    same = this.varint() === zigzag(stat.mtimeSec) && same;
    same = this.varint() === stat.mtimeNsec && same;
    same = this.varint() === zigzag(stat.ctimeSec) && same;
    same = this.varint() === stat.ctimeNsec && same;
    same = this.word() === stat.inodeLow && this.word() === stat.inodeHigh && same;
    if (kind === KIND.directory) return same;
    if ((flags & FLAG.names) !== 0) {
      this.skip();
      this.skip();
    }
    if (kind === KIND.file) {
      this.size = this.varint();
      this.contentStart = this.at;
      same = this.size === stat.size && same;
    } else if (target !== null) {
      const length = this.varint();
      same = same && length === target.length && this.at + length <= this.bodyEnd && this.chunk.compare(target, 0, target.length, this.at, this.at + length) === 0;
    }
    return same;
  }

  private advance(): void {
    this.at = this.bodyEnd;
    while (this.at === this.length) {
      this.entryStart = this.length;
      if (!this.nextChunk()) {
        this.valid = false;
        return;
      }
    }
    this.entryStart = this.at;
    this.bodyEnd = this.length;
    const shared = this.varint();
    const suffix = this.varint();
    if (shared > this.pathLength || shared + suffix > MAX_PATH_BYTES || this.at + suffix + 1 > this.length) throw damaged('a path leaves its bounds');
    const { chunk, path } = this;
    let at = this.at;
    for (let i = shared, end = shared + suffix; i < end; i++) path[i] = chunk[at++]!;
    this.pathLength = shared + suffix;
    this.kind = chunk[at]!;
    this.at = at + 1;
    const bodyLength = this.varint();
    if (this.at + bodyLength > this.length) throw damaged('an entry leaves its bounds');
    this.bodyStart = this.at;
    this.bodyEnd = this.at + bodyLength;
    this.valid = true;
  }

  private nextChunk(): boolean {
    const last = this.nextOffset >= this.fileBytes;
    if (this.pure && !last && this.ordinal >= 0) {
      this.sink.whole(this.ordinal, this.chunkOffset, this.length, this.totals);
      this.runStart = -1;
    } else this.flushRun();
    if (last) return false;
    this.readFully(this.header, this.nextOffset);
    const length = this.header.readUInt32LE(0);
    if (length < MAGIC.length || length > MAX_CHUNK_BYTES) throw damaged('a chunk has an impossible length');
    [this.chunk, this.spare] = [this.spare, this.chunk];
    if (this.chunk.length < length) this.chunk = Buffer.allocUnsafeSlow(Math.min(MAX_CHUNK_BYTES, length * 2));
    this.chunkOffset = this.nextOffset + 4;
    this.readFully(this.chunk.subarray(0, length), this.chunkOffset);
    if (this.chunk.compare(MAGIC, 0, 4, 0, 4) !== 0) throw damaged('a chunk does not start with FVM1');
    this.nextOffset = this.chunkOffset + length;
    this.ordinal++;
    this.length = length;
    this.at = this.bodyEnd = MAGIC.length;
    this.pathLength = 0;
    this.pure = true;
    this.totals.reset();
    return true;
  }

  private readFully(into: Buffer, offset: number): void {
    for (let got = 0; got < into.length; ) {
      const bytes = fs.readSync(this.fd, into, got, into.length - got, offset + got);
      if (bytes === 0) throw damaged('it ends inside a chunk');
      got += bytes;
    }
  }

  private varint(): number {
    const { chunk, bodyEnd } = this;
    let at = this.at;
    let value = 0;
    let factor = 1;
    for (;;) {
      if (at >= bodyEnd || factor > 2 ** 63) throw damaged('a number leaves its bounds');
      const byte = chunk[at++];
      if (byte < 128) {
        this.at = at;
        return value + byte * factor;
      }
      value += (byte & 127) * factor;
      factor *= 128;
    }
  }

  private word(): number {
    const { chunk, at } = this;
    if (at + 4 > this.bodyEnd) throw damaged('a number leaves its bounds');
    this.at = at + 4;
    return (chunk[at] | (chunk[at + 1] << 8) | (chunk[at + 2] << 16) | (chunk[at + 3] << 24)) >>> 0;
  }

  private skip(): void {
    const length = this.varint();
    if (this.at + length > this.bodyEnd) throw damaged('a name leaves its bounds');
    this.at += length;
  }
}

function zigzag(seconds: number): number {
  return seconds >= 0 ? seconds * 2 : -seconds * 2 - 1;
}
