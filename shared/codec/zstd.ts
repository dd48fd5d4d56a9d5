// zstd (RFC 8878). One frame a payload, content size in its header, no dictionary, no checksum of its own.
//   zstdAvailable()                                  whether this machine can
//   zstdCompress(plain, level, out): number          bytes written to `out`, or 0 where they do not fit
//   zstdDecompress(payload, plainBytes, out)         fills out[0, plainBytes), or CORRUPT
import zlib from 'node:zlib';
import { FarvaultError } from '../errors/errors.js';
import { checkZstdPayload } from './zstd-header.js';
import { zstdLibrary, type ZstdLibrary } from './zstd-library.js';

/** Node's own zstd, from 22.15 on; the declarations of Node 20 do not know it. */
interface NodeZstd {
  zstdCompressSync(data: Uint8Array, options: { params: Record<number, number>; maxOutputLength?: number }): Buffer;
  zstdDecompressSync(data: Uint8Array, options: { maxOutputLength: number }): Buffer;
}

/** Contexts of this thread: each worker thread loads its own copy of this module. */
interface Engine {
  compress(plain: Uint8Array, level: number, out: Uint8Array): number;
  decompress(payload: Uint8Array, plainBytes: number, out: Uint8Array): number;
}

const TOO_SMALL = /too small/i;

function libraryEngine(library: ZstdLibrary): Engine {
  const compressContext = library.createCompressContext();
  const decompressContext = library.createDecompressContext();
  return {
    compress(plain, level, out) {
      const written = library.compress(compressContext, out, out.length, plain, plain.length, level);
      if (library.isError(written) === 0) return Number(written);
      const name = library.errorName(written);
      if (TOO_SMALL.test(name)) return 0;
      throw new FarvaultError('INTERNAL', `zstd: cannot compress: ${name}`);
    },
    decompress(payload, plainBytes, out) {
      const written = library.decompress(decompressContext, out, plainBytes, payload, payload.length);
      if (library.isError(written) === 0) return Number(written);
      throw new FarvaultError('CORRUPT', `zstd frame: ${library.errorName(written)}`);
    },
  };
}

const PARAM_LEVEL = 100; // ZSTD_c_compressionLevel

function nodeEngine(node: NodeZstd): Engine {
  return {
    compress(plain, level, out) {
      const payload = node.zstdCompressSync(plain, { params: { [PARAM_LEVEL]: level } });
      if (payload.length > out.length) return 0;
      out.set(payload);
      return payload.length;
    },
    decompress(payload, plainBytes, out) {
      let plain: Buffer;
      try {
        plain = node.zstdDecompressSync(payload, { maxOutputLength: plainBytes });
      } catch (cause) {
        throw new FarvaultError('CORRUPT', 'zstd frame: does not decode', { cause });
      }
      out.set(plain);
      return plain.length;
    },
  };
}

function createEngine(): Engine | string {
  const library = zstdLibrary();
  if (typeof library !== 'string') return libraryEngine(library);
  const node = zlib as unknown as Partial<NodeZstd>;
  if (node.zstdCompressSync !== undefined && node.zstdDecompressSync !== undefined) return nodeEngine(node as NodeZstd);
  return library;
}

let engine: Engine | string | undefined;

function requireEngine(): Engine {
  engine ??= createEngine();
  if (typeof engine !== 'string') return engine;
  throw new FarvaultError('USAGE', `zstd is not available here: ${engine}`, { remedy: 'Use Node 22.15 or later, or choose --codec lz4.' });
}

export function zstdAvailable(): boolean {
  engine ??= createEngine();
  return typeof engine !== 'string';
}

/** Room that any plain of `plainBytes` fits into when compressed. */
export function zstdBound(plainBytes: number): number {
  return plainBytes + (plainBytes >>> 8) + 1024;
}

export function zstdCompress(plain: Uint8Array, level: number, out: Uint8Array): number {
  return requireEngine().compress(plain, level, out);
}

export function zstdDecompress(payload: Buffer, plainBytes: number, out: Uint8Array): void {
  checkZstdPayload(payload, plainBytes);
  if (out.length < plainBytes) throw new FarvaultError('INTERNAL', 'zstd: the output has no room');
  const written = requireEngine().decompress(payload, plainBytes, out);
  if (written !== plainBytes) throw new FarvaultError('CORRUPT', `zstd frame: holds ${written} bytes where ${plainBytes} are expected`);
}
