// Chunks that lie elsewhere since a reader looked them up: their pack was compacted, or they were found damaged and have come again. A restore may go on for
// hours with places of its beginning, and nothing waits for it.
import { isFarvaultError } from '../../shared/errors/errors.js';
import type { Place } from '../repository/index.js';
import type { ChunkSource } from './types.js';

/** Where these chunks lie now, after their frame at `before` could not be had: null for those that are there still, or nowhere. Null for all when the error is none of that sort. */
export async function movedChunks(ids: Buffer, before: Place, error: unknown, source: Pick<ChunkSource, 'locateStored'>): Promise<(Place | null)[] | null> {
  if (!isFarvaultError(error, 'MISSING') && !isFarvaultError(error, 'CORRUPT') && !isFarvaultError(error, 'IO')) return null;
  const places = await source.locateStored(ids);
  return places.map((place) => (place === null || (place.pack === before.pack && place.frameOffset === before.frameOffset) ? null : place));
}
