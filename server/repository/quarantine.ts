// Damage found in a stored frame: which chunks are lost with it, and the journal records that mark them as missing.
import { isFarvaultError } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { RECORD_HEADER_BYTES, RECORD_KIND, decodeRecordHeader, recordBytes } from '../../shared/store/pack-format.js';
import { readFooter, readHeads } from '../../shared/store/pack-reader.js';
import { decodePlace, type ChunkIndex } from './chunk-index.js';
import type { PackFiles } from './pack-files.js';
import type { JournalBody, Place, ViewStore } from './types.js';

const MAX_RECORD_IDS = 8_192;

type FramePlace = Pick<Place, 'pack' | 'frameOffset'>;

/** Ids of which the index says that they lie in this frame. Its table may be damaged, so it is asked what it holds, then the pack's footer, and last the whole index. */
export async function idsInFrame(place: FramePlace, files: PackFiles, index: ChunkIndex, view: ViewStore): Promise<Buffer> {
  for (const source of [idsByTable, idsByFooter]) {
    const ids = await source(place, files);
    if (ids === null) continue;
    const places = await index.locate(ids);
    const here = places.map((found) => found?.pack === place.pack && found.frameOffset === place.frameOffset);
    // One id of the table may be what is damaged: then the footer, which has a checksum of its own, knows better.
    if (source === idsByTable ? !here.includes(false) : here.includes(true)) return Buffer.concat(here.flatMap((is, i) => (is ? [ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES)] : [])));
  }
  await index.flush();
  const ids: Buffer[] = [];
  for await (const [id, value] of view.iterate({})) {
    const found = decodePlace(value);
    if (found.pack === place.pack && found.frameOffset === place.frameOffset) ids.push(Buffer.from(id));
  }
  return Buffer.concat(ids);
}

/** Ids of which the index says that they lie in frames that these packs do not hold whole. `short`: bytes that there are of each. */
export async function idsInShortPacks(short: ReadonlyMap<number, number>, files: PackFiles, index: ChunkIndex, view: ViewStore): Promise<Buffer> {
  await index.flush();
  const ids: Buffer[] = [];
  // Of each pack the last frame whose header lies before the cut: only that can be there in part.
  const last = new Map<number, { frameOffset: number; ids: Buffer[] }>();
  for await (const [id, value] of view.iterate({})) {
    const { pack, frameOffset } = decodePlace(value);
    const bytes = short.get(pack);
    if (bytes === undefined) continue;
    const before = last.get(pack);
    if (frameOffset + RECORD_HEADER_BYTES > bytes) ids.push(Buffer.from(id));
    else if (before?.frameOffset === frameOffset) before.ids.push(Buffer.from(id));
    else if (before === undefined || before.frameOffset < frameOffset) last.set(pack, { frameOffset, ids: [Buffer.from(id)] });
  }
  for (const [pack, frame] of last) if (await isCut({ pack, frameOffset: frame.frameOffset }, short.get(pack)!, files)) ids.push(...frame.ids);
  return Buffer.concat(ids);
}

/** By frame (offsets of each pack's), the ids of which the index says that they lie in these ranges. */
export async function idsInRanges(ranges: readonly { pack: number; from: number; to: number }[], index: ChunkIndex, view: ViewStore): Promise<{ place: FramePlace; ids: Buffer }[]> {
  await index.flush();
  const frames = new Map<string, { place: FramePlace; ids: Buffer[] }>();
  for await (const [id, value] of view.iterate({})) {
    const place = decodePlace(value);
    if (!ranges.some(({ pack, from, to }) => place.pack === pack && place.frameOffset >= from && place.frameOffset < to)) continue;
    const key = `${place.pack}:${place.frameOffset}`;
    const frame = frames.get(key) ?? { place, ids: [] };
    frame.ids.push(Buffer.from(id));
    frames.set(key, frame);
  }
  return [...frames.values()].map(({ place, ids }) => ({ place, ids: Buffer.concat(ids) }));
}

/** Whether the record ends behind the pack's `bytes`. A header that cannot be read says nothing: whoever reads the frame finds out. */
async function isCut({ pack, frameOffset }: FramePlace, bytes: number, files: PackFiles): Promise<boolean> {
  const header = Buffer.alloc(RECORD_HEADER_BYTES);
  try {
    await files.use(pack, (file) => file.read(header, frameOffset));
    return frameOffset + recordBytes(decodeRecordHeader(header, pack, frameOffset)) > bytes;
  } catch (error) {
    if (isFarvaultError(error)) return false;
    throw error;
  }
}

async function idsByTable(place: FramePlace, files: PackFiles): Promise<Buffer | null> {
  return orNull(() =>
    files.use(place.pack, async (file) => {
      const size = await file.size();
      for await (const { kind, ids } of readHeads(file, place.pack, place.frameOffset, Math.max(size, place.frameOffset + RECORD_HEADER_BYTES))) return kind === RECORD_KIND.frame ? ids : null;
      return null;
    }),
  );
}

async function idsByFooter(place: FramePlace, files: PackFiles): Promise<Buffer | null> {
  return orNull(() => files.use(place.pack, async (file) => (await readFooter(file, place.pack))?.find((record) => record.offset === place.frameOffset)?.ids ?? null));
}

async function orNull(read: () => Promise<Buffer | null>): Promise<Buffer | null> {
  try {
    return await read();
  } catch (error) {
    if (isFarvaultError(error)) return null;
    throw error;
  }
}

/** Journal bodies that mark `ids` as missing where `places` says that they lie; ids that lie nowhere are left out. */
export function quarantineBodies(ids: Buffer, places: readonly (Place | null)[], reason: string): JournalBody[] {
  const frames = new Map<string, { place: Place; ids: Buffer[] }>();
  for (const [i, place] of places.entries()) {
    if (place === null) continue;
    const key = `${place.pack}:${place.frameOffset}`;
    const frame = frames.get(key) ?? { place, ids: [] };
    frame.ids.push(ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES));
    frames.set(key, frame);
  }
  const bodies: JournalBody[] = [];
  for (const frame of frames.values()) {
    for (let from = 0; from < frame.ids.length; from += MAX_RECORD_IDS) {
      const part = Buffer.concat(frame.ids.slice(from, from + MAX_RECORD_IDS));
      bodies.push({ kind: 'chunk.quarantined', reason, pack: frame.place.pack, frame: frame.place.frameOffset, ids: part.toString('base64') });
    }
  }
  return bodies;
}
