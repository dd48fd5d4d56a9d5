// CRC-32C (Castagnoli polynomial, RFC 3720 appendix B.4): guards the short values of views, where a cryptographic hash would cost more than the look-up.

const TABLE = new Uint32Array(256);
for (let i = 0; i < 256; i++) {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  TABLE[i] = value >>> 0;
}

/** CRC-32C of `data`, continued from `before` (the result for the bytes in front of it). */
export function crc32c(data: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let i = 0; i < data.length; i++) crc = TABLE[(crc ^ data[i]) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}
