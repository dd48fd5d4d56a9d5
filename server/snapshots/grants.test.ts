import { beforeEach, describe, expect, test } from 'vitest';
import { blake3 } from '../../shared/hash/hash.js';
import { systemClock } from '../../shared/time/clock.js';
import type { JournalRecord, SnapshotRecord } from '../repository/index.js';
import { ChunkReader } from './chunk-reader.js';
import { FrameCache } from './frame-cache.js';
import { GrantsFollower } from './grants-follower.js';
import { Grants } from './grants.js';
import { MemoryStore, chunkNumber, manifestOf, recordOf, type TestFile } from './testing/memory-store.js';
import { MemoryView } from './testing/memory-view.js';

const idsOf = (...chunks: Buffer[]): Buffer => Buffer.concat(chunks.map((chunk) => blake3(chunk)));
const [one, two, three] = [1, 2, 3].map((number) => chunkNumber(number)) as [Buffer, Buffer, Buffer];
const all = idsOf(one, two, three);

let view: MemoryView;
beforeEach(() => {
  view = new MemoryView();
});

describe('grants', () => {
  test('are an office’s own, from memory and from the view', async () => {
    const grants = new Grants(view, systemClock);
    grants.add('a', idsOf(one, two));
    grants.add('b', idsOf(three));
    for (let round = 0; round < 2; round++) {
      expect([...(await grants.has('a', all))]).toEqual([1, 1, 0]);
      expect([...(await grants.has('b', all))]).toEqual([0, 0, 1]);
      expect([...(await grants.has('c', all))]).toEqual([0, 0, 0]);
      await grants.flush();
    }
    await grants.close();
    expect([...(await new Grants(view, systemClock).has('a', all))]).toEqual([1, 1, 0]);
  });
});

describe('grants from the journal', () => {
  let store: MemoryStore;
  const tree: TestFile[] = [{ path: 'a', chunks: [one, two] }, { path: 'b', chunks: [three] }];
  const warnings: string[] = [];
  const log = { warn: (_fields: object, message: string): void => void warnings.push(message) };
  const committed = (snapshot: SnapshotRecord, number = 5): JournalRecord => ({ number, epoch: 1, timeMs: 0, body: { kind: 'snapshot.committed', snapshot } });
  beforeEach(() => {
    store = new MemoryStore();
    warnings.length = 0;
    store.store([one, two, three]);
  });
  const start = async (follower: GrantsFollower): Promise<Grants> => {
    const grants = new Grants(view, systemClock);
    follower.start({ view, grants, reader: new ChunkReader(store, new FrameCache(store, 1 << 20)) });
    await follower.settle();
    return grants;
  };

  test('follow from a snapshot that was committed before the start', async () => {
    const manifest = manifestOf(tree);
    store.store(manifest);
    const follower = new GrantsFollower(log);
    await follower.apply(committed(recordOf(manifest.at(-1)!, 'a', 'agent')), view);
    const grants = await start(follower);
    expect([...(await grants.has('a', Buffer.concat([all, idsOf(...manifest)])))]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...(await grants.has('b', all))]).toEqual([0, 0, 0]);
    // Nothing is left to be done: four manifest and content chunks of each kind, and no marker.
    expect(view.entries.size).toBe(6);
    await follower.stop();
  });

  test('cost nothing when the session has made them', async () => {
    const manifest = manifestOf(tree);
    store.store(manifest);
    const follower = new GrantsFollower(log);
    const grants = await start(follower);
    grants.add('a', idsOf(...manifest));
    await follower.apply(committed(recordOf(manifest.at(-1)!, 'a', 'agent')), view);
    expect(store.reads).toBe(0);
    // They are in the view before its position moves on.
    expect(view.entries.size).toBe(3);
    await follower.stop();
  });

  test('are left out, with a warning, where the manifest is lost', async () => {
    const manifest = manifestOf(tree);
    store.store(manifest);
    store.lose(blake3(manifest[0]));
    const follower = new GrantsFollower(log);
    await follower.apply(committed(recordOf(manifest.at(-1)!, 'a', 'agent')), view);
    const grants = await start(follower);
    expect([...(await grants.has('a', all))]).toEqual([0, 0, 0]);
    expect(warnings).toHaveLength(1);
    await follower.stop();
  });
});
