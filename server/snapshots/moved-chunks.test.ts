import fs from 'node:fs';
import { expect, test } from 'vitest';
import { decodeFrame } from '../../shared/codec/frame.js';
import { Reframer } from '../../shared/codec/reframer.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import { frameOf, openTest, tempDirectory } from '../repository/test-kit.js';
import { ChunkFailures } from './chunk-failures.js';
import { ChunkReader } from './chunk-reader.js';
import { fetchFrames, planFetch } from './fetch.js';
import { FrameCache } from './frame-cache.js';

const FRAMES = 45;
const CHUNKS = 6;
const CHUNK_BYTES = 300;

test('every byte is right for who reads while packs are compacted', async () => {
  const dir = tempDirectory();
  const { repository, logged } = await openTest(dir, { packBytes: 12_000 });
  const signal = new AbortController().signal;
  const frames = Array.from({ length: FRAMES }, (_, i) => frameOf(`frame ${i}`, CHUNKS, CHUNK_BYTES));
  for (const frame of frames) await repository.appendFrame(frame);
  await repository.sealOpenPack();
  // Of each frame two chunks are wanted, or all: so some frames move as they are, and some are taken apart.
  const live = new IdTable(1);
  const expected: Buffer[] = [];
  for (const [f, frame] of frames.entries()) {
    for (let i = 0; i < (f % 3 === 0 ? CHUNKS : 2); i++) {
      live.setWord(live.add(frame.ids, i * ID_BYTES), 0, expected.length);
      expected.push(frame.payload.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES));
    }
  }
  const ids = Buffer.from(live.ids());
  let compacted = 0;
  let reading = 3;
  /** Everything moves again and again, until the last reader is through. */
  const compact = async (): Promise<void> => {
    while (reading > 0) {
      for (const { pack, sealed } of repository.packFacts()) {
        if (!sealed) continue;
        await repository.compactPack(pack, { changes: 0, isLive: (some, at) => live.has(some, at), hasSnapshot: () => false }, signal);
        compacted++;
      }
      await repository.sealOpenPack();
    }
  };
  /** Now and then another pack goes before the next chunk is read. */
  const dawdle = async (read: number): Promise<void> => {
    const until = compacted + (read % 12 === 0 ? 1 : 0);
    while (compacted < until) await new Promise((resolve) => setImmediate(resolve));
  };
  const inOrder = async (cacheBytes: number): Promise<void> => {
    const reader = new ChunkReader(repository, new FrameCache(repository, cacheBytes));
    let at = 0;
    for await (const chunk of reader.read(ids)) {
      expect(chunk.equals(expected[at++])).toBe(true);
      await dawdle(at);
    }
    expect(at).toBe(expected.length);
    reading--;
  };
  const fetched = async (): Promise<void> => {
    const cache = new FrameCache(repository, 1);
    const wanted = { ids: live, plainBytes: 0, references: 0, failures: new ChunkFailures() };
    let count = 0;
    for await (const { codec, payload, plainBytes, ids: got, lengths } of fetchFrames(await planFetch(wanted, repository), { source: repository, frames: cache, reframer: new Reframer() }, signal)) {
      const plain = decodeFrame(codec, payload, plainBytes);
      let from = 0;
      for (const [i, length] of lengths.entries()) {
        expect(plain.subarray(from, (from += length)).equals(expected[live.word(live.find(got, i * ID_BYTES), 0)])).toBe(true);
        await dawdle(++count);
      }
    }
    expect(wanted.failures.ids.length).toBe(0);
    expect(count).toBe(expected.length);
    reading--;
  };
  await Promise.all([compact(), inOrder(1), inOrder(20_000), fetched()]);
  expect(compacted).toBeGreaterThan(10);
  expect(logged).toEqual([]);
  await repository.close();
  fs.rmSync(dir, { recursive: true, force: true });
}, 30_000);
