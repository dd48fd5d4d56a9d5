// What everything that gives chunks by id must do, whatever stands behind it: the pack repository and the store in memory that tests use, each with a cache
// of frames and as good as without one, and the reader of a snapshot at the other end of the line.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { blake3 } from '../../shared/hash/hash.js';
import { findFile, writeFileTo } from '../../shared/restore/cat.js';
import { FakeReadServer } from '../../shared/restore/testing/fake-read-server.js';
import { fakeSnapshot } from '../../shared/restore/testing/fake-snapshot.js';
import { directory, file, seededBytes } from '../../shared/restore/testing/trees.js';
import { openTest, tempDirectory } from '../../server/repository/test-kit.js';
import { ChunkReader, FrameCache } from '../../server/snapshots/index.js';
import { MemoryStore } from '../../server/snapshots/testing/memory-store.js';

interface Store {
  get(id: Buffer): Promise<Buffer>;
  /** Spoils what is stored of a chunk. Absent: the suite cannot reach it. */
  damage?(chunk: Buffer): void;
  close(): Promise<void>;
}

/** Holds these frames of chunks. */
type MakeStore = (frames: Buffer[][]) => Promise<Store>;

const inMemory = (cacheBytes: number): MakeStore => async (frames) => {
  const store = new MemoryStore();
  const numbers = frames.map((chunks) => store.store(chunks));
  const reader = new ChunkReader(store, new FrameCache(store, cacheBytes));
  return {
    get: (id) => reader.readOne(id),
    damage: (chunk) => store.damage(numbers[frames.findIndex((chunks) => chunks.includes(chunk))]),
    close: () => Promise.resolve(),
  };
};

const onDisk = (cacheBytes: number): MakeStore => async (frames) => {
  const dataDir = tempDirectory();
  const { repository } = await openTest(dataDir);
  for (const chunks of frames) {
    const payload = Buffer.concat(chunks);
    const ids = Buffer.concat(chunks.map((chunk) => blake3(chunk)));
    await repository.appendFrame({ codec: 0, plainBytes: payload.length, ids, lengths: Uint32Array.from(chunks, (chunk) => chunk.length), payload, holdsManifest: false });
  }
  const reader = new ChunkReader(repository, new FrameCache(repository, cacheBytes));
  return {
    get: (id) => reader.readOne(id),
    damage: (chunk) => {
      const pack = path.join(dataDir, 'packs', '0000000001.fvp');
      const bytes = readFileSync(pack);
      bytes[bytes.indexOf(chunk)] ^= 1;
      writeFileSync(pack, bytes);
    },
    close: async () => {
      await repository.close();
      rmSync(dataDir, { recursive: true });
    },
  };
};

/** Each chunk is a file of the snapshot, named for its id. */
const overTheLine: MakeStore = async (frames) => {
  const chunks = frames.flat().map((chunk) => file(blake3(chunk).toString('hex'), chunk));
  const sorted = chunks.sort((a, b) => (String(a.path) < String(b.path) ? -1 : 1));
  const reader = await new FakeReadServer(fakeSnapshot([directory(''), ...sorted])).reader();
  const { signal } = new AbortController();
  return {
    get: async (id) => {
      const out = new PassThrough({ highWaterMark: 1 << 20 });
      await writeFileTo(reader, await findFile(reader, Buffer.from(id.toString('hex')), signal), out, signal);
      return (out.read() as Buffer | null) ?? Buffer.alloc(0);
    },
    close: async () => reader.close(),
  };
};

const FRAMES = [
  [Buffer.from('a'), seededBytes(1, 65_536), seededBytes(2, 17)],
  [seededBytes(3, 262_144)],
  Array.from({ length: 300 }, (_, i) => Buffer.from(`chunk ${i} of many`)),
];
const CHUNKS = FRAMES.flat();

describe.each<[string, MakeStore]>([
  ['pack repository, cached', onDisk(64 << 20)],
  ['pack repository, a cache that holds nothing', onDisk(0)],
  ['memory, cached', inMemory(64 << 20)],
  ['memory, a cache that holds nothing', inMemory(0)],
  ['a snapshot read over the line', overTheLine],
])('%s', (_name, make) => {
  let store: Store;
  afterEach(() => store.close());

  it('gives the bytes of every chunk', async () => {
    store = await make(FRAMES);
    for (const chunk of CHUNKS) expect((await store.get(blake3(chunk))).equals(chunk)).toBe(true);
  });

  it('gives them in any order, again, and to many at once', async () => {
    store = await make(FRAMES);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(CHUNKS.length - 1), { maxLength: 40 }), async (wanted) => {
        const got = await Promise.all(wanted.map((i) => store.get(blake3(CHUNKS[i]))));
        got.forEach((bytes, at) => expect(bytes.equals(CHUNKS[wanted[at]])).toBe(true));
      }),
      { numRuns: 15 },
    );
  });

  it('says that it has not what it has not, and goes on', async () => {
    store = await make(FRAMES);
    const failure = await store.get(blake3(Buffer.from('never stored'))).then(() => null, (error: unknown) => error);
    expect(isFarvaultError(failure) && ['MISSING', 'NOT_FOUND'].includes(failure.code)).toBe(true);
    expect((await store.get(blake3(CHUNKS[0]))).equals(CHUNKS[0])).toBe(true);
  });

  it('never gives other bytes for what was damaged, and the rest as before', async () => {
    store = await make(FRAMES);
    if (store.damage === undefined) return;
    store.damage(CHUNKS[1]);
    for (let time = 0; time < 2; time++) await expect(store.get(blake3(CHUNKS[1]))).rejects.toMatchObject({ code: time === 0 ? 'CORRUPT' : 'MISSING' });
    expect((await store.get(blake3(CHUNKS[3]))).equals(CHUNKS[3])).toBe(true);
    expect((await store.get(blake3(CHUNKS[100]))).equals(CHUNKS[100])).toBe(true);
  });
});
