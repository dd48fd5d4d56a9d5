// A cursor over one entry body: reads what change detection and the manifest's sums need, without allocating.
//   body.open(kind, buffer, start, end)     points it at a body
//   body.readHead()                         fills the fields below
//   body.countReferences()                  chunks that the body refers to
//   body.decodeHead() / decode in entry-decoder.ts
import { FLAG, KIND } from './entry.js';
import { ID_BYTES } from '../hash/hash.js';
import { MAX_CHUNK_BYTES, MAX_EXTENT_BYTES, MAX_NSEC, MAX_PART_EXTENTS } from './limits.js';
import { ByteReader, formatError } from './varint.js';

const MAX_MODE = 0o7777;
const MAX_OWNER = 0xffff_ffff;
const MAX_OWNER_NAME_BYTES = 1024;
const KNOWN_FLAGS = 63;

export class EntryBody {
  readonly reader = new ByteReader();
  kind = 0;
  flags = 0;
  mode = 0;
  uid = 0;
  gid = 0;
  mtimeSec = 0;
  mtimeNsec = 0;
  ctimeSec = 0;
  ctimeNsec = 0;
  /** Low and high half of the inode number. */
  inodeLow = 0;
  inodeHigh = 0;
  /** Files: bytes. Segments: offset in the file. Else 0. */
  size = 0;
  /** Where the names of user and group lie in the buffer; -1: there are none. */
  userStart = -1;
  userEnd = -1;
  groupStart = -1;
  groupEnd = -1;

  open(kind: number, buffer: Buffer, start: number, end: number): this {
    this.kind = kind;
    this.reader.open(buffer, start, end);
    return this;
  }

  get inode(): bigint {
    return (BigInt(this.inodeHigh) << 32n) | BigInt(this.inodeLow);
  }

  /** Reads everything before the kind's own fields; for files the size too, for segments the offset. */
  readHead(): void {
    const reader = this.reader;
    this.size = 0;
    if (this.kind === KIND.segment) {
      this.flags = 0;
      this.size = reader.varint('segment offset');
      return;
    }
    this.flags = reader.bounded(KNOWN_FLAGS, 'entry flags');
    this.mode = reader.bounded(MAX_MODE, 'entry mode');
    this.uid = reader.bounded(MAX_OWNER, 'entry uid');
    this.gid = reader.bounded(MAX_OWNER, 'entry gid');
    this.mtimeSec = reader.svarint('entry mtime');
    this.mtimeNsec = reader.bounded(MAX_NSEC, 'entry mtime nanoseconds');
    this.ctimeSec = reader.svarint('entry ctime');
    this.ctimeNsec = reader.bounded(MAX_NSEC, 'entry ctime nanoseconds');
    const inode = reader.skip(8, 'entry inode');
    this.inodeLow = u32(reader.buffer, inode);
    this.inodeHigh = u32(reader.buffer, inode + 4);
    if ((this.flags & FLAG.names) === 0) {
      this.userStart = -1;
      this.groupStart = -1;
    } else {
      this.readNames();
    }
    if (this.kind === KIND.file) this.size = reader.varint('file size');
  }

  private readNames(): void {
    const reader = this.reader;
    const userBytes = reader.bounded(MAX_OWNER_NAME_BYTES, 'entry user');
    this.userStart = reader.skip(userBytes, 'entry user');
    this.userEnd = reader.position;
    const groupBytes = reader.bounded(MAX_OWNER_NAME_BYTES, 'entry group');
    this.groupStart = reader.skip(groupBytes, 'entry group');
    this.groupEnd = reader.position;
  }

  /** After readHead of a file or segment: how many extents the content has. */
  readExtentCount(): number {
    return this.reader.bounded(MAX_PART_EXTENTS, 'count of extents');
  }

  /** The next extent: its length, negative for a hole. The chunk id, if there is one, is at `reader.position - 32`. */
  nextExtent(): number {
    const reader = this.reader;
    const value = reader.varint('extent');
    if (value % 2 === 1) {
      if (value === 1 || value > MAX_EXTENT_BYTES * 2 + 1) throw formatError('extent: a hole of no length');
      return -(value - 1) / 2;
    }
    const length = value / 2;
    if (length < 1 || length > MAX_CHUNK_BYTES) throw formatError(`extent: a chunk of ${length} bytes`);
    reader.skip(ID_BYTES, 'extent chunk id');
    return length;
  }

  get hasContent(): boolean {
    return this.kind === KIND.file || this.kind === KIND.segment;
  }

  /** After readHead: chunks that the body refers to; reads past the content. */
  countReferences(): number {
    if (!this.hasContent) return 0;
    const count = this.readExtentCount();
    let references = 0;
    for (let i = 0; i < count; i++) if (this.nextExtent() > 0) references++;
    return references;
  }
}

function u32(buffer: Buffer, at: number): number {
  return (buffer[at] | (buffer[at + 1] << 8) | (buffer[at + 2] << 16) | (buffer[at + 3] << 24)) >>> 0;
}
