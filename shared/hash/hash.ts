// BLAKE3-256 (https://github.com/BLAKE3-team/BLAKE3-specs). Chunk ids, keyed possession proofs and record checksums all come from here.
// `@napi-rs/blake-hash` hashes 2.6 GB/s a core; where it has no build for the platform, `blake3` takes its place (native, else WebAssembly).
import { createRequire } from 'node:module';
export const ID_BYTES = 32;

/** Incremental BLAKE3-256; with a 32-byte key, the keyed mode. */
export interface Hasher {
  update(data: Uint8Array): unknown;
  digestBuffer(): Buffer;
}

/** What a BLAKE3 package offers, in one shape. */
export interface Blake3Engine {
  hash: (data: Uint8Array) => Buffer;
  createHasher: (key?: Buffer) => Hasher;
}

const require = createRequire(import.meta.url);

/** Its own types ask for a Buffer where any Uint8Array does. */
interface NativeBlake3 {
  blake3: (data: Uint8Array) => Buffer;
  Blake3Hasher: { new (): Hasher; newKeyed(key: Buffer): Hasher };
}

export function nativeEngine(): Blake3Engine {
  const { blake3: hash, Blake3Hasher } = require('@napi-rs/blake-hash') as NativeBlake3;
  return { hash: (data) => hash(data), createHasher: (key) => (key === undefined ? new Blake3Hasher() : Blake3Hasher.newKeyed(key)) };
}

interface PortableHasher {
  update(data: Uint8Array): unknown;
  digest(): Uint8Array;
}

interface PortableBlake3 {
  hash(data: Uint8Array): Uint8Array;
  createHash(): PortableHasher;
  createKeyed(key: Buffer): PortableHasher;
}

/** An install that runs no scripts leaves `blake3` pointing at a native build that nobody made: its WebAssembly part is then taken directly. */
async function loadPortable(): Promise<PortableBlake3> {
  try {
    return require('blake3') as PortableBlake3;
  } catch {
    const wasm = createRequire(require.resolve('blake3/package.json'))('blake3-wasm') as PortableBlake3 & { load(): Promise<void> };
    await wasm.load();
    return wasm;
  }
}

export async function portableEngine(): Promise<Blake3Engine> {
  const portable = await loadPortable();
  return {
    hash: (data) => Buffer.from(portable.hash(data)),
    createHasher(key) {
      const hasher = key === undefined ? portable.createHash() : portable.createKeyed(key);
      return { update: (data) => hasher.update(data), digestBuffer: () => Buffer.from(hasher.digest()) };
    },
  };
}

async function chooseEngine(): Promise<Blake3Engine> {
  try {
    return nativeEngine();
  } catch {
    return await portableEngine();
  }
}

const engine = await chooseEngine();

/** BLAKE3-256 of `data`: 32 bytes. */
export const blake3 = engine.hash;

export const createHasher = engine.createHasher;
