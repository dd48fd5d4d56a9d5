// Parameters of the chunker: a property of the repository, recorded in every manifest (docs/formats.md, Chunking).
import { FarvaultError } from '../errors/errors.js';

export interface ChunkingParams {
  /** Bytes. `averageBytes` is a power of two; minimum <= average <= maximum <= 1 MiB. */
  minBytes: number;
  averageBytes: number;
  maxBytes: number;
}

export const DEFAULT_CHUNKING: ChunkingParams = { minBytes: 16 << 10, averageBytes: 64 << 10, maxBytes: 256 << 10 };

/** Size of the chunks of disk images. */
export const DEFAULT_FIXED_BYTES = 64 << 10;

const MIN_AVERAGE_BYTES = 64;
const MAX_BYTES = 1 << 20;

export function checkChunkingParams({ minBytes, averageBytes, maxBytes }: ChunkingParams): void {
  const whole = Number.isInteger(minBytes) && Number.isInteger(averageBytes) && Number.isInteger(maxBytes);
  if (!whole || minBytes < 1 || averageBytes < MIN_AVERAGE_BYTES || minBytes > averageBytes || averageBytes > maxBytes || maxBytes > MAX_BYTES) {
    throw new FarvaultError('INVALID', `chunking: ${minBytes}, ${averageBytes}, ${maxBytes} is not 1 <= minimum <= average <= maximum <= ${MAX_BYTES} with an average of ${MIN_AVERAGE_BYTES} or more`);
  }
  if ((averageBytes & (averageBytes - 1)) !== 0) throw new FarvaultError('INVALID', `chunking: the average ${averageBytes} is not a power of two`);
}

/** The two masks, over the highest bits of the hash: stricter up to the average, looser after it. */
export function chunkingMasks(averageBytes: number): { strict: number; loose: number } {
  const bits = 31 - Math.clz32(averageBytes);
  return { strict: highest(bits + 2), loose: highest(bits - 2) };
}

function highest(bits: number): number {
  return (0xffffffff << (32 - bits)) | 0;
}
