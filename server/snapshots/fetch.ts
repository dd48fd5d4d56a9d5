// The chunks of one fetch as frames. Stored frames are read in pack order, a few ahead. One goes out as it is stored only when every chunk in it is
// wanted; of the others the wanted chunks are taken out and framed anew, so that bytes of no other chunk ever leave the server.
import type { OutgoingFrame, Reframer } from '../../shared/codec/reframer.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { IdTable } from '../../shared/store/id-table.js';
import type { Place, StoredFrame } from '../repository/index.js';
import { ChunkFailures } from './chunk-failures.js';
import { chunkAt, type DecodedFrame, type FrameCache } from './frame-cache.js';
import { movedChunks } from './moved-chunks.js';
import type { WantedChunks } from './snapshot-reader.js';
import type { ChunkSource } from './types.js';

export interface FetchParts {
  source: ChunkSource;
  frames: FrameCache;
  /** The stream's own. */
  reframer: Reframer;
}

/** Chunks of one stored frame: positions in the table of wanted ids. */
interface Group {
  place: Place;
  members: number[];
}

export interface FetchPlan {
  wanted: WantedChunks;
  places: (Place | null)[];
  groups: Group[];
}

const LOCATE_IDS = 2_048;
const READ_AHEAD_FRAMES = 3;

/** Finds the wanted chunks. Those that are not held are noted as failed. */
export async function planFetch(wanted: WantedChunks, source: ChunkSource): Promise<FetchPlan> {
  const ids = wanted.ids.ids();
  const places: (Place | null)[] = [];
  for (let at = 0; at < ids.length; at += LOCATE_IDS * ID_BYTES) {
    for (const place of await source.locateStored(ids.subarray(at, at + LOCATE_IDS * ID_BYTES))) places.push(place);
  }
  const order: number[] = [];
  for (let i = 0; i < places.length; i++) {
    if (places[i] === null) wanted.failures.add(ids, i * ID_BYTES, new FarvaultError('MISSING', 'not held'));
    else order.push(i);
  }
  order.sort((a, b) => comparePlaces(places[a]!, places[b]!));
  const groups: Group[] = [];
  for (const position of order) {
    const place = places[position]!;
    const last = groups[groups.length - 1];
    if (last !== undefined && last.place.pack === place.pack && last.place.frameOffset === place.frameOffset) last.members.push(position);
    else groups.push({ place, members: [position] });
  }
  return { wanted, places, groups };
}

function comparePlaces(a: Place, b: Place): number {
  return a.pack - b.pack || a.frameOffset - b.frameOffset || a.offsetInFrame - b.offsetInFrame;
}

/** Yields frames whose chunks are all wanted, each wanted chunk once. What cannot be had is noted in `plan.wanted.failures`. */
export async function* fetchFrames(plan: FetchPlan, parts: FetchParts, signal: AbortSignal): AsyncGenerator<OutgoingFrame, void, undefined> {
  const { wanted, places, groups } = plan;
  const { reframer } = parts;
  const ids = wanted.ids.ids();
  const fail = (member: number, error: unknown): void => {
    if (!ChunkFailures.covers(error)) throw error;
    wanted.failures.add(ids, member * ID_BYTES, error);
  };
  const reading = new Map<number, Promise<StoredFrame | DecodedFrame>>();
  let ahead = 0;
  reframer.clear();
  for (let g = 0; g < groups.length; g++) {
    signal.throwIfAborted();
    for (; ahead < groups.length && ahead <= g + READ_AHEAD_FRAMES; ahead++) {
      const loading = load(groups[ahead], parts);
      // A failure is told when its turn comes.
      loading.catch(() => undefined);
      reading.set(ahead, loading);
    }
    const { members } = groups[g];
    let decoded: DecodedFrame;
    try {
      const frame = await reading.get(g)!;
      reading.delete(g);
      if (!('plain' in frame) && isAllWanted(frame, members, wanted.ids)) {
        yield { codec: frame.codec, plainBytes: frame.plainBytes, ids: frame.ids, lengths: Array.from(frame.lengths), payload: frame.payload };
        continue;
      }
      decoded = 'plain' in frame ? frame : await parts.frames.decode(frame);
    } catch (error) {
      for await (const { member, chunk, failure } of elsewhere(groups[g], ids, error, parts)) {
        if (chunk === null) {
          fail(member, failure);
          continue;
        }
        if (!reframer.hasRoomFor(chunk)) yield reframer.take();
        reframer.add(ids, member * ID_BYTES, chunk);
      }
      continue;
    }
    for (const member of members) {
      let chunk: Buffer;
      try {
        chunk = chunkAt(decoded, places[member]!, ids, member * ID_BYTES);
      } catch (error) {
        fail(member, error);
        continue;
      }
      if (!reframer.hasRoomFor(chunk)) yield reframer.take();
      reframer.add(ids, member * ID_BYTES, chunk);
    }
  }
  if (reframer.count > 0) yield reframer.take();
}

/** The chunks of a group whose frame could not be had: those that lie elsewhere by now from there, the others with what failed. */
async function* elsewhere({ place, members }: Group, ids: Buffer, error: unknown, { source, frames }: FetchParts): AsyncGenerator<{ member: number; chunk: Buffer | null; failure: unknown }> {
  const own = Buffer.concat(members.map((member) => ids.subarray(member * ID_BYTES, (member + 1) * ID_BYTES)));
  const moved = await movedChunks(own, place, error, source);
  for (const [i, member] of members.entries()) {
    const now = moved?.[i] ?? null;
    if (now === null) {
      yield { member, chunk: null, failure: error };
      continue;
    }
    try {
      yield { member, chunk: chunkAt(await frames.get(now), now, ids, member * ID_BYTES), failure: null };
    } catch (failure) {
      yield { member, chunk: null, failure };
    }
  }
}

/** The decoded frame when it is here and has to be taken apart; else the stored one. */
async function load({ place, members }: Group, { source, frames }: FetchParts): Promise<StoredFrame | DecodedFrame> {
  const decoded = frames.peek(place);
  if (decoded !== undefined && members.length * ID_BYTES < decoded.ids.length) return decoded;
  return source.readFrame(place);
}

/** Asks the frame itself, not only the index: an index that is wrong must not let out a chunk that nobody asked for. */
function isAllWanted(frame: StoredFrame, members: number[], wanted: IdTable): boolean {
  if (frame.lengths.length !== members.length) return false;
  for (let at = 0; at < frame.ids.length; at += ID_BYTES) if (!wanted.has(frame.ids, at)) return false;
  return true;
}
