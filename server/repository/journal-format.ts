// Bytes of the journal, as docs/formats.md has them. Pure functions over buffers.
import { FarvaultError } from '../../shared/errors/errors.js';
import { blake3, createHasher } from '../../shared/hash/hash.js';
import { canonicalJson } from '../../shared/store/canonical-json.js';
import type { JournalBody, JournalRecord } from './types.js';

export const SEGMENT_HEADER_BYTES = 96;
export const JOURNAL_RECORD_HEADER_BYTES = 72;
export const MAX_JOURNAL_BODY_BYTES = 1 << 20;
/** A segment is never longer: one group may overshoot the size at which it is rolled. */
export const MAX_SEGMENT_BYTES = 64 << 20;
const SEGMENT_MAGIC = 'FVJRNL01';
const RECORD_MAGIC = Buffer.from('FVJR');
const CHECKED_BYTES = 32;
const CHAIN_AT = 40;

export interface SegmentHeader {
  firstNumber: number;
  repositoryId: Buffer;
  /** Chain hash before the first record. */
  chain: Buffer;
}

export function segmentFileName(firstNumber: number): string {
  return `${String(firstNumber).padStart(10, '0')}.fvj`;
}

export function segmentNumberOf(name: string): number | null {
  const match = /^(\d{10})\.fvj$/.exec(name);
  return match === null || Number(match[1]) === 0 ? null : Number(match[1]);
}

/** The chain hash before record 1. */
export function firstChain(repositoryId: Buffer): Buffer {
  return blake3(repositoryId);
}

export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
  bytes.write(SEGMENT_MAGIC, 0, 'latin1');
  bytes.writeBigUInt64LE(BigInt(header.firstNumber), 8);
  header.repositoryId.copy(bytes, 16, 0, 16);
  header.chain.copy(bytes, 32, 0, 32);
  blake3(bytes.subarray(0, 80)).copy(bytes, 80, 0, 16);
  return bytes;
}

export function decodeSegmentHeader(bytes: Buffer, name: string): SegmentHeader {
  const magic = bytes.toString('latin1', 0, 8);
  if (bytes.length >= SEGMENT_HEADER_BYTES && magic !== SEGMENT_MAGIC && /^FVJRNL\d\d$/.test(magic)) {
    throw new FarvaultError('FORMAT', `${name} has version ${magic.slice(6)}, newer than this program reads`, { remedy: 'Use a newer backupd.' });
  }
  if (bytes.length < SEGMENT_HEADER_BYTES || magic !== SEGMENT_MAGIC || !blake3(bytes.subarray(0, 80)).subarray(0, 16).equals(bytes.subarray(80, 96))) throw journalDamage(name, 0, 'the header does not verify');
  const firstNumber = Number(bytes.readBigUInt64LE(8));
  if (!Number.isSafeInteger(firstNumber) || firstNumber < 1) throw journalDamage(name, 0, 'the header has an impossible record number');
  if (bytes.readUInt32LE(64) !== 0) throw new FarvaultError('FORMAT', `${name} is encrypted, which this program cannot read`);
  return { firstNumber, repositoryId: Buffer.from(bytes.subarray(16, 32)), chain: Buffer.from(bytes.subarray(32, 64)) };
}

export function journalDamage(name: string, offset: number, what: string): FarvaultError {
  return new FarvaultError('CORRUPT', `journal ${name}, offset ${offset}: ${what}`, {
    remedy: `Nothing has been changed, and nothing that is stored is lost with it. 1. Stop backupd, and make a copy of the folder "journal". 2. Put journal/${name} back from a second copy of the data directory ("backupd copy"), and start backupd. 3. If there is no copy: "backupd rebuild --from-packs --data-dir DIR" (docs/operations.md, Rebuild).`,
  });
}

/** The canonical bytes of a body; INVALID when they exceed the bound. */
export function encodeBody(body: JournalBody): Buffer {
  const bytes = Buffer.from(canonicalJson(body));
  if (bytes.length > MAX_JOURNAL_BODY_BYTES) throw new FarvaultError('INVALID', `a journal record '${body.kind}' of ${bytes.length} bytes exceeds the bound of ${MAX_JOURNAL_BODY_BYTES}`);
  return bytes;
}

export interface RecordFields {
  number: number;
  epoch: number;
  timeMs: number;
  /** Records that stand before this one in the same write: what lies further back was flushed before this was written. */
  back: number;
}

function nextChain(chain: Buffer, header: Buffer, body: Buffer): Buffer {
  const hasher = createHasher();
  hasher.update(chain);
  hasher.update(header.subarray(0, CHECKED_BYTES));
  hasher.update(body);
  return hasher.digestBuffer();
}

function recordCheck(header: Buffer, body: Buffer): Buffer {
  const hasher = createHasher();
  hasher.update(header.subarray(0, CHECKED_BYTES));
  hasher.update(header.subarray(CHAIN_AT));
  hasher.update(body);
  return hasher.digestBuffer().subarray(0, 8);
}

/** The record's header, to be written in front of `body`, and the chain hash after it. */
export function encodeRecord(fields: RecordFields, body: Buffer, chain: Buffer): { header: Buffer; chain: Buffer } {
  const header = Buffer.allocUnsafe(JOURNAL_RECORD_HEADER_BYTES);
  RECORD_MAGIC.copy(header, 0);
  header.writeUInt32LE(body.length, 4);
  header.writeBigUInt64LE(BigInt(fields.number), 8);
  header.writeUInt32LE(fields.epoch, 16);
  header.writeUInt32LE(fields.back, 20);
  header.writeBigUInt64LE(BigInt(fields.timeMs), 24);
  const after = nextChain(chain, header, body);
  after.copy(header, CHAIN_AT);
  recordCheck(header, body).copy(header, CHECKED_BYTES);
  return { header, chain: after };
}

export interface WholeRecord {
  record: JournalRecord;
  back: number;
  /** Chain hash as stored. */
  storedChain: Buffer;
  /** Chain hash as it follows from the one before. */
  chain: Buffer;
  bytes: number;
}

/** The record at `offset`, or null when none is whole there (cut short, or its own check fails). The caller compares the chain. */
export function decodeRecord(bytes: Buffer, offset: number, chain: Buffer): WholeRecord | null {
  if (offset + JOURNAL_RECORD_HEADER_BYTES > bytes.length || RECORD_MAGIC.compare(bytes, offset, offset + 4) !== 0) return null;
  const length = bytes.readUInt32LE(offset + 4);
  if (length > MAX_JOURNAL_BODY_BYTES || offset + JOURNAL_RECORD_HEADER_BYTES + length > bytes.length) return null;
  const header = bytes.subarray(offset, offset + JOURNAL_RECORD_HEADER_BYTES);
  const bodyBytes = bytes.subarray(offset + JOURNAL_RECORD_HEADER_BYTES, offset + JOURNAL_RECORD_HEADER_BYTES + length);
  if (!recordCheck(header, bodyBytes).equals(header.subarray(CHECKED_BYTES, CHAIN_AT))) return null;
  const number = Number(header.readBigUInt64LE(8));
  const timeMs = Number(header.readBigUInt64LE(24));
  const body = parseBody(bodyBytes);
  if (body === null || !Number.isSafeInteger(number) || !Number.isSafeInteger(timeMs)) return null;
  return {
    record: { number, epoch: header.readUInt32LE(16), timeMs, body },
    back: header.readUInt32LE(20),
    storedChain: Buffer.from(header.subarray(CHAIN_AT)),
    chain: nextChain(chain, header, bodyBytes),
    bytes: JOURNAL_RECORD_HEADER_BYTES + length,
  };
}

function parseBody(bytes: Buffer): JournalBody | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value !== 'object' || value === null || !('kind' in value) || typeof value.kind !== 'string') return null;
    return value as JournalBody;
  } catch {
    return null;
  }
}

/** Offset of the next place behind `from` where a record might begin, or -1. */
export function nextRecordMagic(bytes: Buffer, from: number): number {
  return bytes.indexOf(RECORD_MAGIC, from);
}
