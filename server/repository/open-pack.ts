// The pack that is being appended to. Writes may run ahead of flushes; nothing in it counts until the journal says so.
import path from 'node:path';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import type { Vfs, VfsFile } from '../../shared/fs/vfs.js';
import {
  MAX_PACK_CHUNKS,
  MAX_PACK_RECORDS,
  PACK_HEADER_BYTES,
  RECORD_KIND,
  encodeFooterEntry,
  encodePackHeader,
  encodeRecordHead,
  encodeTrailer,
  packFileName,
  placeRecord,
} from '../../shared/store/pack-format.js';
import { readHeads, readPackHeader } from '../../shared/store/pack-reader.js';

/** A record on its way into a pack. `head` is header and table; `pack`, `offset` and `checksum` are filled in when it is placed. */
export interface PlacedRecord {
  head: Buffer;
  payload: Buffer;
  chunks: number;
  pack: number;
  offset: number;
  checksum: Buffer | null;
}

export interface PackDirectory {
  path: string;
  vfs: Vfs;
  repositoryId: Buffer;
}

export class OpenPack {
  #footer: Buffer[] = [];
  #chunks = 0;

  private constructor(
    readonly number: number,
    private readonly file: VfsFile,
    /** Where the next record goes. */
    private end: number,
  ) {}

  /** A new pack, its header and name durable. */
  static async create(directory: PackDirectory, number: number, nowMs: number): Promise<OpenPack> {
    const name = path.join(directory.path, packFileName(number));
    const file = await directory.vfs.open(name, 'create');
    try {
      failpoint('pack.created');
      await file.write([encodePackHeader(number, directory.repositoryId, nowMs)], 0);
      failpoint('pack.header.written');
      await file.datasync();
      failpoint('pack.header.flushed');
      await directory.vfs.syncDirectory(directory.path);
    } catch (error) {
      await file.close();
      if (isFarvaultError(error, 'NO_SPACE')) await directory.vfs.unlink(name);
      throw error;
    }
    failpoint('pack.durable');
    return new OpenPack(number, file, PACK_HEADER_BYTES);
  }

  /** Goes on behind `end`; what lies there was never acknowledged and is cut off. CORRUPT when header or heads do not read. */
  static async reopen(directory: PackDirectory, number: number, end: number): Promise<OpenPack> {
    const file = await directory.vfs.open(path.join(directory.path, packFileName(number)), 'write');
    try {
      // What is appended to a pack with a damaged header could not be read again.
      await readPackHeader(file, number);
      if ((await file.size()) > end) {
        await file.truncate(end);
        failpoint('pack.tail.cut');
        await file.datasync();
      }
      const pack = new OpenPack(number, file, end);
      for await (const { head, chunks } of headsOf(file, number, end)) pack.#list(head, chunks);
      return pack;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get isEmpty(): boolean {
    return this.#footer.length === 0;
  }

  /** True when a record of this size belongs into the next pack. */
  isFull(record: { head: Buffer; payload: Buffer; chunks: number }, targetBytes: number): boolean {
    if (this.isEmpty) return false;
    return this.end + record.head.length + record.payload.length > targetBytes || this.#chunks + record.chunks > MAX_PACK_CHUNKS || this.#footer.length >= MAX_PACK_RECORDS;
  }

  /** Gives the record its place and checksum. `write` must follow with all that were placed. */
  place(record: PlacedRecord): void {
    record.pack = this.number;
    record.offset = this.end;
    record.checksum = placeRecord(record.head, record.payload, this.number, this.end);
    this.end += record.head.length + record.payload.length;
    this.#list(record.head, record.chunks);
  }

  /** Writes what was placed since the last call. On NO_SPACE the pack is as before the first of `records` was placed. */
  async write(records: readonly PlacedRecord[]): Promise<void> {
    const parts: Buffer[] = [];
    for (const { head, payload } of records) parts.push(head, payload);
    const from = records[0].offset;
    failpoint('pack.records.begin');
    try {
      await this.file.write(parts, from);
    } catch (error) {
      if (isFarvaultError(error, 'NO_SPACE')) await this.#takeBack(records, from);
      throw error;
    }
    failpoint('pack.records.written');
  }

  /** Writes footer and trailer. Gives the footer as a record; the pack ends behind its trailer. */
  async seal(): Promise<{ footer: PlacedRecord; end: number }> {
    const payload = Buffer.concat(this.#footer);
    const head = encodeRecordHead({ kind: RECORD_KIND.footer, codec: 0, plainBytes: payload.length, flags: 0, ids: Buffer.alloc(0), lengths: [], payloadBytes: payload.length });
    const offset = this.end;
    const footer: PlacedRecord = { head, payload, chunks: 0, pack: this.number, offset, checksum: placeRecord(head, payload, this.number, offset) };
    const trailer = encodeTrailer(head.length + payload.length, offset);
    failpoint('pack.footer.begin');
    try {
      await this.file.write([head, payload, trailer], offset);
    } catch (error) {
      if (isFarvaultError(error, 'NO_SPACE')) await this.file.truncate(offset);
      throw error;
    }
    failpoint('pack.footer.written');
    return { footer, end: offset + head.length + payload.length + trailer.length };
  }

  flush(): Promise<void> {
    return this.file.datasync();
  }

  close(): Promise<void> {
    return this.file.close();
  }

  #list(head: Buffer, chunks: number): void {
    this.#footer.push(encodeFooterEntry(head));
    this.#chunks += chunks;
  }

  async #takeBack(records: readonly PlacedRecord[], from: number): Promise<void> {
    await this.file.truncate(from);
    this.end = from;
    this.#footer.length -= records.length;
    for (const { chunks } of records) this.#chunks -= chunks;
  }
}

async function* headsOf(file: VfsFile, pack: number, end: number): AsyncGenerator<{ head: Buffer; chunks: number }> {
  for await (const { head, header } of readHeads(file, pack, PACK_HEADER_BYTES, end)) yield { head, chunks: header.chunks };
}
