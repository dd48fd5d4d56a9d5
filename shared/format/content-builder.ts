// Turns the chunks and holes of one file, in order, into the parts that its manifest entry and its segments carry. A part ends where
// the content says so (or when it is full), so that an insertion into a long file changes only the segments near it.
//   new ContentBuilder(onPart); add(id | null, length)...; finish(); then reset() for the next file
// The first part (offset 0) belongs to the file's own entry; there is always one. `content` is the encoded content field.
import { FarvaultError } from '../errors/errors.js';
import { ID_BYTES } from '../hash/hash.js';
import { MAX_CHUNK_BYTES, MAX_EXTENT_BYTES, MAX_PART_EXTENTS } from './limits.js';
import { ByteWriter, varintBytes } from './varint.js';

export interface ContentPart {
  /** Where in the file it starts. */
  offset: number;
  /** Owned by the receiver. */
  content: Buffer;
}

const CUT_MASK = 0x7f;

export class ContentBuilder {
  private readonly out = new ByteWriter(1024);
  private count = 0;
  private pendingHole = 0;
  private ended = false;
  private partOffset = 0;
  private length = 0;

  constructor(private readonly onPart: (part: ContentPart) => void) {}

  /** Bytes of the file so far. */
  get bytes(): number {
    return this.length;
  }

  /** A chunk (its id at `idOffset` of `id`), or a hole (`id` null). Neighbouring holes become one. */
  add(id: Uint8Array | null, length: number, idOffset = 0): void {
    if (id === null) this.addHole(length);
    else this.addChunk(id, idOffset, length);
    this.length += length;
  }

  finish(): void {
    this.flushHole();
    this.emit();
  }

  reset(): void {
    this.out.reset();
    this.count = 0;
    this.pendingHole = 0;
    this.ended = false;
    this.partOffset = 0;
    this.length = 0;
  }

  private addHole(length: number): void {
    if (length === 0) return;
    if (this.pendingHole === 0) {
      this.makeRoom();
      this.count++;
    }
    this.pendingHole += length;
    if (this.pendingHole > MAX_EXTENT_BYTES) throw new FarvaultError('INVALID', 'file: a hole of 2^52 bytes or more cannot be stored');
  }

  private addChunk(id: Uint8Array, idOffset: number, length: number): void {
    if (length < 1 || length > MAX_CHUNK_BYTES) throw new FarvaultError('INTERNAL', `manifest entry: a chunk of ${length} bytes`);
    this.flushHole();
    this.makeRoom();
    this.count++;
    this.out.varint(length * 2);
    this.out.copyFrom(id, idOffset, idOffset + ID_BYTES);
    this.ended = (id[idOffset] & CUT_MASK) === 0;
  }

  private flushHole(): void {
    if (this.pendingHole === 0) return;
    this.out.varint(this.pendingHole * 2 + 1);
    this.pendingHole = 0;
  }

  /** A part is handed on only when more follows, for only then is it known not to be the last. */
  private makeRoom(): void {
    if (!this.ended && this.count < MAX_PART_EXTENTS) return;
    this.emit();
    this.partOffset = this.length;
  }

  private emit(): void {
    const head = varintBytes(this.count);
    const content = Buffer.allocUnsafe(head + this.out.length);
    content[0] = head === 1 ? this.count : (this.count & 0x7f) | 0x80;
    if (head === 2) content[1] = this.count >>> 7;
    this.out.buffer.copy(content, head, 0, this.out.length);
    this.onPart({ offset: this.partOffset, content });
    this.out.reset();
    this.count = 0;
    this.ended = false;
  }
}
