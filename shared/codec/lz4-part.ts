// The beginning of a damaged LZ4 block, as far as it decodes. Slow and plain: it runs on what is damaged only. What it gives may be wrong behind the damage; the caller rehashes.
const PREFIX_BYTES = 4;
const MIN_MATCH = 4;

/** `payload` as lz4.ts writes it; at most `plainBytes`. */
export function unlz4Part(payload: Buffer, plainBytes: number): Buffer {
  const out = Buffer.alloc(plainBytes);
  let to = 0;
  let at = PREFIX_BYTES;
  const more = (length: number): number => {
    if (length !== 15) return length;
    for (let byte = 255; byte === 255; length += byte) byte = payload[at++] ?? 0;
    return length;
  };
  while (at < payload.length && to < plainBytes) {
    const token = payload[at++];
    const wanted = more(token >>> 4);
    const literals = Math.min(wanted, Math.max(0, payload.length - at), plainBytes - to);
    if (literals === 0 && wanted > 0) break;
    payload.copy(out, to, at, at + literals);
    at += literals;
    to += literals;
    if (at + 2 > payload.length) break;
    const back = payload.readUInt16LE(at);
    at += 2;
    if (back === 0 || back > to) break;
    for (let left = Math.min(more(token & 15) + MIN_MATCH, plainBytes - to); left > 0; left--, to++) out[to] = out[to - back];
  }
  return out.subarray(0, to);
}
