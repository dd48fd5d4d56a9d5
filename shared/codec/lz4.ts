// LZ4 block format with a 4-byte plain length in front, as `lz4-napi` writes it.
//   lz4Compress(plain): Buffer
//   lz4Decompress(payload, plainBytes): Buffer   exactly `plainBytes` long, or CORRUPT; the announced length is checked first
import { compressSync, uncompressSync } from 'lz4-napi';
import { FarvaultError } from '../errors/errors.js';

const PREFIX_BYTES = 4;
/** A block cannot expand more than this: one byte of a match length stands for 255. */
const MAX_EXPANSION = 255;

export function lz4Compress(plain: Uint8Array): Buffer {
  return compressSync(asBuffer(plain));
}

export function lz4Decompress(payload: Buffer, plainBytes: number): Buffer {
  if (payload.length < PREFIX_BYTES) throw new FarvaultError('CORRUPT', 'lz4 payload: shorter than its length field');
  const announced = payload.readUInt32LE(0);
  if (announced !== plainBytes) throw new FarvaultError('CORRUPT', `lz4 payload: announces ${announced} bytes where ${plainBytes} are expected`);
  if (plainBytes > (payload.length - PREFIX_BYTES) * MAX_EXPANSION) throw new FarvaultError('CORRUPT', `lz4 payload: ${payload.length} bytes cannot hold ${plainBytes}`);
  let plain: Buffer;
  try {
    plain = uncompressSync(payload);
  } catch (cause) {
    throw new FarvaultError('CORRUPT', 'lz4 payload: does not decode', { cause });
  }
  if (plain.length !== plainBytes) throw new FarvaultError('CORRUPT', `lz4 payload: holds ${plain.length} bytes where ${plainBytes} are expected`);
  return plain;
}

function asBuffer(data: Uint8Array): Buffer {
  return Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
