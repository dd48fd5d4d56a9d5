// Frames that are not what they say, by the thousand, on the way that a server's upload takes (G17, T5): not one reaches the repository, and not one good frame beside them is lost.
// Replay: FARVAULT_SEED=n npm run test:fault -- --part poison
import { expect, it } from 'vitest';
import { FrameEncoder } from '../../shared/codec/frame.js';
import { ID_BYTES, blake3 } from '../../shared/hash/hash.js';
import type { Frame__Output } from '../../shared/rpc/gen/farvault/v1/Frame.js';
import { systemClock } from '../../shared/time/clock.js';
import { MAX_FRAME_PLAIN_BYTES } from '../../shared/format/limits.js';
import { Credit, CreditBudget } from '../../server/sessions/credit.js';
import { FrameIntake } from '../../server/sessions/frame-intake.js';
import { verifyFrame, type ReceivedFrame } from '../../server/sessions/verify-frame.js';
import type { VerifiedFrame } from '../../server/repository/types.js';
import { seeded } from '../support/random.js';
import { countOf, LONG, replay, SEED } from './settings.js';

const UPLOADS = countOf('UPLOADS', LONG ? 100_000 : 1_000);
const random = seeded(SEED);
const encoder = new FrameEncoder();
const scratch = Buffer.alloc(MAX_FRAME_PLAIN_BYTES);
const verifier = {
  verify: async (frame: ReceivedFrame): Promise<VerifiedFrame> => {
    const { holdsManifest } = verifyFrame(frame, scratch);
    return Promise.resolve({ codec: frame.codec, plainBytes: frame.plainBytes, ids: Buffer.from(frame.ids), lengths: frame.lengths, payload: Buffer.from(frame.payload), holdsManifest });
  },
};

interface Sent {
  codec: number;
  plainBytes: number;
  ids: Buffer;
  lengths: number[];
  payload: Buffer;
}

function goodFrame(): Sent {
  const lengths = Array.from({ length: random.between(1, 6) }, () => random.between(1, 400));
  const plain = Buffer.alloc(lengths.reduce((sum, length) => sum + length, 0));
  for (let at = 0; at < plain.length; at++) plain[at] = random.next() < 0.5 ? 97 : random.next() * 256;
  let at = 0;
  const ids = Buffer.concat(lengths.map((length) => blake3(plain.subarray(at, (at += length)))));
  const { codec, payload } = encoder.encode(plain, { codec: (['raw', 'lz4', 'auto'] as const)[random.between(0, 3)], level: 1 });
  return { codec, plainBytes: plain.length, ids, lengths, payload: Buffer.from(payload) };
}

const flip = (bytes: Buffer): void => void (bytes[random.between(0, bytes.length)] ^= 1 << random.between(0, 8));
const SPOIL: [string, (frame: Sent) => void][] = [
  ['a bit of an id', ({ ids }) => flip(ids)],
  ['a random id', ({ ids }) => { for (let at = 0; at < ID_BYTES; at++) ids[at] = random.next() * 256; }],
  ['the ids of two chunks changed over', (frame) => { frame.ids = frame.lengths.length < 2 ? Buffer.alloc(ID_BYTES) : Buffer.concat([frame.ids.subarray(ID_BYTES, 2 * ID_BYTES), frame.ids.subarray(0, ID_BYTES), frame.ids.subarray(2 * ID_BYTES)]); }],
  ['the last chunk longer', (frame) => { frame.lengths[frame.lengths.length - 1]++; frame.plainBytes++; }],
  ['the last chunk shorter', (frame) => { frame.lengths[frame.lengths.length - 1]--; frame.plainBytes--; }],
  ['lengths that do not add up', (frame) => void frame.plainBytes++],
  ['bytes that are cut off', (frame) => { frame.payload = frame.payload.subarray(0, frame.payload.length - 1); }],
  ['bytes too many', (frame) => { frame.payload = Buffer.concat([frame.payload, Buffer.from([random.between(0, 256)])]); }],
  ['no bytes', (frame) => { frame.payload = Buffer.alloc(0); }],
  ['an empty chunk', (frame) => { frame.lengths.push(0); frame.ids = Buffer.concat([frame.ids, blake3(Buffer.alloc(0))]); }],
  ['an id too many', (frame) => { frame.ids = Buffer.concat([frame.ids, Buffer.alloc(ID_BYTES)]); }],
  ['an id too few', (frame) => { frame.ids = frame.ids.subarray(ID_BYTES); }],
  ['an unknown codec', (frame) => void (frame.codec = 3 + random.between(0, 100))],
  ['no chunks', (frame) => { frame.lengths = []; frame.ids = Buffer.alloc(0); frame.plainBytes = 0; }],
];

/** One stream that gets a good frame and then this one. Gives what reached the repository. */
async function upload(second: Sent): Promise<{ stored: number; failed: unknown }> {
  const credit = new Credit(systemClock, new CreditBudget());
  credit.grant();
  let stored = 0;
  const end = new AbortController();
  return new Promise((resolve) => {
    let failed: unknown = null;
    const over = (): void => setImmediate(() => resolve({ stored, failed })) as unknown as void;
    const intake = new FrameIntake({
      verifier, credit, clock: systemClock, signal: end.signal,
      append: () => Promise.resolve({ storedBytes: ++stored }),
      onIncompressible: () => undefined, onRoom: () => undefined,
      send: ({ ack }) => { if (ack?.seq === 2) over(); },
      fail: (error) => { failed = error; setImmediate(over); },
    });
    const message = (seq: number, frame: Sent): Frame__Output => ({ seq, ...frame }) as unknown as Frame__Output;
    intake.receive(message(1, goodFrame()));
    intake.receive(message(2, second));
  });
}

it(`of ${UPLOADS} frames that are not what they say none is stored`, { timeout: 60_000 + UPLOADS * 20 }, async () => {
  for (let n = 0; n < UPLOADS; n++) {
    const [what, spoil] = SPOIL[n % SPOIL.length];
    const frame = goodFrame();
    spoil(frame);
    await replay('npm run test:fault -- --part poison', async () => {
      const { stored, failed } = await upload(frame);
      if (stored > 1 || failed === null) throw new Error(`upload ${n}: a frame with ${what} was taken`);
      if ((failed as { code?: string }).code !== 'INVALID') throw new Error(`upload ${n}: a frame with ${what} was refused otherwise`, { cause: failed });
    });
  }
  expect((await upload(goodFrame())).stored).toBe(2);
  console.log(`poison: ${UPLOADS} bad uploads of ${SPOIL.length} kinds, 0 stored`);
});
