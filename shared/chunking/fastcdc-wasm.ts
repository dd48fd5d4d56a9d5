// FastCDC cut points at memory speed, in WebAssembly where it is there, else in JavaScript (fastcdc.ts, with which it agrees byte for byte).
//   const cutter = createCutter({ params, dataBytes })        or { params, memory }: a WebAssembly.Memory that the caller owns
//   read file bytes into cutter.memory from cutter.dataStart on, then
//   cutter.cut(start, end, isEnd)           end of the chunk that starts at `start`; 0: more bytes are needed to know
//   cutter.cutMany(start, end, isEnd)       how many chunks it found; their ends are in cutter.cuts
// Offsets are offsets in cutter.memory. `isEnd` says that the content ends at `end`.
import { FarvaultError } from '../errors/errors.js';
import { nextCut } from './fastcdc.js';
import { FASTCDC_SHARED_WASM, FASTCDC_WASM } from './fastcdc-wasm.generated.js';
import { GEAR } from './gear.js';
import { checkChunkingParams, chunkingMasks, type ChunkingParams } from './params.js';

const PAGE_BYTES = 64 << 10;
const CUTS_AT = 1024;
/** The first page of the memory is the cutter's own: Gear table and cut offsets. */
const DATA_START = PAGE_BYTES;
const MAX_CUTS = (PAGE_BYTES - CUTS_AT) / 4;

export interface Cutter {
  readonly memory: Uint8Array;
  /** Bytes before this offset are the cutter's own. */
  readonly dataStart: number;
  /** Results of cutMany, overwritten by the next. */
  readonly cuts: Uint32Array;
  cut(start: number, end: number, isEnd: boolean): number;
  cutMany(start: number, end: number, isEnd: boolean): number;
}

export interface CutterOptions {
  params: ChunkingParams;
  /** Room for data in a memory of the cutter's own. */
  dataBytes?: number;
  /** A memory of the caller's, shared or not, of 2 pages or more; must not be grown afterwards. */
  memory?: WebAssembly.Memory;
}

interface Exports {
  cut: (start: number, end: number, isEnd: number, min: number, average: number, max: number, strict: number, loose: number) => number;
  cutMany: (start: number, end: number, isEnd: number, min: number, average: number, max: number, strict: number, loose: number, out: number, limit: number) => number;
}

export function createCutter(options: CutterOptions): Cutter {
  checkChunkingParams(options.params);
  return typeof WebAssembly === 'undefined' ? createJsCutter(options) : createWasmCutter(options);
}

function createWasmCutter({ params, dataBytes = 4 << 20, memory }: CutterOptions): Cutter {
  const pages = 1 + Math.ceil(dataBytes / PAGE_BYTES);
  const own = memory ?? new WebAssembly.Memory({ initial: pages, maximum: pages });
  const isShared = own.buffer instanceof SharedArrayBuffer;
  const module = new WebAssembly.Module(Buffer.from(isShared ? FASTCDC_SHARED_WASM : FASTCDC_WASM, 'base64'));
  const { cut, cutMany } = new WebAssembly.Instance(module, { farvault: { memory: own } }).exports as unknown as Exports;
  new Int32Array(own.buffer, 0, GEAR.length).set(GEAR);
  const bytes = new Uint8Array(own.buffer);
  const { minBytes, averageBytes, maxBytes } = params;
  const { strict, loose } = chunkingMasks(averageBytes);
  return {
    memory: bytes,
    dataStart: DATA_START,
    cuts: new Uint32Array(own.buffer, CUTS_AT, MAX_CUTS),
    cut(start, end, isEnd) {
      checkRange(start, end, bytes.length);
      return cut(start, end, isEnd ? 1 : 0, minBytes, averageBytes, maxBytes, strict, loose) >>> 0;
    },
    cutMany(start, end, isEnd) {
      checkRange(start, end, bytes.length);
      return cutMany(start, end, isEnd ? 1 : 0, minBytes, averageBytes, maxBytes, strict, loose, CUTS_AT, MAX_CUTS);
    },
  };
}

/** The same without WebAssembly, over plain memory. */
export function createJsCutter({ params, dataBytes = 4 << 20, memory }: CutterOptions): Cutter {
  const bytes = memory === undefined ? new Uint8Array(DATA_START + dataBytes) : new Uint8Array(memory.buffer);
  const cuts = new Uint32Array(bytes.buffer, CUTS_AT, MAX_CUTS);
  const cut = (start: number, end: number, isEnd: boolean): number => {
    checkRange(start, end, bytes.length);
    const next = nextCut(bytes, start, end, params);
    // At the end of what is there, only the true end or a whole maximum is a cut for sure.
    return next < end || isEnd || next - start >= params.maxBytes || isCutByHash(bytes, start, next, params) ? next : 0;
  };
  return {
    memory: bytes,
    dataStart: DATA_START,
    cuts,
    cut,
    cutMany(start, end, isEnd) {
      let count = 0;
      while (start < end && count < MAX_CUTS) {
        const next = cut(start, end, isEnd);
        if (next === 0) break;
        cuts[count++] = next;
        start = next;
      }
      return count;
    },
  };
}

/** Whether the chunk would end at `end` if more bytes followed: one more byte must not change the answer. */
function isCutByHash(bytes: Uint8Array, start: number, end: number, params: ChunkingParams): boolean {
  return end - start > params.minBytes && hashCuts(bytes, start, end, params);
}

/** The hash is 32 bits shifted by one for each byte: only the last 32 bytes count. */
function hashCuts(bytes: Uint8Array, start: number, end: number, { minBytes, averageBytes }: ChunkingParams): boolean {
  let hash = 0;
  for (let at = Math.max(start + minBytes, end - 32); at < end; at++) hash = ((hash << 1) + GEAR[bytes[at]]) | 0;
  const { strict, loose } = chunkingMasks(averageBytes);
  return (hash & (end - start <= averageBytes ? strict : loose)) === 0;
}

function checkRange(start: number, end: number, length: number): void {
  if (start < DATA_START || end < start || end > length) throw new FarvaultError('INTERNAL', `cutter: ${start} to ${end} is outside ${DATA_START} to ${length}`);
}
