// Every byte of a pack, record by record: checksum, codec, and each chunk rehashed. What does not verify is named with its place, and reading goes on at the next record
// that says of itself that it belongs there. Works through a part at a time, so that whoever asks can pace, show and stop it.
import { decodeFrame } from '../../shared/codec/frame.js';
import { isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { MAX_FRAME_PLAIN_BYTES } from '../../shared/format/limits.js';
import { ID_BYTES, blake3, createHasher } from '../../shared/hash/hash.js';
import {
  CHECKSUM_BYTES,
  PACK_HEADER_BYTES,
  RECORD_HEADER_BYTES,
  RECORD_KIND,
  TRAILER_BYTES,
  decodePackHeader,
  decodeRecordHeader,
  decodeTable,
  decodeTrailer,
  recordBytes,
  tableBytes,
  verifyRecord,
  type RecordHeader,
} from '../../shared/store/pack-format.js';
import type { ReadAhead } from './read-ahead.js';
import { CARRY_BYTES } from './read-ahead.js';

const MAGIC = Buffer.from('FVRC');
/** Of a header, what its checksum covers: docs/formats.md. */
const CHECKED_HEADER_BYTES = RECORD_HEADER_BYTES - CHECKSUM_BYTES;

/** Where something does not verify. */
export interface Fault {
  /** header: the pack's; frame: one record of chunks; chunks: single ones in a frame that is right otherwise; record: of another kind; gap: no record can be told in these bytes. */
  kind: 'header' | 'frame' | 'chunks' | 'record' | 'gap';
  offset: number;
  /** Behind it. */
  to: number;
  what: string;
  /** Of `chunks`: which, by their number in the frame. */
  ordinals?: number[];
}

/** The whole frames that were read. */
export interface FrameList {
  offsets: number[];
  counts: number[];
  /** 32 bytes a chunk, all frames' in order. */
  ids: Uint8Array;
  lengths: Uint32Array;
}

export interface PartScanned {
  /** Where the next part begins; the given end when all was read. */
  next: number;
  faults: Fault[];
  frames: FrameList;
  plainBytes: number;
  records: number;
}

/** One pack; parts are to be asked for in order. */
export class PackScan {
  readonly #reader: ReadAhead;
  readonly #scratch: Buffer;
  #at = 0;
  #faults: Fault[] = [];
  #offsets: number[] = [];
  #counts: number[] = [];
  #ids: Buffer[] = [];
  #lengths: Uint32Array[] = [];
  #plainBytes = 0;
  #records = 0;

  private constructor(
    private readonly pack: number,
    private readonly repositoryId: Buffer,
    private readonly end: number,
    reader: ReadAhead,
    scratch: Buffer,
  ) {
    this.#reader = reader;
    this.#scratch = scratch;
  }

  /** `from`: 0 (then the pack's header is checked, too), or where a record begins. `end`: how far the pack is durable. */
  static async open(file: { fd: number; pack: number; repositoryId: Buffer; from: number; end: number }, reader: ReadAhead, scratch: Buffer): Promise<PackScan> {
    const scan = new PackScan(file.pack, file.repositoryId, file.end, reader, scratch);
    await reader.open(file.fd, file.from, file.end);
    scan.#at = file.from;
    return scan;
  }

  /** Records until `bytes` are passed, one at least. */
  async part(bytes: number): Promise<PartScanned> {
    const stop = this.#at + bytes;
    if (this.#at === 0) await this.#header();
    while (this.#at < this.end && this.#at < stop) await this.#guarded();
    const part: PartScanned = {
      next: this.#at,
      faults: this.#faults,
      frames: { offsets: this.#offsets, counts: this.#counts, ids: new Uint8Array(Buffer.concat(this.#ids)), lengths: concat(this.#lengths) },
      plainBytes: this.#plainBytes,
      records: this.#records,
    };
    [this.#faults, this.#offsets, this.#counts, this.#ids, this.#lengths, this.#plainBytes, this.#records] = [[], [], [], [], [], 0, 0];
    return part;
  }

  async #header(): Promise<void> {
    this.#at = Math.min(PACK_HEADER_BYTES, this.end);
    const bytes = await this.#reader.need(0, PACK_HEADER_BYTES).catch(() => null);
    try {
      if (bytes === null) throw new Error('the header cannot be read');
      if (!decodePackHeader(bytes, this.pack).repositoryId.equals(this.repositoryId)) throw new Error(`pack ${this.pack} belongs to another repository`);
    } catch (error) {
      // What stands behind is read all the same: once the header is put right, it counts again.
      this.#faults.push({ kind: 'header', offset: 0, to: this.end, what: messageOf(error) });
    }
  }

  /** One record. Where a disk gives an error nothing more is asked of it: single frames are tried one by one by who owns the pack. */
  async #guarded(): Promise<void> {
    const from = this.#at;
    try {
      await this.#record();
    } catch (error) {
      if (isFarvaultError(error)) throw error;
      this.#faults.push({ kind: 'gap', offset: from, to: this.end, what: `pack ${this.pack}, offset ${from}: reading failed: ${messageOf(error)}` });
      this.#at = this.end;
    }
  }

  async #record(): Promise<void> {
    const offset = this.#at;
    const header = await this.#headerAt(offset);
    if (typeof header === 'string') return this.#resync(offset, offset + 1, header);
    const total = recordBytes(header);
    if (offset + total > this.end) return this.#resync(offset, offset + 1, cutShort(this.pack, offset));
    const wrong = header.kind === RECORD_KIND.frame ? await this.#frame(header, total) : await this.#other(header, total);
    this.#records++;
    const next = offset + total + (header.kind === RECORD_KIND.footer ? TRAILER_BYTES : 0);
    if (wrong === null) {
      this.#at = next;
      return;
    }
    // Its own length may be what is wrong: believed only when another record, or the end, is there.
    const large = total > CARRY_BYTES;
    if (!large && next !== this.end && typeof (await this.#headerAt(next)) === 'string') return this.#resync(offset, offset + 1, wrong);
    this.#faults.push({ kind: large ? 'gap' : header.kind === RECORD_KIND.frame ? 'frame' : 'record', offset, to: next, what: wrong });
    this.#at = next;
  }

  async #headerAt(offset: number): Promise<RecordHeader | string> {
    const bytes = await this.#reader.need(Math.min(offset, this.#at), offset - Math.min(offset, this.#at) + RECORD_HEADER_BYTES);
    if (bytes === null) return cutShort(this.pack, offset);
    return headerIn(bytes.subarray(bytes.length - RECORD_HEADER_BYTES), this.pack, offset);
  }

  /** Null: it is right. */
  async #frame(header: RecordHeader, total: number): Promise<string | null> {
    const bytes = await this.#reader.need(header.offset, total);
    if (bytes === null) return cutShort(this.pack, header.offset);
    try {
      verifyRecord(bytes, header);
      const headBytes = RECORD_HEADER_BYTES + tableBytes(header.chunks);
      const { ids, lengths } = decodeTable(bytes.subarray(RECORD_HEADER_BYTES, headBytes), header.chunks, this.pack, header.offset, header.plainBytes);
      const plain = decodeFrame(header.codec, bytes.subarray(headBytes), header.plainBytes, header.codec === 0 ? undefined : this.#scratch);
      const ordinals = strangeChunks(plain, ids, lengths);
      if (ordinals.length > 0) this.#faults.push({ kind: 'chunks', offset: header.offset, to: header.offset + total, what: `pack ${this.pack}, offset ${header.offset}: ${ordinals.length} chunks are not what their ids say`, ordinals });
      this.#offsets.push(header.offset);
      this.#counts.push(header.chunks);
      this.#ids.push(ids);
      this.#lengths.push(lengths);
      this.#plainBytes += header.plainBytes;
      return null;
    } catch (error) {
      if (!isFarvaultError(error)) throw error;
      return messageOf(error);
    }
  }

  /** Null: it is right. */
  async #other(header: RecordHeader, total: number): Promise<string | null> {
    const { offset } = header;
    const bytes = total > CARRY_BYTES ? null : await this.#reader.need(offset, total);
    if (bytes === null && total <= CARRY_BYTES) return cutShort(this.pack, offset);
    const right = bytes === null ? await this.#streamed(header, total) : isRight(bytes, header);
    if (!right) return `pack ${this.pack}, offset ${offset}: the record does not verify`;
    if (header.kind !== RECORD_KIND.footer) return null;
    const trailer = await this.#reader.need(offset + total, TRAILER_BYTES);
    return trailer !== null && decodeTrailer(trailer)?.footerOffset === offset ? null : `pack ${this.pack}, offset ${offset + total}: the trailer does not verify`;
  }

  /** A journal segment, a checkpoint or a footer may be larger than what is held of a pack at once. */
  async #streamed(header: RecordHeader, total: number): Promise<boolean> {
    const hasher = createHasher();
    const head = await this.#reader.need(header.offset, RECORD_HEADER_BYTES);
    hasher.update(Buffer.from(head!.subarray(0, CHECKED_HEADER_BYTES)));
    const end = header.offset + total;
    for (let at = header.offset + RECORD_HEADER_BYTES; at < end; ) {
      const here = this.#reader.here(at).subarray(0, end - at);
      hasher.update(here);
      at += here.length;
      if (at < end && !(await this.#reader.more(at))) return false;
    }
    return hasher.digestBuffer().subarray(0, CHECKSUM_BYTES).equals(header.checksum);
  }

  /** Goes to the next record that says that it stands where it stands. */
  async #resync(from: number, search: number, what: string): Promise<void> {
    let at = Math.max(search, this.#at);
    for (;;) {
      const here = this.#reader.here(at);
      for (let found = here.indexOf(MAGIC); found !== -1; found = here.indexOf(MAGIC, found + 1)) {
        if (here.length - found < RECORD_HEADER_BYTES) break;
        if (typeof headerIn(here.subarray(found, found + RECORD_HEADER_BYTES), this.pack, at + found) === 'string') continue;
        this.#faults.push({ kind: 'gap', offset: from, to: at + found, what });
        this.#at = at + found;
        return;
      }
      const kept = Math.max(at, this.#reader.end - RECORD_HEADER_BYTES);
      if (!(await this.#reader.more(kept))) break;
      at = kept;
    }
    this.#faults.push({ kind: 'gap', offset: from, to: this.end, what });
    this.#at = this.end;
  }
}

function cutShort(pack: number, offset: number): string {
  return `pack ${pack}, offset ${offset}: the record is cut short`;
}

function isRight(bytes: Buffer, header: RecordHeader): boolean {
  try {
    verifyRecord(bytes, header);
    return true;
  } catch (error) {
    if (isFarvaultError(error)) return false;
    throw error;
  }
}

function headerIn(bytes: Buffer, pack: number, offset: number): RecordHeader | string {
  try {
    return decodeRecordHeader(bytes, pack, offset);
  } catch (error) {
    if (isFarvaultError(error)) return messageOf(error);
    throw error;
  }
}

/** Numbers of the chunks that are not what their ids say. */
export function strangeChunks(plain: Buffer, ids: Buffer, lengths: Uint32Array): number[] {
  const strange: number[] = [];
  let at = 0;
  for (let i = 0; i < lengths.length; i++) {
    const end = at + lengths[i];
    if (blake3(plain.subarray(at, end)).compare(ids, i * ID_BYTES, (i + 1) * ID_BYTES) !== 0) strange.push(i);
    at = end;
  }
  return strange;
}

export function scratchMemory(): Buffer {
  return Buffer.allocUnsafeSlow(MAX_FRAME_PLAIN_BYTES);
}

function concat(parts: Uint32Array[]): Uint32Array {
  const whole = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
