// Decodes a frame that an agent sent and rehashes each chunk. Nothing of a frame is kept unless every chunk in it is what it says.
import { CODEC } from '../../shared/codec/codec.js';
import { decodeFrame } from '../../shared/codec/frame.js';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { MAX_CHUNK_BYTES, MAX_FRAME_CHUNKS, MAX_FRAME_PLAIN_BYTES, MAX_FRAME_STORED_BYTES } from '../../shared/format/limits.js';
import { ID_BYTES, blake3 } from '../../shared/hash/hash.js';

export interface ReceivedFrame {
  codec: number;
  plainBytes: number;
  ids: Uint8Array;
  lengths: Uint32Array;
  payload: Uint8Array;
}

function invalid(what: string): FarvaultError {
  return new FarvaultError('INVALID', `frame: ${what}`, { remedy: "Test the agent machine's memory; the same bytes will be refused again." });
}

/** Throws INVALID when sizes and counts contradict each other or exceed a bound; looks at no payload byte. */
export function checkFrameShape(frame: ReceivedFrame): void {
  const count = frame.lengths.length;
  if (frame.codec !== CODEC.raw && frame.codec !== CODEC.lz4 && frame.codec !== CODEC.zstd) throw invalid(`codec ${frame.codec} is not known`);
  if (count === 0 || count > MAX_FRAME_CHUNKS) throw invalid(`${count} chunks`);
  if (frame.ids.length !== count * ID_BYTES) throw invalid(`${frame.ids.length} bytes of ids for ${count} chunks`);
  if (frame.plainBytes > MAX_FRAME_PLAIN_BYTES) throw invalid(`${frame.plainBytes} plain bytes exceed ${MAX_FRAME_PLAIN_BYTES}`);
  if (frame.payload.length === 0 || frame.payload.length > MAX_FRAME_STORED_BYTES) throw invalid(`payload of ${frame.payload.length} bytes`);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const length = frame.lengths[i];
    if (length === 0 || length > MAX_CHUNK_BYTES) throw invalid(`chunk of ${length} bytes`);
    sum += length;
  }
  if (sum !== frame.plainBytes) throw invalid(`its chunks add up to ${sum} bytes, not ${frame.plainBytes}`);
}

/** `F V`, then M, I or R, then the version: the magic of the three levels of a manifest. */
function looksLikeManifest(plain: Uint8Array, at: number): boolean {
  if (plain[at] !== 0x46 || plain[at + 1] !== 0x56 || plain[at + 3] !== 0x31) return false;
  const level = plain[at + 2];
  return level === 0x4d || level === 0x49 || level === 0x52;
}

function decode(frame: ReceivedFrame, scratch: Uint8Array): Uint8Array {
  if (frame.codec === CODEC.raw) {
    if (frame.payload.length !== frame.plainBytes) throw invalid(`${frame.payload.length} raw bytes where ${frame.plainBytes} are declared`);
    return frame.payload;
  }
  try {
    return decodeFrame(frame.codec, frame.payload, frame.plainBytes, scratch);
  } catch (cause) {
    if (isFarvaultError(cause, 'CORRUPT') || isFarvaultError(cause, 'FORMAT')) throw new FarvaultError('INVALID', cause.message, { cause });
    throw cause;
  }
}

/**
 * Checks a frame whose shape has been checked. `scratch` holds the largest plain frame and is overwritten. Tells whether a chunk looks
 * like part of a manifest. INVALID when a chunk is not what its id says.
 */
export function verifyFrame(frame: ReceivedFrame, scratch: Uint8Array): { holdsManifest: boolean } {
  const plain = decode(frame, scratch);
  const ids = Buffer.from(frame.ids.buffer, frame.ids.byteOffset, frame.ids.length);
  let holdsManifest = false;
  let at = 0;
  for (let i = 0; i < frame.lengths.length; i++) {
    const end = at + frame.lengths[i];
    const id = blake3(plain.subarray(at, end));
    if (id.compare(ids, i * ID_BYTES, (i + 1) * ID_BYTES) !== 0) throw invalid(`chunk ${i} is not ${ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES)}`);
    if (looksLikeManifest(plain, at)) holdsManifest = true;
    at = end;
  }
  return { holdsManifest };
}
