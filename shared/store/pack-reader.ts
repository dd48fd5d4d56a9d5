// Reading packs: one record, the whole list (by the footer where the pack is sealed, else record by record), and how far a torn pack is whole.
import { FarvaultError, isFarvaultError } from '../errors/errors.js';
import type { VfsFile } from '../fs/vfs.js';
import {
  PACK_HEADER_BYTES,
  RECORD_HEADER_BYTES,
  RECORD_KIND,
  TRAILER_BYTES,
  decodeFooter,
  decodePackHeader,
  decodeRecordHeader,
  decodeTable,
  decodeTrailer,
  recordBytes,
  tableBytes,
  verifyRecord,
  type PackListing,
  type RecordHeader,
} from './pack-format.js';

export interface PackRecord {
  header: RecordHeader;
  ids: Buffer;
  lengths: Uint32Array;
  payload: Buffer;
}

function cut(pack: number, offset: number): FarvaultError {
  return new FarvaultError('CORRUPT', `pack ${pack}, offset ${offset}: the record is cut short`, { remedy: 'What it holds is sent again by the next backup of the files concerned; check the disk.' });
}

async function readExactly(file: VfsFile, pack: number, offset: number, bytes: number): Promise<Buffer> {
  const into = Buffer.allocUnsafeSlow(bytes);
  if ((await file.read(into, offset)) !== bytes) throw cut(pack, offset);
  return into;
}

export async function readPackHeader(file: VfsFile, pack: number): Promise<{ repositoryId: Buffer; timeMs: number }> {
  return decodePackHeader(await readExactly(file, pack, 0, PACK_HEADER_BYTES), pack);
}

/** Reads and verifies one record. `endOffset` bounds it (the pack's size): nothing is allocated for a record that cannot lie before it. */
export async function readRecord(file: VfsFile, pack: number, offset: number, endOffset: number): Promise<PackRecord> {
  if (offset + RECORD_HEADER_BYTES > endOffset) throw cut(pack, offset);
  const header = decodeRecordHeader(await readExactly(file, pack, offset, RECORD_HEADER_BYTES), pack, offset);
  const total = recordBytes(header);
  if (offset + total > endOffset) throw cut(pack, offset);
  const bytes = await readExactly(file, pack, offset, total);
  verifyRecord(bytes, header);
  const headBytes = RECORD_HEADER_BYTES + tableBytes(header.chunks);
  const isFrame = header.kind === RECORD_KIND.frame;
  const table = decodeTable(bytes.subarray(RECORD_HEADER_BYTES, headBytes), header.chunks, pack, offset, isFrame ? header.plainBytes : undefined);
  return { header, ...table, payload: bytes.subarray(headBytes) };
}

export interface RecordHead extends PackListing {
  header: RecordHeader;
  /** Header and table as stored. */
  head: Buffer;
}

/** Headers and tables from `from` to `to`, payloads skipped: place and bounds are checked, checksums are not. */
export async function* readHeads(file: VfsFile, pack: number, from: number, to: number): AsyncGenerator<RecordHead> {
  let offset = from;
  while (offset < to) {
    if (offset + RECORD_HEADER_BYTES > to) throw cut(pack, offset);
    const first = await readExactly(file, pack, offset, RECORD_HEADER_BYTES);
    const header = decodeRecordHeader(first, pack, offset);
    if (offset + recordBytes(header) > to) throw cut(pack, offset);
    const head = header.chunks === 0 ? first : await readExactly(file, pack, offset, RECORD_HEADER_BYTES + tableBytes(header.chunks));
    const table = decodeTable(head.subarray(RECORD_HEADER_BYTES), header.chunks, pack, offset);
    yield { header, head, offset, kind: header.kind, flags: header.flags, ...table };
    offset += recordBytes(header);
    if (header.kind === RECORD_KIND.footer) offset += TRAILER_BYTES;
  }
}

/** The offset behind the last whole, verified record from `from` on, and how many there are. `sealed`: the last one is a footer with its trailer. */
export async function scanPack(file: VfsFile, pack: number, from: number = PACK_HEADER_BYTES): Promise<{ end: number; records: number; sealed: boolean }> {
  const size = await file.size();
  let end = from;
  let records = 0;
  for (;;) {
    let record: PackRecord;
    try {
      record = await readRecord(file, pack, end, size);
    } catch (error) {
      if (isFarvaultError(error, 'CORRUPT')) return { end, records, sealed: false };
      throw error;
    }
    if (record.header.kind === RECORD_KIND.footer) {
      const footerEnd = end + recordBytes(record.header);
      const trailer = footerEnd + TRAILER_BYTES <= size ? decodeTrailer(await readExactly(file, pack, footerEnd, TRAILER_BYTES)) : null;
      if (trailer === null || trailer.footerOffset !== end) return { end, records, sealed: false };
      return { end: footerEnd + TRAILER_BYTES, records: records + 1, sealed: true };
    }
    end += recordBytes(record.header);
    records++;
  }
}

/** The pack's records by its footer, or null when it has none that verifies. */
export async function readFooter(file: VfsFile, pack: number): Promise<PackListing[] | null> {
  const size = await file.size();
  if (size < PACK_HEADER_BYTES + TRAILER_BYTES) return null;
  const trailer = decodeTrailer(await readExactly(file, pack, size - TRAILER_BYTES, TRAILER_BYTES));
  if (trailer === null || trailer.footerOffset + trailer.footerBytes !== size - TRAILER_BYTES) return null;
  try {
    const record = await readRecord(file, pack, trailer.footerOffset, size);
    return record.header.kind === RECORD_KIND.footer ? decodeFooter(record.payload, pack, trailer.footerOffset) : null;
  } catch (error) {
    if (isFarvaultError(error, 'CORRUPT')) return null;
    throw error;
  }
}

/** The pack's records before `end`: from the footer when there is one, else record by record. */
export async function* listPack(file: VfsFile, pack: number, end: number): AsyncGenerator<PackListing> {
  const footer = await readFooter(file, pack);
  if (footer === null) yield* readHeads(file, pack, PACK_HEADER_BYTES, end);
  else yield* footer;
}
