// Names in a directory, as bytes, straight from getdents64(2): no object per entry.
import { check, need } from './libc.js';

const HEADER_BYTES = 19; // d_ino, d_off, d_reclen, d_type

/** Reads open directories through one buffer; not for use by two loops at a time. */
export class DirectoryReader {
  private readonly buffer: Buffer;
  private readonly words: Uint16Array;

  constructor(bufferBytes = 128 * 1024) {
    this.buffer = Buffer.from(new ArrayBuffer(bufferBytes));
    this.words = new Uint16Array(this.buffer.buffer);
  }

  /** Calls `onName` for each name but `.` and `..`, in the directory's own order: bytes `start` to `end` of `buffer`, valid during the call. */
  read(fd: number, onName: (buffer: Buffer, start: number, end: number) => void): void {
    const getdents = need('getdents64');
    for (;;) {
      const bytes = Number(check(getdents(fd, this.buffer, this.buffer.length), 'getdents64', null));
      if (bytes === 0) return;
      let at = 0;
      while (at < bytes) {
        const recordBytes = this.words[(at + 16) >> 1]!;
        const start = at + HEADER_BYTES;
        const end = this.buffer.indexOf(0, start);
        at += recordBytes;
        if (this.buffer[start] === 0x2e && (end === start + 1 || (end === start + 2 && this.buffer[start + 1] === 0x2e))) continue;
        onName(this.buffer, start, end);
      }
    }
  }
}
