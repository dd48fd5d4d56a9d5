// Names in a directory, as bytes, straight from getdents64(2): no object per name, so that a directory of a million costs some 45 MB.
import { check, need } from './libc.js';

const HEADER_BYTES = 19; // d_ino, d_off, d_reclen, d_type
const BUFFER_BYTES = 128 * 1024;
const buffer = Buffer.from(new ArrayBuffer(BUFFER_BYTES));
const words = new Uint16Array(buffer.buffer);

/** The kernel's records as they came; name `i` starts at `starts[i]` of `bytes` and ends before the next zero byte. */
export interface Names {
  bytes: Buffer;
  starts: Uint32Array;
  count: number;
}

/** All names but `.` and `..`, sorted by bytes. */
export function readNames(fd: number): Names {
  const getdents = need('getdents64');
  let bytes: Buffer = Buffer.alloc(0);
  let used = 0;
  let starts: Uint32Array = new Uint32Array(64);
  let count = 0;
  for (;;) {
    const got = check(getdents(fd, buffer, BUFFER_BYTES), 'getdents64', null);
    if (got === 0) break;
    if (used + got > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(used === 0 ? got : Math.max(bytes.length * 2, used + got));
      bytes.copy(larger, 0, 0, used);
      bytes = larger;
    }
    buffer.copy(bytes, used, 0, got);
    for (let at = 0; at < got; at += words[(at + 16) >> 1]) {
      const start = at + HEADER_BYTES;
      if (buffer[start] === 0x2e && (buffer[start + 1] === 0 || (buffer[start + 1] === 0x2e && buffer[start + 2] === 0))) continue;
      if (count === starts.length) {
        const more = new Uint32Array(count * 2);
        more.set(starts);
        starts = more;
      }
      starts[count++] = used + start;
    }
    used += got;
  }
  return { bytes, starts: sortNames(bytes, starts, count), count };
}

function before(bytes: Buffer, a: number, b: number): boolean {
  for (;;) {
    const x = bytes[a++];
    const y = bytes[b++];
    if (x !== y) return x < y;
    if (x === 0) return false;
  }
}

const INSERTION_RUN = 8;

/** Merge sort bottom up over runs that insertion has sorted: no comparator call per step. */
function sortNames(bytes: Buffer, starts: Uint32Array, count: number): Uint32Array {
  for (let run = 0; run < count; run += INSERTION_RUN) {
    const end = Math.min(run + INSERTION_RUN, count);
    for (let i = run + 1; i < end; i++) {
      const value = starts[i];
      let j = i - 1;
      while (j >= run && before(bytes, value, starts[j])) {
        starts[j + 1] = starts[j]!;
        j--;
      }
      starts[j + 1] = value;
    }
  }
  if (count <= INSERTION_RUN) return starts;
  let from: Uint32Array = starts;
  let to: Uint32Array = new Uint32Array(count);
  for (let width = INSERTION_RUN; width < count; width *= 2) {
    for (let low = 0; low < count; low += width * 2) {
      const middle = Math.min(low + width, count);
      const high = Math.min(low + width * 2, count);
      let [a, b] = [low, middle];
      for (let k = low; k < high; k++) to[k] = b >= high || (a < middle && !before(bytes, from[b], from[a])) ? from[a++] : from[b++];
    }
    [from, to] = [to, from];
  }
  return from;
}
