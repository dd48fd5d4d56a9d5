// Proof of possession: for chunks that only another office has, an agent shows that it holds their bytes by the keyed BLAKE3 of all of
// them, under a key that was made for this offer. An id alone, guessed or leaked, gives nothing.
import { timingSafeEqual } from 'node:crypto';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { createHasher } from '../../shared/hash/hash.js';
import type { ChunkReader } from './types.js';

export const DIGEST_BYTES = 32;
const KEY_BYTES = 32;

export function newChallenge(random: (bytes: number) => Buffer): Buffer {
  return random(KEY_BYTES);
}

/**
 * Whether `digest` is the keyed BLAKE3 of the plain chunks of `ids`, in order. `unreadable`: a stored chunk is damaged, so that nothing
 * can be proven; sent again, it heals.
 */
export async function proves(chunks: ChunkReader, key: Buffer, ids: Buffer, digest: Buffer, signal: AbortSignal): Promise<'right' | 'wrong' | 'unreadable'> {
  const hasher = createHasher(key);
  try {
    for await (const chunk of chunks.read(ids, signal)) hasher.update(chunk);
  } catch (error) {
    if (isFarvaultError(error, 'CORRUPT') || isFarvaultError(error, 'MISSING') || isFarvaultError(error, 'IO')) return 'unreadable';
    throw error;
  }
  return timingSafeEqual(hasher.digestBuffer(), digest) ? 'right' : 'wrong';
}
