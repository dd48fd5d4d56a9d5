// The content of manifest items in order, fetched ahead in pieces of some MiB that span small files: so a stream of half a million small files does not wait
// for a round trip each.
import type { Entry, Extent, Segment } from '../../format/entry.js';
import type { ManifestItem } from '../../format/manifest-tree.js';
import { FetchedChunks } from './chunks.js';
import { FramePlains } from './frame-plains.js';
import { asReceived, type ReceivedFrame } from './read-session.js';
import type { SnapshotReader } from './snapshot-reader.js';

const GROUP_BYTES = 4 * 1024 * 1024;
const GROUP_PIECES = 8192;
const GROUPS_AHEAD = 4;
/** Well below what the server takes in one fetch (docs/protocol.md, Read). */
const RANGES_MAX = 4000;
const GROUP_CHUNKS = 32_768;

/** Extents of one item that were fetched together. An item without content has one piece without extents. */
export interface ContentPiece {
  item: Entry | Segment;
  chunk: number;
  firstReference: number;
  /** True for the first piece of an item. */
  first: boolean;
  /** Where in the file the extents begin. */
  offset: number;
  extents: Extent[];
  chunks: FetchedChunks<ReceivedFrame>;
}

interface Group {
  pieces: Omit<ContentPiece, 'chunks'>[];
  places: Map<number, number[]>;
  ranges: number;
  references: number;
  bytes: number;
}

export async function* contentStream(reader: SnapshotReader, items: AsyncIterable<ManifestItem>): AsyncGenerator<ContentPiece> {
  const plains = new FramePlains();
  const waiting: { group: Group; chunks: Promise<FetchedChunks<ReceivedFrame>> }[] = [];
  for await (const group of groups(items)) {
    const chunks = fetchGroup(reader, group, plains);
    chunks.catch(() => undefined); // told when its turn comes
    waiting.push({ group, chunks });
    if (waiting.length > GROUPS_AHEAD) yield* piecesOf(waiting.shift()!);
  }
  for (const next of waiting) yield* piecesOf(next);
}

async function* piecesOf({ group, chunks }: { group: Group; chunks: Promise<FetchedChunks<ReceivedFrame>> }): AsyncGenerator<ContentPiece> {
  const fetched = await chunks;
  for (const piece of group.pieces) yield { ...piece, chunks: fetched };
}

async function fetchGroup(reader: SnapshotReader, group: Group, plains: FramePlains): Promise<FetchedChunks<ReceivedFrame>> {
  if (group.bytes === 0) return new FetchedChunks<ReceivedFrame>({ frames: [], failed: new Uint8Array(0), failure: '' }, plains);
  const places = [...group.places].map(([number, ranges]) => ({ number, ranges }));
  return new FetchedChunks(await reader.fetchContent(places, group.bytes, asReceived), plains);
}

async function* groups(items: AsyncIterable<ManifestItem>): AsyncGenerator<Group> {
  let group = emptyGroup();
  for await (const { entry, chunk, firstReference } of items) {
    const extents = entry.extents ?? [];
    let reference = firstReference;
    let offset = 'offset' in entry ? entry.offset : 0;
    let from = 0;
    let from0 = offset;
    for (let at = 0; at < extents.length; at++) {
      const { id, length } = extents[at];
      if (id !== null && group.bytes > 0 && (group.bytes + length > GROUP_BYTES || group.ranges >= RANGES_MAX || group.references >= GROUP_CHUNKS)) {
        if (at > from) group.pieces.push({ item: entry, chunk, firstReference, first: from === 0, offset: from0, extents: extents.slice(from, at) });
        yield group;
        group = emptyGroup();
        from = at;
        from0 = offset;
      }
      if (id !== null) addReference(group, chunk, reference++, length);
      offset += length;
    }
    group.pieces.push({ item: entry, chunk, firstReference, first: from === 0, offset: from0, extents: from === 0 ? extents : extents.slice(from) });
    if (group.pieces.length >= GROUP_PIECES) {
      yield group;
      group = emptyGroup();
    }
  }
  if (group.pieces.length > 0) yield group;
}

function emptyGroup(): Group {
  return { pieces: [], places: new Map(), ranges: 0, references: 0, bytes: 0 };
}

function addReference(group: Group, chunk: number, reference: number, length: number): void {
  let ranges = group.places.get(chunk);
  if (ranges === undefined) group.places.set(chunk, (ranges = []));
  if (ranges.length > 0 && ranges[ranges.length - 2] + ranges[ranges.length - 1] === reference) ranges[ranges.length - 1]++;
  else {
    ranges.push(reference, 1);
    group.ranges++;
  }
  group.references++;
  group.bytes += length;
}
