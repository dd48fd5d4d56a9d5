// Reading and writing of the numbers and byte strings of docs/formats.md, over buffers that are reused.
//   ByteWriter  grows; reset() starts over in the same memory; view() is borrowed until the next write
//   ByteReader  bounded by [position, end); every fault is a FORMAT error, nothing is allocated by an unchecked length
import { FarvaultError } from '../errors/errors.js';

const MAX_VARINT_BYTES = 10;
/** Up to here a loop copies faster than a call. */
const LOOP_BYTES = 128;

export function formatError(message: string): FarvaultError {
  return new FarvaultError('FORMAT', message, { remedy: 'The bytes are damaged or from another version; verify the repository, or upgrade this program.' });
}

/** Bytes that `varint` takes for `value`. */
export function varintBytes(value: number): number {
  let bytes = 1;
  while (value >= 0x80) {
    value = Math.floor(value / 0x80);
    bytes++;
  }
  return bytes;
}

export class ByteWriter {
  buffer: Buffer;
  length = 0;

  constructor(initialBytes = 4096) {
    this.buffer = Buffer.allocUnsafeSlow(initialBytes);
  }

  reset(): void {
    this.length = 0;
  }

  /** Makes room for `bytes` more. */
  reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
  }

  u8(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new FarvaultError('INTERNAL', `varint: ${value} is not a whole number from 0 to 2^53-1`);
    this.reserve(MAX_VARINT_BYTES);
    const buffer = this.buffer;
    let at = this.length;
    while (value > 0x7fffffff) {
      buffer[at++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    while (value > 0x7f) {
      buffer[at++] = (value & 0x7f) | 0x80;
      value >>>= 7;
    }
    buffer[at++] = value;
    this.length = at;
  }

  /** Zigzag: from -2^52 to 2^52-1. */
  svarint(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  bytes(data: Uint8Array): void {
    this.reserve(data.length);
    this.buffer.set(data, this.length);
    this.length += data.length;
  }

  /** Length, then the bytes. */
  lengthAndBytes(data: Uint8Array): void {
    this.varint(data.length);
    this.bytes(data);
  }

  /** Copies `source[start, end)` without making a view of it where it is short. */
  copyFrom(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    if (end - start > LOOP_BYTES) {
      this.buffer.set(source.subarray(start, end), this.length);
      this.length += end - start;
      return;
    }
    const buffer = this.buffer;
    let at = this.length;
    for (let i = start; i < end; i++) buffer[at++] = source[i]!;
    this.length = at;
  }

  /** Eight bytes, little-endian. */
  u64(value: bigint): void {
    this.reserve(8);
    const low = Number(value & 0xffff_ffffn);
    const high = Number(value >> 32n);
    const buffer = this.buffer;
    let at = this.length;
    for (let shift = 0; shift < 32; shift += 8) buffer[at++] = low >>> shift;
    for (let shift = 0; shift < 32; shift += 8) buffer[at++] = high >>> shift;
    this.length = at;
  }

  /** What was written; borrowed until the next write or reset. */
  view(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  /** A copy of what was written. */
  take(): Buffer {
    return Buffer.from(this.view());
  }
}

export class ByteReader {
  buffer: Buffer;
  position: number;
  end: number;

  constructor(buffer: Buffer = Buffer.alloc(0), position = 0, end = buffer.length) {
    this.buffer = buffer;
    this.position = position;
    this.end = end;
  }

  open(buffer: Buffer, position: number, end: number): this {
    this.buffer = buffer;
    this.position = position;
    this.end = end;
    return this;
  }

  get atEnd(): boolean {
    return this.position >= this.end;
  }

  u8(what: string): number {
    if (this.position >= this.end) throw formatError(`${what}: the bytes end too early`);
    return this.buffer[this.position++];
  }

  varint(what: string): number {
    const buffer = this.buffer;
    const end = this.end;
    let at = this.position;
    if (at >= end) throw formatError(`${what}: the bytes end too early`);
    let byte = buffer[at++];
    if (byte < 0x80) {
      this.position = at;
      return byte;
    }
    let value = byte & 0x7f;
    let shift = 7;
    while (shift < 28) {
      if (at >= end) throw formatError(`${what}: the bytes end too early`);
      byte = buffer[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.position = at;
        return value;
      }
      shift += 7;
    }
    let scale = 0x10000000;
    for (;;) {
      if (at >= end) throw formatError(`${what}: the bytes end too early`);
      if (at - this.position >= MAX_VARINT_BYTES) throw formatError(`${what}: a number of more than ${MAX_VARINT_BYTES} bytes`);
      byte = buffer[at++]!;
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw formatError(`${what}: a number over 2^53-1`);
      if (byte < 0x80) {
        this.position = at;
        return value;
      }
      scale *= 0x80;
    }
  }

  svarint(what: string): number {
    const value = this.varint(what);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Skips one varint without reading its value. */
  skipVarint(what: string): void {
    const start = this.position;
    while (this.position < this.end) {
      if (this.buffer[this.position++] < 0x80) return;
      if (this.position - start >= MAX_VARINT_BYTES) throw formatError(`${what}: a number of more than ${MAX_VARINT_BYTES} bytes`);
    }
    throw formatError(`${what}: the bytes end too early`);
  }

  /** Moves on by `count` and returns where that stretch starts. */
  skip(count: number, what: string): number {
    if (count > this.end - this.position) throw formatError(`${what}: ${count} bytes are announced, ${this.end - this.position} are there`);
    const start = this.position;
    this.position += count;
    return start;
  }

  /** A view of the next `count` bytes. */
  bytes(count: number, what: string): Buffer {
    const start = this.skip(count, what);
    return this.buffer.subarray(start, start + count);
  }

  /** A view of a byte string with its length in front, at most `limit` long. */
  lengthAndBytes(limit: number, what: string): Buffer {
    return this.bytes(this.bounded(limit, what), what);
  }

  /** A varint of at most `limit`. */
  bounded(limit: number, what: string): number {
    const value = this.varint(what);
    if (value > limit) throw formatError(`${what}: ${value} exceeds ${limit}`);
    return value;
  }

  u64(what: string): bigint {
    return this.buffer.readBigUInt64LE(this.skip(8, what));
  }
}
