// The seam between a source and what cuts it: stretches of data and of nothing, and their bytes. Synchronous: it runs in the threads that cut.
import fs from 'node:fs';
import { seekData, seekHole } from '../../../shared/sys/seek.js';

export interface RangeExtent {
  offset: number;
  length: number;
  /** True: reads as zeros, and need not be read. */
  zero: boolean;
}

export interface RangeReader {
  readonly size: number;
  /** From 0 to `size` without gaps, neighbours of different kinds. */
  extents(): IterableIterator<RangeExtent>;
  /** Reads into `into` from its start, at most `into.length` bytes; less only at the end of the file. */
  read(offset: number, into: Uint8Array): number;
}

/** Reads an open file whose size was `size`. `blocks`: of 512 bytes, as stat tells; a file with as many as its size needs is not asked for holes. */
export class FileRangeReader implements RangeReader {
  constructor(
    private readonly fd: number,
    readonly size: number,
    private readonly blocks: number,
  ) {}

  *extents(): IterableIterator<RangeExtent> {
    if (this.size === 0) return;
    if (this.blocks * 512 >= this.size) {
      yield { offset: 0, length: this.size, zero: false };
      return;
    }
    let at = 0;
    while (at < this.size) {
      const data = seekData(this.fd, at);
      const dataStart = data < 0 ? this.size : Math.min(data, this.size);
      if (dataStart > at) yield { offset: at, length: dataStart - at, zero: true };
      if (dataStart >= this.size) return;
      const hole = seekHole(this.fd, dataStart, this.size);
      // At least one byte further, whatever the file does meanwhile.
      const end = hole <= dataStart ? this.size : Math.min(hole, this.size);
      yield { offset: dataStart, length: end - dataStart, zero: false };
      at = end;
    }
  }

  read(offset: number, into: Uint8Array): number {
    let got = 0;
    while (got < into.length) {
      const bytes = fs.readSync(this.fd, into, got, into.length - got, offset + got);
      if (bytes === 0) break;
      got += bytes;
    }
    return got;
  }
}
