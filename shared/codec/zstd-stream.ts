// zstd of any length, as a stream: for release archives. Frames of chunks are decoded whole (zstd.ts).
import { FarvaultError } from '../errors/errors.js';
import { zstdLibrary } from './zstd-library.js';

const PART_BYTES = 128 << 10;
/** 8 MiB, which is what levels up to 19 need: memory that a hostile stream cannot make larger. */
const WINDOW_LOG_MAX = 23;
const PARAM_WINDOW_LOG_MAX = 100; // ZSTD_d_windowLogMax

/** FORMAT for what is no zstd, is cut short, or comes to more than `maxBytes`. */
export async function* unzstd(packed: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Buffer> {
  const library = zstdLibrary();
  if (typeof library === 'string') throw new FarvaultError('USAGE', `zstd is not available here: ${library}`);
  const context = library.createDecompressContext();
  try {
    library.setDecompressParameter(context, PARAM_WINDOW_LOG_MAX, WINDOW_LOG_MAX);
    let left = maxBytes;
    let whole = false;
    for await (const input of packed) {
      const inputAt: [number | bigint] = [0];
      for (let full = true; full || Number(inputAt[0]) < input.length; ) {
        const out = Buffer.allocUnsafe(PART_BYTES);
        const outAt: [number | bigint] = [0];
        const result = library.decompressStream(context, out, PART_BYTES, outAt, input, input.length, inputAt);
        if (library.isError(result) !== 0) throw new FarvaultError('FORMAT', `zstd stream: ${library.errorName(result)}`);
        whole = Number(result) === 0;
        const bytes = Number(outAt[0]);
        full = bytes === PART_BYTES;
        left -= bytes;
        if (left < 0) throw new FarvaultError('FORMAT', `zstd stream: comes to more than ${maxBytes} bytes`);
        if (bytes > 0) yield out.subarray(0, bytes);
        if (whole && Number(inputAt[0]) === input.length) break;
      }
    }
    if (!whole) throw new FarvaultError('FORMAT', 'zstd stream: is cut short');
  } finally {
    library.freeDecompressContext(context);
  }
}
