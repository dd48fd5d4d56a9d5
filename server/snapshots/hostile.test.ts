// What an enrolled agent can say that is cheap to say and dear to answer.
import { expect, test } from 'vitest';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { decodeIndexChunk } from '../../shared/format/manifest-index.js';
import { ByteWriter } from '../../shared/format/varint.js';
import { blake3 } from '../../shared/hash/hash.js';
import { ChunkReader } from './chunk-reader.js';
import { FrameCache } from './frame-cache.js';
import { ManifestChunkCheck } from './manifest-chunk-check.js';
import { ParentManifest } from './parent-manifest.js';
import { FETCH_LEVEL, SnapshotReader } from './snapshot-reader.js';
import { MemoryStore, chunkNumber, manifestOf, recordOf } from './testing/memory-store.js';

function readerOf(chunks: Buffer[]): ChunkReader {
  const store = new MemoryStore();
  store.store(chunks);
  return new ChunkReader(store, new FrameCache(store, 8 << 20));
}

test('a fetch that names the same references over and over is refused', async () => {
  const manifest = manifestOf([{ path: 'f', chunks: Array.from({ length: 400 }, (_, i) => chunkNumber(i)) }]);
  const snapshot = await SnapshotReader.open(recordOf(manifest.at(-1)!, 'o', 'a'), readerOf(manifest));
  const place = { level: FETCH_LEVEL.content, number: 0, ranges: Array.from({ length: 4_096 }, () => [0, 400]).flat() };
  await expect(snapshot.resolve([place])).rejects.toSatisfy((error) => isFarvaultError(error, 'INVALID'));
  expect((await snapshot.resolve([{ ...place, ranges: [0, 400, 0, 400] }])).ids.size).toBe(400);
});

test('a parent whose root names one index chunk over and over is not taken into memory', async () => {
  const index = new ByteWriter(1 << 18);
  index.bytes(Buffer.from('FVI1'));
  for (let i = 0; i < 4_000; i++) {
    index.bytes(blake3(Buffer.from('leaf')));
    for (const value of [4, 0, 0, 0]) index.varint(value);
    index.lengthAndBytes(Buffer.from('a'));
  }
  const indexChunk = Buffer.from(index.take());
  const rootOf = (times: number): Buffer => {
    const root = new ByteWriter(1 << 16);
    root.bytes(Buffer.from('FVR1'));
    for (const value of [1, 16_384, 65_536, 262_144, 65_536, 0, 0, 0, 0, times]) root.varint(value);
    for (let i = 0; i < times; i++) {
      root.bytes(blake3(indexChunk));
      for (const value of [indexChunk.length, 4_000, 0]) root.varint(value);
      root.lengthAndBytes(Buffer.from('a'));
    }
    return Buffer.from(root.take());
  };
  const small = rootOf(1);
  const large = rootOf(1_000);
  const reader = readerOf([indexChunk, small, large]);
  expect(await ParentManifest.open(recordOf(small, 'o', 'a'), reader)).not.toBeNull();
  expect(await ParentManifest.open(recordOf(large, 'o', 'a'), reader)).toBeNull();
});

test('a manifest chunk whose paths begin before the last one of the chunk before is refused', () => {
  const [chunk, index] = manifestOf([{ path: 'b', chunks: [chunkNumber(1)] }, { path: 'c', chunks: [chunkNumber(2)] }]);
  const [item] = decodeIndexChunk(index);
  const check = new ManifestChunkCheck();
  for (const before of ['c', 'b', 'z']) expect(() => check.check(chunk, item, Buffer.from(before))).toThrow('does not follow the one before it');
  check.check(chunk, item, Buffer.from('a'));
  expect(check.files).toBe(2);
});
