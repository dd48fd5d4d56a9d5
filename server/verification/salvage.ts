// What can be had of a frame that does not verify: its payload is decoded as far as that goes, and a chunk whose hash is right is right, whatever the rest is.
import { decodeFrame } from '../../shared/codec/frame.js';
import { CODEC } from '../../shared/codec/codec.js';
import { unlz4Part } from '../../shared/codec/lz4-part.js';
import { unzstd } from '../../shared/codec/zstd-stream.js';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { MAX_FRAME_PLAIN_BYTES, MAX_FRAME_STORED_BYTES } from '../../shared/format/limits.js';
import { realFs } from '../../shared/fs/real-fs.js';
import type { VfsFile } from '../../shared/fs/vfs.js';
import { ID_BYTES, blake3 } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import { RECORD_HEADER_BYTES, TABLE_ENTRY_BYTES, decodeRecordHeader, decodeTable, tableBytes, type ChunkTable } from '../../shared/store/pack-format.js';
import { readFooter } from '../../shared/store/pack-reader.js';

export interface Salvaged {
  id: Buffer;
  data: Buffer;
}

interface Guess extends ChunkTable {
  codec: number;
  plainBytes: number;
  payload: Buffer;
}

/** Those chunks of `wanted` (32 bytes each) that the damaged frame at this place still holds. */
export async function salvageFrame(file: string, pack: number, frameOffset: number, wanted: Buffer): Promise<Salvaged[]> {
  const missing = new IdTable(0);
  for (let at = 0; at < wanted.length; at += ID_BYTES) missing.add(wanted, at);
  const found = new Map<string, Salvaged>();
  const open = await realFs.open(file, 'read').catch(() => null);
  if (open === null) return [];
  try {
    for (const guess of await guesses(open, pack, frameOffset)) {
      for (const one of chunksOf(await plainOf(guess), guess, missing)) found.set(one.id.toString('hex'), one);
      if (found.size === missing.size) break;
    }
  } finally {
    await open.close();
  }
  return [...found.values()];
}

/** What the frame may be: as its head says; as the footer says, with each codec. */
async function guesses(file: VfsFile, pack: number, offset: number): Promise<Guess[]> {
  const size = await file.size();
  const guessed: Guess[] = [];
  const head = Buffer.alloc(RECORD_HEADER_BYTES);
  await file.read(head, offset);
  try {
    const header = decodeRecordHeader(head, pack, offset);
    const body = await bytesAt(file, offset + RECORD_HEADER_BYTES, tableBytes(header.chunks) + header.payloadBytes);
    guessed.push({ ...decodeTable(body, header.chunks, pack, offset), codec: header.codec, plainBytes: header.plainBytes, payload: body.subarray(tableBytes(header.chunks)) });
  } catch (error) {
    if (!isFarvaultError(error)) throw error;
  }
  const footer = await readFooter(file, pack).catch(() => null);
  const at = footer?.findIndex((entry) => entry.offset === offset) ?? -1;
  if (footer === null || at === -1) return guessed;
  const { ids, lengths } = footer[at];
  const from = offset + RECORD_HEADER_BYTES + lengths.length * TABLE_ENTRY_BYTES;
  const payload = await bytesAt(file, from, Math.max(0, Math.min((footer[at + 1]?.offset ?? size) - from, MAX_FRAME_STORED_BYTES)));
  const plainBytes = lengths.reduce((sum, length) => sum + length, 0);
  if (plainBytes > MAX_FRAME_PLAIN_BYTES) return guessed;
  for (const codec of [CODEC.raw, CODEC.zstd, CODEC.lz4]) guessed.push({ ids, lengths, codec, plainBytes, payload });
  return guessed;
}

async function bytesAt(file: VfsFile, offset: number, bytes: number): Promise<Buffer> {
  const into = Buffer.alloc(bytes);
  return into.subarray(0, await file.read(into, offset));
}

/** As much as decodes; what is wrong in it its chunks will tell. */
async function plainOf({ codec, payload, plainBytes }: Guess): Promise<Buffer> {
  if (codec === CODEC.raw) return payload;
  try {
    return decodeFrame(codec, payload, plainBytes);
  } catch (error) {
    if (!isFarvaultError(error)) throw error;
  }
  if (codec === CODEC.lz4) return unlz4Part(payload, plainBytes);
  const parts: Buffer[] = [];
  try {
    for await (const part of unzstd(onePart(payload), MAX_FRAME_PLAIN_BYTES)) parts.push(part);
  } catch (error) {
    if (!isFarvaultError(error)) throw error;
  }
  return Buffer.concat(parts);
}

async function* onePart(payload: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(payload);
}

function* chunksOf(plain: Buffer, { lengths }: ChunkTable, missing: IdTable): Generator<Salvaged> {
  let at = 0;
  for (let i = 0; i < lengths.length; i++) {
    const end = at + lengths[i];
    if (end > plain.length) return;
    const data = plain.subarray(at, end);
    at = end;
    // By its hash, not by the table: an id in the table may be what is damaged.
    const id = blake3(data);
    if (missing.has(id, 0)) yield { id, data };
  }
}
