// Searches the segments of the log. Memory does not grow with the log nor with what is found: the newest matches are remembered by their places, and read again.
import type { FileHandle } from 'node:fs/promises';
import { parseLine, type LogEntry } from './line.js';
import { LogMatcher, type LogQuery } from './query.js';
import { openToRead, readPieces } from './read-pieces.js';
import type { Segment } from './segments.js';

/** Where a reader has got to: the segment's number and an offset in it. */
export interface LogPosition {
  number: number;
  offset: number;
}

interface Place {
  segment: Segment;
  offset: number;
  bytes: number;
  timeMs: number;
}

const WINDOW_BYTES = 64 * 1024;
const BATCH_ENTRIES = 500;
const BATCH_BYTES = 256 * 1024;

/** The newest `limit` lines that match and lie before `end`, the oldest first, in batches. */
export async function* newest(segments: readonly Segment[], end: LogPosition, query: LogQuery, limit: number, signal: AbortSignal): AsyncIterable<LogEntry[]> {
  const matcher = new LogMatcher(query);
  let places: Place[] = [];
  for (const segment of [...segments].reverse()) {
    if (places.length >= limit) break;
    if (segment.number > end.number || !matcher.mayMatch(segment)) continue;
    places = [...(await lastMatches(segment, segment.number === end.number ? end.offset : segment.bytes, matcher, limit - places.length, signal)), ...places];
  }
  // As they came, but for lines that an agent kept while its line was down.
  places.sort((a, b) => a.timeMs - b.timeMs || a.segment.number - b.segment.number || a.offset - b.offset);
  yield* readPlaces(places, signal);
}

async function lastMatches(segment: Segment, to: number, matcher: LogMatcher, limit: number, signal: AbortSignal): Promise<Place[]> {
  const found: Place[] = [];
  for await (const { text, offset } of readPieces(segment, 0, to)) {
    signal.throwIfAborted();
    for (const { start, end, entry } of matcher.matches(text)) found.push({ segment, offset: offset + start, bytes: end - start, timeMs: entry.timeMs });
    if (found.length > 2 * limit) found.splice(0, found.length - limit);
  }
  return found.slice(-limit);
}

async function* readPlaces(places: readonly Place[], signal: AbortSignal): AsyncIterable<LogEntry[]> {
  const reader = new PlaceReader();
  try {
    let batch: LogEntry[] = [];
    let bytes = 0;
    for (const place of places) {
      signal.throwIfAborted();
      const entry = parseLine((await reader.read(place)).toString());
      // Its segment may have been dropped meanwhile.
      if (entry !== null) batch.push(entry);
      bytes += place.bytes;
      if (batch.length < BATCH_ENTRIES && bytes < BATCH_BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) yield batch;
  } finally {
    await reader.close();
  }
}

/** Reads lines at places that mostly follow each other: what lies behind one is read with it. */
class PlaceReader {
  #segment: Segment | null = null;
  #file: FileHandle | null = null;
  #window = Buffer.alloc(WINDOW_BYTES);
  #from = 0;
  #bytes = 0;

  /** Valid until the next call; empty when the segment is gone. */
  async read({ segment, offset, bytes }: Place): Promise<Buffer> {
    if (this.#segment !== segment) {
      await this.close();
      this.#file = await openToRead(segment);
      this.#segment = segment;
      this.#bytes = 0;
    }
    if (offset < this.#from || offset + bytes > this.#from + this.#bytes) {
      if (bytes > this.#window.length) this.#window = Buffer.alloc(bytes);
      this.#from = offset;
      this.#bytes = (await this.#file?.read(this.#window, 0, this.#window.length, offset))?.bytesRead ?? 0;
    }
    return this.#window.subarray(offset - this.#from, Math.min(offset - this.#from + bytes, this.#bytes));
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }
}

export interface Found {
  entries: LogEntry[];
  /** After them: where to go on. */
  position: LogPosition;
}

/** Every line from a position on that matches, in the order in which they came. `position` moves on even where nothing matches. */
export async function* onward(segments: readonly Segment[], from: LogPosition, query: LogQuery, signal: AbortSignal): AsyncIterable<Found> {
  const matcher = new LogMatcher(query);
  for (const segment of segments) {
    if (segment.number < from.number) continue;
    const end = segment.bytes;
    const start = segment.number === from.number ? from.offset : 0;
    if (!matcher.mayMatch(segment) || end <= start) {
      yield { entries: [], position: { number: segment.number, offset: Math.max(start, end) } };
      continue;
    }
    for await (const { text, offset } of readPieces(segment, start, end)) {
      signal.throwIfAborted();
      let entries: LogEntry[] = [];
      let bytes = 0;
      for (const { end: lineEnd, start: lineStart, entry } of matcher.matches(text)) {
        entries.push(entry);
        bytes += lineEnd - lineStart;
        if (entries.length < BATCH_ENTRIES && bytes < BATCH_BYTES) continue;
        yield { entries, position: { number: segment.number, offset: offset + lineEnd + 1 } };
        entries = [];
        bytes = 0;
      }
      yield { entries, position: { number: segment.number, offset: offset + text.length } };
    }
  }
}
