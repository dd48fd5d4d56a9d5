import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { workerEntry } from '../../shared/async/worker-entry.js';
import { CODEC } from '../../shared/codec/codec.js';
import { FrameEncoder } from '../../shared/codec/frame.js';
import { MAX_FRAME_PLAIN_BYTES } from '../../shared/format/limits.js';
import { blake3 } from '../../shared/hash/hash.js';
import { checkFrameShape, verifyFrame, type ReceivedFrame } from './verify-frame.js';
import { VerifyPool } from './verify-pool.js';

const scratch = Buffer.alloc(MAX_FRAME_PLAIN_BYTES);

function aFrame(chunks: Buffer[], codec: 'raw' | 'lz4' | 'zstd' = 'raw'): ReceivedFrame {
  const plain = Buffer.concat(chunks);
  const encoded = new FrameEncoder().encode(plain, { codec, level: 1 });
  return {
    codec: encoded.codec,
    plainBytes: plain.length,
    ids: Uint8Array.from(Buffer.concat(chunks.map((chunk) => blake3(chunk)))),
    lengths: Uint32Array.from(chunks, (chunk) => chunk.length),
    payload: Uint8Array.from(encoded.payload),
  };
}

function verify(frame: ReceivedFrame): boolean {
  checkFrameShape(frame);
  return verifyFrame(frame, scratch).holdsManifest;
}

describe('verifying a frame', () => {
  test('tells frames with manifest chunks from others', () => {
    expect(verify(aFrame([Buffer.from('text'), Buffer.from('FVM1 and so on')]))).toBe(true);
    expect(verify(aFrame([Buffer.from('FVIx'), Buffer.from('FV')]))).toBe(false);
  });

  test('refuses every change of one byte of the payload, and of the ids', () => {
    const chunks = [Buffer.alloc(900, 'abc'), randomBytes(300), Buffer.alloc(100)];
    const kinds = fc.constantFrom('raw' as const, 'lz4' as const, 'zstd' as const);
    fc.assert(
      fc.property(kinds, fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 255 }), (codec, inIds, place, flip) => {
        const frame = aFrame(chunks, codec);
        const target = inIds ? frame.ids : frame.payload;
        target[place % target.length] ^= flip;
        let plain: boolean;
        try {
          plain = verify(frame);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID' });
          return;
        }
        // Another encoding of the same bytes would be no harm: it decodes to what the ids say.
        expect(inIds || codec === 'raw').toBe(false);
        expect(plain).toBe(false);
      }),
      { numRuns: 1_500 },
    );
  });

  test('refuses arbitrary frames without harm', () => {
    const field = fc.record({
      codec: fc.nat(4),
      plainBytes: fc.oneof(fc.nat(2_000), fc.nat()),
      ids: fc.uint8Array({ maxLength: 128 }),
      lengths: fc.array(fc.oneof(fc.nat(1_000), fc.nat()), { maxLength: 4 }).map((lengths) => Uint32Array.from(lengths)),
      payload: fc.uint8Array({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(field, (frame) => {
        expect(() => verify(frame)).toThrow(expect.objectContaining({ code: 'INVALID' }) as Error);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the verify pool', () => {
  const pool = new VerifyPool(1);
  afterAll(() => pool.close());

  test('moves the memory of a frame and gives it back', async () => {
    const frame = aFrame([randomBytes(100_000), randomBytes(50_000)]);
    const { payload } = frame;
    const copy = Buffer.from(payload);
    const verified = await pool.verify(frame);
    expect(payload.length).toBe(0);
    expect(verified.payload.equals(copy)).toBe(true);
    expect([...verified.lengths]).toEqual([100_000, 50_000]);
    expect(verified.codec).toBe(CODEC.raw);
  });

  test('copies what lies in shared memory', async () => {
    const chunk = Buffer.from('small');
    const frame = { ...aFrame([chunk]), payload: chunk, ids: blake3(chunk) };
    await pool.verify(frame);
    expect(chunk.toString()).toBe('small');
  });

  test('refuses a wrong chunk, and goes on', async () => {
    const frame = aFrame([randomBytes(50_000)]);
    frame.payload[7] ^= 1;
    await expect(pool.verify(frame)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(pool.verify(aFrame([randomBytes(50_000)]))).resolves.toMatchObject({ holdsManifest: false });
  });

  test('fails what it holds when it is closed, and takes no more', async () => {
    const other = new VerifyPool(1);
    const held = other.verify(aFrame([randomBytes(1 << 20)]));
    const outcome = expect(held).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await other.close();
    await outcome;
    await expect(other.verify(aFrame([randomBytes(9)]))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('a verify thread that dies', () => {
  test('fails what it held so that it is sent again, and is replaced for the next frame', async () => {
    const started: Worker[] = [];
    const own = new VerifyPool(1, () => {
      const dies = started.length === 0;
      started.push(dies ? new Worker('require("node:worker_threads").parentPort.once("message", () => process.exit(9))', { eval: true }) : new Worker(workerEntry('./verify-worker.js', import.meta.url)));
      return started.at(-1)!;
    });
    const frame = (): ReceivedFrame => aFrame([randomBytes(100_000)]);
    const ends = await Promise.allSettled([own.verify(frame()), own.verify(frame()), own.verify(frame())]);
    for (const end of ends) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE', retryable: true } });
    expect((await own.verify(frame())).lengths[0]).toBe(100_000);
    expect(started).toHaveLength(2);
    await own.close();
  });

  test('that cannot even start fails its frames and does not hang them', async () => {
    const own = new VerifyPool(1, () => new Worker('throw new Error("no memory")', { eval: true }));
    for (let i = 0; i < 3; i++) await expect(own.verify(aFrame([randomBytes(100)]))).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('no memory') });
    await own.close();
  });
});
