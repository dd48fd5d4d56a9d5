// The header of a zstd frame (RFC 8878, 3.1.1), read before anything is decoded: what a frame of ours must say, so that a hostile one
// is refused before memory is spent on it.
//   checkZstdPayload(payload, plainBytes)  exactly one frame, no dictionary, content size present and equal to `plainBytes`
import { FarvaultError } from '../errors/errors.js';

const MAGIC = 0xfd2fb528;
const MAX_WINDOW_BYTES = 8 << 20;

function refuse(what: string): FarvaultError {
  return new FarvaultError('CORRUPT', `zstd frame: ${what}`, { remedy: 'The data was damaged on the way or on disk; verify the repository.' });
}

export function checkZstdPayload(payload: Buffer, plainBytes: number): void {
  if (payload.length < 9 || payload.readUInt32LE(0) !== MAGIC) throw refuse('does not start like one');
  const descriptor = payload[4];
  const single = (descriptor & 0x20) !== 0;
  if ((descriptor & 0x08) !== 0) throw refuse('uses a reserved bit');
  if ((descriptor & 0x03) !== 0) throw refuse('needs a dictionary');
  let at = 5;
  if (!single) {
    const window = payload[at++];
    const base = 2 ** (10 + (window >> 3));
    if (base + (base / 8) * (window & 7) > MAX_WINDOW_BYTES) throw refuse('needs a larger window than ours do');
  }
  const content = contentBytes(payload, at, descriptor >> 6, single);
  if (content.value !== plainBytes) throw refuse(`announces ${content.value} bytes where ${plainBytes} are expected`);
  at = content.end;
  for (;;) {
    if (at + 3 > payload.length) throw refuse('ends inside a block header');
    const header = payload.readUIntLE(at, 3);
    const type = (header >> 1) & 3;
    if (type === 3) throw refuse('has a block of a reserved type');
    at += 3 + (type === 1 ? 1 : header >> 3);
    if ((header & 1) !== 0) break;
  }
  if ((descriptor & 0x04) !== 0) at += 4;
  if (at !== payload.length) throw refuse(at > payload.length ? 'is cut short' : 'is followed by other bytes');
}

function contentBytes(payload: Buffer, at: number, sizeFlag: number, single: boolean): { value: number; end: number } {
  const width = sizeFlag === 0 ? (single ? 1 : 0) : 1 << sizeFlag;
  if (width === 0) throw refuse('does not tell its content size');
  if (at + width > payload.length) throw refuse('ends inside its header');
  if (width === 1) return { value: payload[at], end: at + 1 };
  if (width === 2) return { value: payload.readUInt16LE(at) + 256, end: at + 2 };
  if (width === 4) return { value: payload.readUInt32LE(at), end: at + 4 };
  return { value: Number(payload.readBigUInt64LE(at)), end: at + 8 };
}
