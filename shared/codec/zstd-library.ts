// libzstd's own C interface, called directly: contexts of our own in each thread, output into memory that is reused.
// The `@cloudpss/zstd` package ships libzstd prebuilt inside its addon, whose own JavaScript binding keeps one context for the whole
// process (not safe in worker threads) and allocates for each call; so the file is opened as a plain shared library.
import { createRequire } from 'node:module';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type * as Koffi from 'koffi';
import { messageOf } from '../errors/errors.js';

type Size = number | bigint;

export interface ZstdLibrary {
  createCompressContext(): unknown;
  createDecompressContext(): unknown;
  compress(context: unknown, out: Uint8Array, outBytes: number, plain: Uint8Array, plainBytes: number, level: number): Size;
  decompress(context: unknown, out: Uint8Array, outBytes: number, payload: Uint8Array, payloadBytes: number): Size;
  /** `at`s: one number each, moved by the call. 0: the frame is whole. */
  decompressStream(context: unknown, out: Uint8Array, outBytes: number, outAt: [Size], payload: Uint8Array, payloadBytes: number, payloadAt: [Size]): Size;
  setDecompressParameter(context: unknown, parameter: number, value: number): Size;
  freeDecompressContext(context: unknown): Size;
  isError(code: Size): number;
  errorName(code: Size): string;
}

const require = createRequire(import.meta.url);

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return report.header.glibcVersionRuntime === undefined;
}

/** The prebuilt file for this machine, or undefined. Files are named for the C library they need; elsewhere there is one. */
function findPrebuilt(): string | undefined {
  const folder = path.join(path.dirname(require.resolve('@cloudpss/zstd/package.json')), 'prebuilds', `${process.platform}-${process.arch}`);
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).filter((name) => name.endsWith('.node'));
  const wanted = isMusl() ? 'musl' : 'glibc';
  const match = process.platform === 'linux' ? files.find((name) => name.includes(wanted)) : files[0];
  return match === undefined ? undefined : path.join(folder, match);
}

function load(): ZstdLibrary | string {
  try {
    const file = findPrebuilt();
    if (file === undefined) return `no libzstd is shipped for ${process.platform}-${process.arch}`;
    const koffi = require('koffi') as typeof Koffi;
    const library = koffi.load(file);
    return {
      createCompressContext: library.func('void *ZSTD_createCCtx()'),
      createDecompressContext: library.func('void *ZSTD_createDCtx()'),
      compress: library.func('size_t ZSTD_compressCCtx(void *context, void *out, size_t outBytes, const void *plain, size_t plainBytes, int level)'),
      decompress: library.func('size_t ZSTD_decompressDCtx(void *context, void *out, size_t outBytes, const void *payload, size_t payloadBytes)'),
      decompressStream: library.func('size_t ZSTD_decompressStream_simpleArgs(void *context, void *out, size_t outBytes, _Inout_ size_t *outAt, const void *payload, size_t payloadBytes, _Inout_ size_t *payloadAt)'),
      setDecompressParameter: library.func('size_t ZSTD_DCtx_setParameter(void *context, int parameter, int value)'),
      freeDecompressContext: library.func('size_t ZSTD_freeDCtx(void *context)'),
      isError: library.func('unsigned int ZSTD_isError(size_t code)'),
      errorName: library.func('const char *ZSTD_getErrorName(size_t code)'),
    };
  } catch (error) {
    return messageOf(error);
  }
}

let loaded: ZstdLibrary | string | undefined;

/** The library, or the reason why it is not there. Loaded at the first call. */
export function zstdLibrary(): ZstdLibrary | string {
  return (loaded ??= load());
}
