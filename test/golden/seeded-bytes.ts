// Bytes that look random and never change: for golden files and property tests.

/** `count` bytes of the xorshift32 sequence that starts from `seed`. */
export function seededBytes(seed: number, count: number): Buffer {
  const bytes = Buffer.allocUnsafe(count);
  let state = (seed ^ 0x9e3779b9) | 0 || 1;
  for (let i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state >>> 11;
  }
  return bytes;
}
