// FastCDC cut points in plain JavaScript: the reference, and the fallback where there is no WebAssembly (docs/formats.md, Chunking).
//   nextCut(data, start, end, params)  end offset of the chunk that starts at `start`, when the content ends at `end`
import { GEAR } from './gear.js';
import { chunkingMasks, type ChunkingParams } from './params.js';

export function nextCut(data: Uint8Array, start: number, end: number, params: ChunkingParams): number {
  const { minBytes, averageBytes, maxBytes } = params;
  if (end - start <= minBytes) return end;
  const { strict, loose } = chunkingMasks(averageBytes);
  const gear = GEAR;
  const strictEnd = Math.min(start + averageBytes, end);
  const looseEnd = Math.min(start + maxBytes, end);
  let hash = 0;
  let at = start + minBytes;
  while (at < strictEnd) {
    hash = ((hash << 1) + gear[data[at++]]) | 0;
    if ((hash & strict) === 0) return at;
  }
  while (at < looseEnd) {
    hash = ((hash << 1) + gear[data[at++]]) | 0;
    if ((hash & loose) === 0) return at;
  }
  return looseEnd;
}
