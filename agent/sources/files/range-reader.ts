// The seam between a source and what cuts it: stretches of data and of nothing, and their bytes. Synchronous: it runs in the threads that cut.
import fs from 'node:fs';
import { seekData, seekHole } from '../../../shared/sys/seek.js';

/** Below it no holes are looked for: they would save less than asking costs. */
const SPARSE_MIN_BYTES = 64 << 10;

export interface RangeExtent {
  offset: number;
  length: number;
  /** True: reads as zeros, and need not be read. */
  zero: boolean;
}

export interface RangeReader {
  readonly size: number;
  /** All of [from, to), which lies within `size`, without gaps. */
  extents(from: number, to: number): IterableIterator<RangeExtent>;
  /** Reads at most `length` bytes to `start` of `into`; may give fewer, and none only at the end. */
  read(offset: number, into: Uint8Array, start: number, length: number): number;
}

/** Reads an open file whose size was `size`. `blocks`: of 512 bytes, as stat tells; a file with as many as its size needs is not asked for holes. */
export class FileRangeReader implements RangeReader {
  constructor(
    private readonly fd: number,
    readonly size: number,
    private readonly blocks: number,
  ) {}

  *extents(from: number, to: number): IterableIterator<RangeExtent> {
    if (to - from < SPARSE_MIN_BYTES || this.blocks * 512 >= this.size) {
      if (to > from) yield { offset: from, length: to - from, zero: false };
      return;
    }
    for (let at = from; at < to; ) {
      const data = seekData(this.fd, at);
      const dataStart = data < 0 ? to : Math.min(data, to);
      if (dataStart > at) yield { offset: at, length: dataStart - at, zero: true };
      if (dataStart >= to) return;
      const hole = seekHole(this.fd, dataStart, to);
      // The file was cut short meanwhile: what is left is read to its end.
      const end = hole <= dataStart ? to : Math.min(hole, to);
      yield { offset: dataStart, length: end - dataStart, zero: false };
      at = end;
    }
  }

  read(offset: number, into: Uint8Array, start: number, length: number): number {
    return fs.readSync(this.fd, into, start, length, offset);
  }
}
