// A local file of chunks, each after its u32 length.
//   readChunks(file): Generator<Buffer>   each borrowed until the next
import { closeSync, openSync, readSync } from 'node:fs';
import { FarvaultError } from '../../shared/errors/errors.js';
import { MAX_CHUNK_BYTES } from '../../shared/format/limits.js';

const LENGTH_BYTES = 4;
const READ_BYTES = MAX_CHUNK_BYTES + LENGTH_BYTES;

export function* readChunks(file: string): Generator<Buffer, void> {
  const fd = openSync(file, 'r');
  try {
    const window = Buffer.allocUnsafeSlow(READ_BYTES * 2);
    let start = 0;
    let end = 0;
    for (;;) {
      if (end - start < READ_BYTES) {
        window.copyWithin(0, start, end);
        end -= start;
        start = 0;
        for (let count = -1; count !== 0 && end < window.length; end += count) count = readSync(fd, window, end, window.length - end, null);
      }
      if (start === end) return;
      const length = end - start < LENGTH_BYTES ? -1 : window.readUInt32LE(start);
      if (length < 0 || length > MAX_CHUNK_BYTES || start + LENGTH_BYTES + length > end) throw new FarvaultError('CORRUPT', `${file}: a chunk is not whole`);
      yield window.subarray(start + LENGTH_BYTES, start + LENGTH_BYTES + length);
      start += LENGTH_BYTES + length;
    }
  } finally {
    closeSync(fd);
  }
}
