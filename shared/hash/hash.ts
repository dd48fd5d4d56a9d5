// BLAKE3-256 (https://github.com/BLAKE3-team/BLAKE3-specs). Chunk ids, keyed possession proofs and record checksums all come from here.
import { Blake3Hasher, blake3 as nativeBlake3 } from '@napi-rs/blake-hash';

export const ID_BYTES = 32;

/** BLAKE3-256 of `data`: 32 bytes. */
export function blake3(data: Uint8Array): Buffer {
  return nativeBlake3(data);
}

/** Incremental BLAKE3-256; with a 32-byte key, the keyed mode. */
export interface Hasher {
  update(data: Uint8Array): unknown;
  digestBuffer(): Buffer;
}

export function createHasher(key?: Buffer): Hasher {
  return key === undefined ? new Blake3Hasher() : Blake3Hasher.newKeyed(key);
}
