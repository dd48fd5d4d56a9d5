// Finds chunks that are all zero, which are stored as holes.

const ZEROS = Buffer.alloc(64 << 10);

/** True when `data[start, end)` is all zero (also when it is empty). */
export function isAllZero(data: Buffer, start = 0, end = data.length): boolean {
  // Data that is not zero mostly shows it in its first byte.
  if (start < end && data[start] !== 0) return false;
  for (let at = start; at < end; at += ZEROS.length) {
    const count = Math.min(ZEROS.length, end - at);
    if (data.compare(ZEROS, 0, count, at, at + count) !== 0) return false;
  }
  return true;
}
