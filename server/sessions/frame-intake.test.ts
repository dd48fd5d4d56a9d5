// What the server says and counts of the frames that it takes.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CODEC } from '../../shared/codec/codec.js';
import { FrameEncoder } from '../../shared/codec/frame.js';
import { blake3 } from '../../shared/hash/hash.js';
import type { BackupReply } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { Frame__Output } from '../../shared/rpc/gen/farvault/v1/Frame.js';
import { Credit, CreditBudget } from './credit.js';
import { FrameIntake } from './frame-intake.js';

function frameOf(seq: number, plain: Buffer, codec: 'auto' | 'raw' = 'auto'): Frame__Output {
  const encoded = new FrameEncoder().encode(plain, { codec, level: 3 });
  return { seq, codec: encoded.codec as Frame__Output['codec'], plainBytes: plain.length, ids: blake3(plain), lengths: [plain.length], payload: Buffer.from(encoded.payload) };
}

/** Takes the frames; each is durable `storeMs` after it came. */
async function take(frames: Frame__Output[], storeMs: number, holdsManifest = false): Promise<{ replies: BackupReply[]; incompressible: number }> {
  const clock = { ms: 0, now: () => 0, monotonic: () => clock.ms, sleep: () => Promise.resolve() };
  const credit = new Credit(clock, new CreditBudget());
  credit.grant();
  const replies: BackupReply[] = [];
  let incompressible = 0;
  const intake = new FrameIntake({
    clock,
    verifier: { verify: (frame) => Promise.resolve({ ...frame, ids: Buffer.from(frame.ids), payload: Buffer.from(frame.payload), holdsManifest }) },
    append: () => {
      clock.ms += storeMs;
      return Promise.resolve({ storedBytes: 1 });
    },
    credit,
    onIncompressible: (bytes) => (incompressible += bytes),
    send: (reply) => replies.push(reply),
    onRoom: () => undefined,
    fail: (error) => {
      throw error;
    },
    signal: new AbortController().signal,
  });
  for (const frame of frames) intake.receive(frame);
  await intake.drained();
  return { replies, incompressible };
}

describe('frames', () => {
  it('are acknowledged with the time that the server took', async () => {
    const { replies } = await take([frameOf(1, randomBytes(20_000))], 250);
    expect(replies).toMatchObject([{ ack: { seq: 1, serverMs: 250 } }]);
  });

  it('count as incompressible by what the server sees, not by how they came', async () => {
    const text = Buffer.from(randomBytes(50_000).toString('hex'));
    expect((await take([frameOf(1, randomBytes(100_000))], 0)).incompressible).toBe(100_000);
    expect((await take([frameOf(1, text)], 0)).incompressible).toBe(0);
    expect(frameOf(1, text, 'raw').codec).toBe(CODEC.raw);
    expect((await take([frameOf(1, text, 'raw')], 0)).incompressible).toBe(0);
    expect((await take([frameOf(1, randomBytes(100_000))], 0, true)).incompressible).toBe(0);
  });
});
