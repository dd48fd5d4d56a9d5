// Payloads of frames: plain bytes to (codec, payload) and back (docs/formats.md, Frame).
//   decodeFrame(codec, payload, plainBytes, out?): Buffer   exactly `plainBytes`, in `out` when given; CORRUPT or FORMAT otherwise.
//                                                           Raw without `out` is the payload itself, not a copy
//   new FrameEncoder().encode(plain, choice): EncodedFrame  payload borrowed until the next call
// Encoders and decoders belong to one thread each.
import { FarvaultError } from '../errors/errors.js';
import { MAX_FRAME_PLAIN_BYTES } from '../format/limits.js';
import { CODEC, MAX_LEVEL, MIN_LEVEL, type CodecChoice } from './codec.js';
import { looksIncompressible } from './compressibility.js';
import { lz4Compress, lz4Decompress } from './lz4.js';
import { zstdAvailable, zstdBound, zstdCompress, zstdDecompress } from './zstd.js';

/** What a payload must save, in 1/32 of the plain bytes, for decoding it at every restore to be worth it. */
const LEAST_GAIN = 1 / 32;

export interface EncodedFrame {
  codec: number;
  /** Borrowed until the next call of the same encoder (for raw: the plain bytes themselves). */
  payload: Uint8Array;
}

export function decodeFrame(codec: number, payload: Uint8Array, plainBytes: number, out?: Uint8Array): Buffer {
  if (!Number.isInteger(plainBytes) || plainBytes < 0 || plainBytes > MAX_FRAME_PLAIN_BYTES) throw new FarvaultError('FORMAT', `frame: ${plainBytes} plain bytes exceed ${MAX_FRAME_PLAIN_BYTES}`);
  if (out !== undefined && out.length < plainBytes) throw new FarvaultError('INTERNAL', 'frame: the output has no room');
  const bytes = asBuffer(payload);
  if (codec === CODEC.zstd) {
    const plain = out === undefined ? Buffer.allocUnsafeSlow(plainBytes) : asBuffer(out).subarray(0, plainBytes);
    zstdDecompress(bytes, plainBytes, plain);
    return plain;
  }
  if (codec !== CODEC.raw && codec !== CODEC.lz4) throw new FarvaultError('FORMAT', `frame: codec ${codec} is not known`, { remedy: 'Upgrade this program.' });
  if (codec === CODEC.raw && bytes.length !== plainBytes) throw new FarvaultError('CORRUPT', `frame: ${bytes.length} raw bytes where ${plainBytes} are expected`);
  const plain = codec === CODEC.raw ? bytes : lz4Decompress(bytes, plainBytes);
  if (out === undefined) return plain;
  out.set(plain);
  return asBuffer(out).subarray(0, plainBytes);
}

export class FrameEncoder {
  private out = Buffer.alloc(0);
  private check = Buffer.alloc(0);

  encode(plain: Uint8Array, choice: CodecChoice): EncodedFrame {
    const codec = resolveCodec(choice);
    if (codec === CODEC.raw || plain.length === 0) return { codec: CODEC.raw, payload: plain };
    if (choice.codec === 'auto' && looksIncompressible(plain)) return { codec: CODEC.raw, payload: plain };
    this.reserve(plain.length);
    const payload = codec === CODEC.zstd ? this.zstd(plain, choice.level) : lz4Compress(plain);
    if (payload === null || payload.length > plain.length * (1 - LEAST_GAIN)) return { codec: CODEC.raw, payload: plain };
    // A compressor that errs, or memory that does, would otherwise be found out at the restore.
    const decoded = decodeFrame(codec, payload, plain.length, this.check);
    if (decoded.compare(plain) !== 0) throw new FarvaultError('INTERNAL', 'frame: what was compressed decodes to something else', { remedy: "Test this machine's memory." });
    return { codec, payload };
  }

  private zstd(plain: Uint8Array, level: number): Buffer | null {
    const bytes = zstdCompress(plain, Math.min(Math.max(level, MIN_LEVEL), MAX_LEVEL), this.out);
    return bytes === 0 ? null : this.out.subarray(0, bytes);
  }

  private reserve(plainBytes: number): void {
    if (this.check.length >= plainBytes) return;
    this.out = Buffer.allocUnsafeSlow(zstdBound(plainBytes));
    this.check = Buffer.allocUnsafeSlow(plainBytes);
  }
}

/** The codec that a choice comes to on this machine. */
function resolveCodec(choice: CodecChoice): number {
  if (choice.codec === 'auto') return zstdAvailable() ? CODEC.zstd : CODEC.lz4;
  return CODEC[choice.codec];
}

function asBuffer(data: Uint8Array): Buffer {
  return Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
