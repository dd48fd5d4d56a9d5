// Bytes of a pack file, as docs/formats.md has them: header, record headers with their tables, footer, trailer. Pure functions;
// what does not verify gives an error that names the pack and the offset.
import { FarvaultError } from '../errors/errors.js';
import { MAX_CHUNK_BYTES, MAX_FRAME_CHUNKS, MAX_FRAME_PLAIN_BYTES, MAX_FRAME_STORED_BYTES } from '../format/limits.js';
import { ID_BYTES, blake3, createHasher } from '../hash/hash.js';

export const PACK_HEADER_BYTES = 64;
export const RECORD_HEADER_BYTES = 64;
export const TABLE_ENTRY_BYTES = ID_BYTES + 4;
export const TRAILER_BYTES = 24;
export const CHECKSUM_BYTES = 16;
const CHECKED_HEADER_BYTES = 48;
const FOOTER_ENTRY_BYTES = 16;
const PACK_MAGIC = 'FVPACK01';
const RECORD_MAGIC = Buffer.from('FVRC');
const TRAILER_MAGIC = Buffer.from('FVTR');

export const RECORD_KIND = { frame: 1, snapshot: 2, journalSegment: 3, checkpoint: 4, footer: 5 } as const;
export const HOLDS_MANIFEST = 1;

/** Largest payload of each kind of record. */
const MAX_PAYLOAD_BYTES: Record<number, number> = {
  [RECORD_KIND.frame]: MAX_FRAME_STORED_BYTES,
  [RECORD_KIND.snapshot]: 1 << 20,
  [RECORD_KIND.journalSegment]: 64 << 20,
  [RECORD_KIND.checkpoint]: 256 << 20,
  [RECORD_KIND.footer]: 128 << 20,
};

/** A pack is sealed before it holds more, so that its footer and the writer's memory stay small. */
export const MAX_PACK_CHUNKS = 262_144;
/** Records a sealed pack may hold, at most. */
export const MAX_PACK_RECORDS = 262_144;

export interface RecordHeader {
  kind: number;
  codec: number;
  keyId: number;
  pack: number;
  offset: number;
  plainBytes: number;
  payloadBytes: number;
  chunks: number;
  flags: number;
  checksum: Buffer;
}

/** Ids (32 bytes each) and plain lengths of the chunks in a frame, in order. */
export interface ChunkTable {
  ids: Buffer;
  lengths: Uint32Array;
}

/** What a footer says of one record. */
export interface PackListing extends ChunkTable {
  offset: number;
  kind: number;
  flags: number;
}

export function packFileName(pack: number): string {
  return `${String(pack).padStart(10, '0')}.fvp`;
}

/** The number in a pack's file name, or null for another file. */
export function packNumberOf(name: string): number | null {
  const match = /^(\d{10})\.fvp$/.exec(name);
  return match === null || Number(match[1]) === 0 ? null : Number(match[1]);
}

export function tableBytes(chunks: number): number {
  return chunks * TABLE_ENTRY_BYTES;
}

export function recordBytes(header: { chunks: number; payloadBytes: number }): number {
  return RECORD_HEADER_BYTES + tableBytes(header.chunks) + header.payloadBytes;
}

function damaged(pack: number, offset: number, what: string): FarvaultError {
  return new FarvaultError('CORRUPT', `pack ${pack}, offset ${offset}: ${what}`, {
    remedy: 'What it holds is sent again by the next backup of the files concerned; check the disk.',
  });
}

/** A u64 that JavaScript can hold exactly; anything more is damage, shown as infinity. */
function readSize(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Infinity;
}

export function encodePackHeader(pack: number, repositoryId: Buffer, timeMs: number): Buffer {
  const header = Buffer.alloc(PACK_HEADER_BYTES);
  header.write(PACK_MAGIC, 0, 'latin1');
  header.writeBigUInt64LE(BigInt(pack), 8);
  repositoryId.copy(header, 16, 0, 16);
  header.writeBigUInt64LE(BigInt(timeMs), 32);
  blake3(header.subarray(0, CHECKED_HEADER_BYTES)).copy(header, CHECKED_HEADER_BYTES, 0, CHECKSUM_BYTES);
  return header;
}

export function decodePackHeader(bytes: Buffer, expectedPack: number): { repositoryId: Buffer; timeMs: number } {
  if (bytes.length < PACK_HEADER_BYTES) throw damaged(expectedPack, 0, 'the header is cut short');
  const magic = bytes.toString('latin1', 0, 8);
  if (magic !== PACK_MAGIC) {
    if (/^FVPACK\d\d$/.test(magic)) throw new FarvaultError('FORMAT', `pack ${expectedPack} has version ${magic.slice(6)}, newer than this program reads`, { remedy: 'Use a newer backupd.' });
    throw damaged(expectedPack, 0, 'this is not a pack');
  }
  if (!blake3(bytes.subarray(0, CHECKED_HEADER_BYTES)).subarray(0, CHECKSUM_BYTES).equals(bytes.subarray(CHECKED_HEADER_BYTES, PACK_HEADER_BYTES))) throw damaged(expectedPack, 0, 'the header does not verify');
  const pack = readSize(bytes, 8);
  if (pack !== expectedPack) throw damaged(expectedPack, 0, `the file holds pack ${pack}`);
  const timeMs = readSize(bytes, 32);
  if (!Number.isFinite(timeMs)) throw damaged(expectedPack, 0, 'the header has an impossible time');
  return { repositoryId: Buffer.from(bytes.subarray(16, 32)), timeMs };
}

/** Header and table of a record in one buffer, without its place and checksum: `placeRecord` adds them. */
export function encodeRecordHead(record: { kind: number; codec: number; plainBytes: number; flags: number; ids: Buffer; lengths: ArrayLike<number>; payloadBytes: number }): Buffer {
  const chunks = record.lengths.length;
  const head = Buffer.allocUnsafe(RECORD_HEADER_BYTES + tableBytes(chunks));
  RECORD_MAGIC.copy(head, 0);
  head[4] = record.kind;
  head[5] = record.codec;
  head.fill(0, 6, 24);
  head.writeUInt32LE(record.plainBytes, 24);
  head.writeUInt32LE(record.payloadBytes, 28);
  head.writeUInt32LE(chunks, 32);
  head.writeUInt32LE(record.flags, 36);
  head.fill(0, 40, RECORD_HEADER_BYTES);
  for (let i = 0, at = RECORD_HEADER_BYTES; i < chunks; i++, at += TABLE_ENTRY_BYTES) {
    record.ids.copy(head, at, i * ID_BYTES, i * ID_BYTES + ID_BYTES);
    head.writeUInt32LE(record.lengths[i], at + ID_BYTES);
  }
  return head;
}

function checksumOf(head: Buffer, payload: Uint8Array): Buffer {
  const hasher = createHasher();
  hasher.update(head.subarray(0, CHECKED_HEADER_BYTES));
  if (head.length > RECORD_HEADER_BYTES) hasher.update(head.subarray(RECORD_HEADER_BYTES));
  hasher.update(payload);
  return hasher.digestBuffer().subarray(0, CHECKSUM_BYTES);
}

/** Writes place and checksum into the head. Gives the checksum. */
export function placeRecord(head: Buffer, payload: Uint8Array, pack: number, offset: number): Buffer {
  head.writeBigUInt64LE(BigInt(pack), 8);
  head.writeBigUInt64LE(BigInt(offset), 16);
  const checksum = checksumOf(head, payload);
  checksum.copy(head, CHECKED_HEADER_BYTES);
  return checksum;
}

/** Checks everything that can be told from the header alone, its own place included. */
export function decodeRecordHeader(bytes: Buffer, pack: number, offset: number): RecordHeader {
  if (bytes.length < RECORD_HEADER_BYTES) throw damaged(pack, offset, 'the record is cut short');
  if (RECORD_MAGIC.compare(bytes, 0, 4) !== 0) throw damaged(pack, offset, 'no record begins here');
  const header: RecordHeader = {
    kind: bytes[4],
    codec: bytes[5],
    keyId: bytes.readUInt16LE(6),
    pack: readSize(bytes, 8),
    offset: readSize(bytes, 16),
    plainBytes: bytes.readUInt32LE(24),
    payloadBytes: bytes.readUInt32LE(28),
    chunks: bytes.readUInt32LE(32),
    flags: bytes.readUInt32LE(36),
    checksum: Buffer.from(bytes.subarray(CHECKED_HEADER_BYTES, RECORD_HEADER_BYTES)),
  };
  if (header.pack !== pack || header.offset !== offset) throw damaged(pack, offset, `the record belongs to pack ${header.pack}, offset ${header.offset}`);
  const maxPayload = MAX_PAYLOAD_BYTES[header.kind];
  if (maxPayload === undefined) throw damaged(pack, offset, `unknown kind of record ${header.kind}`);
  if (header.payloadBytes > maxPayload) throw damaged(pack, offset, `a payload of ${header.payloadBytes} bytes exceeds the bound`);
  if (header.kind === RECORD_KIND.frame) {
    if (header.plainBytes > MAX_FRAME_PLAIN_BYTES || header.chunks > MAX_FRAME_CHUNKS) throw damaged(pack, offset, 'a frame exceeds its bounds');
  } else if (header.chunks !== 0) throw damaged(pack, offset, 'only a frame has a table');
  return header;
}

/** `bytes` is the whole record. */
export function verifyRecord(bytes: Buffer, header: RecordHeader): void {
  const headBytes = RECORD_HEADER_BYTES + tableBytes(header.chunks);
  if (bytes.length !== headBytes + header.payloadBytes) throw damaged(header.pack, header.offset, 'the record is cut short');
  if (!checksumOf(bytes.subarray(0, headBytes), bytes.subarray(headBytes)).equals(header.checksum)) throw damaged(header.pack, header.offset, 'the record does not verify');
  // Last: a flipped bit in the number of the key is damage.
  if (header.keyId !== 0) throw new FarvaultError('FORMAT', `pack ${header.pack}, offset ${header.offset}: the record is encrypted with key ${header.keyId}, which this program cannot read`);
}

/** Reads `chunks` entries; the lengths must add up to `plainBytes` when that is given. */
export function decodeTable(bytes: Buffer, chunks: number, pack: number, offset: number, plainBytes?: number): ChunkTable {
  if (bytes.length < tableBytes(chunks)) throw damaged(pack, offset, 'the table is cut short');
  const ids = Buffer.allocUnsafe(chunks * ID_BYTES);
  const lengths = new Uint32Array(chunks);
  let sum = 0;
  for (let i = 0, at = 0; i < chunks; i++, at += TABLE_ENTRY_BYTES) {
    bytes.copy(ids, i * ID_BYTES, at, at + ID_BYTES);
    const length = bytes.readUInt32LE(at + ID_BYTES);
    if (length > MAX_CHUNK_BYTES) throw damaged(pack, offset, `chunk ${i} has an impossible length`);
    lengths[i] = length;
    sum += length;
  }
  if (plainBytes !== undefined && sum !== plainBytes) throw damaged(pack, offset, 'the lengths of the chunks do not add up to the frame');
  return { ids, lengths };
}

/** One record's entry in the footer; `head` is its header with its table. */
export function encodeFooterEntry(head: Buffer): Buffer {
  const entry = Buffer.allocUnsafe(FOOTER_ENTRY_BYTES + head.length - RECORD_HEADER_BYTES);
  head.copy(entry, 0, 16, 24);
  entry[8] = head[4]!;
  entry[9] = head.readUInt32LE(36) & 0xff;
  entry.writeUInt16LE(0, 10);
  head.copy(entry, 12, 32, 36);
  head.copy(entry, FOOTER_ENTRY_BYTES, RECORD_HEADER_BYTES);
  return entry;
}

export function decodeFooter(payload: Buffer, pack: number, footerOffset: number): PackListing[] {
  const listing: PackListing[] = [];
  let at = 0;
  let lastOffset = 0;
  while (at < payload.length) {
    if (payload.length - at < FOOTER_ENTRY_BYTES) throw damaged(pack, footerOffset, 'the footer is cut short');
    const offset = readSize(payload, at);
    const chunks = payload.readUInt32LE(at + 12);
    if (offset <= lastOffset || offset >= footerOffset || chunks > MAX_FRAME_CHUNKS) throw damaged(pack, footerOffset, 'the footer lists an impossible record');
    lastOffset = offset;
    const table = decodeTable(payload.subarray(at + FOOTER_ENTRY_BYTES), chunks, pack, footerOffset);
    listing.push({ offset, kind: payload[at + 8], flags: payload[at + 9], ...table });
    at += FOOTER_ENTRY_BYTES + tableBytes(chunks);
  }
  return listing;
}

export function encodeTrailer(footerBytes: number, footerOffset: number): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  TRAILER_MAGIC.copy(trailer, 0);
  trailer.writeUInt32LE(footerBytes, 4);
  trailer.writeBigUInt64LE(BigInt(footerOffset), 8);
  blake3(trailer.subarray(0, 16)).copy(trailer, 16, 0, 8);
  return trailer;
}

/** Where the footer record lies, or null when these are not the last bytes of a sealed pack. */
export function decodeTrailer(trailer: Buffer): { footerBytes: number; footerOffset: number } | null {
  if (trailer.length !== TRAILER_BYTES || TRAILER_MAGIC.compare(trailer, 0, 4) !== 0) return null;
  if (!blake3(trailer.subarray(0, 16)).subarray(0, 8).equals(trailer.subarray(16))) return null;
  return { footerBytes: trailer.readUInt32LE(4), footerOffset: readSize(trailer, 8) };
}
