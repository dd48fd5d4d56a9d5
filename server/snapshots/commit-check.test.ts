import { beforeEach, describe, expect, test } from 'vitest';
import { ID_BYTES, blake3 } from '../../shared/hash/hash.js';
import { systemClock } from '../../shared/time/clock.js';
import type { SnapshotRecord } from '../repository/index.js';
import { ChunkReader } from './chunk-reader.js';
import { CommitCheck } from './commit-check.js';
import { FrameCache } from './frame-cache.js';
import { Grants } from './grants.js';
import { LostChunks, noteLostChunks } from './lost-chunks.js';
import { MemoryStore, chunkNumber, manifestOf, recordOf, type TestFile } from './testing/memory-store.js';
import { MemoryView } from './testing/memory-view.js';

const OFFICE = 'office';
let store: MemoryStore;
let grants: Grants;
let catalogView: MemoryView;
let committed: Map<string, SnapshotRecord>;
let check: CommitCheck;

beforeEach(() => {
  store = new MemoryStore();
  grants = new Grants(new MemoryView(), systemClock);
  catalogView = new MemoryView();
  committed = new Map();
  check = new CommitCheck({
    source: store,
    grants,
    reader: new ChunkReader(store, new FrameCache(store, 8 << 20)),
    catalog: { get: (id) => Promise.resolve(committed.get(id) ?? null) },
    lost: new LostChunks(catalogView, store),
  });
});

const idsOf = (chunks: Buffer[]): Buffer => Buffer.concat(chunks.map((chunk) => blake3(chunk)));
const files = (count: number, first = 0): TestFile[] =>
  Array.from({ length: count }, (_, i) => ({ path: `file ${String(i).padStart(6, '0')}`, chunks: [chunkNumber(first + i)] }));

function upload(chunks: Buffer[], granted = true): void {
  for (let i = 0; i < chunks.length; i += 200) store.store(chunks.slice(i, i + 200));
  if (granted) grants.add(OFFICE, idsOf(chunks));
}

function ask(root: Buffer, change: { parentId?: string; agentId?: string; officeId?: string; known?: boolean; maxMissing?: number; rootBytes?: number } = {}): Promise<Buffer> {
  return check.missing({
    officeId: change.officeId ?? OFFICE,
    agentId: change.agentId ?? 'agent',
    parentId: change.parentId ?? null,
    rootId: blake3(root),
    rootBytes: change.rootBytes ?? root.length,
    known: { has: () => change.known === true },
    maxMissing: change.maxMissing ?? 32_768,
    signal: new AbortController().signal,
  });
}

function commit(root: Buffer, agentId = 'agent'): string {
  const record = recordOf(root, OFFICE, agentId);
  committed.set(record.id, record);
  return record.id;
}

describe('a commit', () => {
  test('is whole when all that it names is held and granted', async () => {
    const tree = files(3_000);
    const manifest = manifestOf(tree);
    expect(manifest.length).toBeGreaterThan(4);
    upload(tree.flatMap(({ chunks }) => chunks));
    upload(manifest);
    expect(await ask(manifest.at(-1)!)).toHaveLength(0);
  });

  test('lacks what is not held, what another office has, and only that', async () => {
    const tree = files(500);
    const manifest = manifestOf(tree);
    upload(tree.slice(2).flatMap(({ chunks }) => chunks));
    upload(tree[1].chunks, false);
    upload(manifest);
    const lacking = idsOf([...tree[0].chunks, ...tree[1].chunks]);
    expect((await ask(manifest.at(-1)!)).equals(lacking)).toBe(true);
    expect((await ask(manifest.at(-1)!, { maxMissing: 1 })).length).toBe(ID_BYTES);
    expect((await ask(manifest.at(-1)!, { officeId: 'elsewhere' })).equals(idsOf([manifest.at(-1)!]))).toBe(true);
  });

  test('lacks a manifest chunk that cannot be read any more, the root included', async () => {
    const tree = files(10);
    const manifest = manifestOf(tree);
    upload(tree.flatMap(({ chunks }) => chunks));
    const [leaf, index, root] = manifest as [Buffer, Buffer, Buffer];
    const frame = store.store([leaf]);
    upload([leaf, index, root]);
    store.damage(frame);
    expect((await ask(root)).equals(blake3(leaf))).toBe(true);
    store.lose(blake3(root));
    expect((await ask(root)).equals(blake3(root))).toBe(true);
  });

  test('trusts the session for what it has uploaded', async () => {
    const tree = files(10);
    const manifest = manifestOf(tree);
    upload(manifest, false);
    expect(await ask(manifest.at(-1)!, { known: true })).toHaveLength(0);
  });

  test('asks again for what the session knew and what was found damaged since', async () => {
    const tree = files(10);
    const manifest = manifestOf(tree);
    upload(tree.flatMap(({ chunks }) => chunks));
    upload(manifest);
    const lost = blake3(tree[4].chunks[0]);
    store.lose(lost);
    await noteLostChunks(lost, catalogView);
    expect((await ask(manifest.at(-1)!, { known: true })).equals(lost)).toBe(true);
  });

  test('does not read again what its own parent holds, unless chunks were lost', async () => {
    const tree = files(6_000);
    const before = manifestOf(tree);
    upload(tree.flatMap(({ chunks }) => chunks));
    upload(before);
    const parentId = commit(before.at(-1)!);
    const changed = tree.map((file, i) => (i === 3_000 ? { ...file, chunks: [chunkNumber(99_999)] } : file));
    const after = manifestOf(changed);
    upload([chunkNumber(99_999)]);
    upload(after);
    store.lose(blake3(tree[10].chunks[0]));
    expect(await ask(after.at(-1)!, { parentId })).toHaveLength(0);
    // Another agent's snapshot vouches for nothing.
    expect((await ask(after.at(-1)!, { parentId, agentId: 'other' })).equals(blake3(tree[10].chunks[0]))).toBe(true);
    await noteLostChunks(blake3(tree[10].chunks[0]), catalogView);
    expect((await ask(after.at(-1)!, { parentId })).equals(blake3(tree[10].chunks[0]))).toBe(true);
    upload(tree[10].chunks);
    expect(await ask(after.at(-1)!, { parentId })).toHaveLength(0);
    expect(catalogView.entries.size).toBe(0);
  });
});

describe('a manifest is refused as INVALID', () => {
  test('when a chunk that was looked up before is mentioned again with another length', async () => {
    const all = files(3_000);
    const manifest = manifestOf([...all, { path: 'file 9', chunks: all[0].chunks, claimedBytes: 7 }]);
    upload([...all.flatMap((file) => file.chunks), ...manifest]);
    await expect(ask(manifest.at(-1)!)).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('when a chunk is said to have another length than it has', async () => {
    const tree = [{ path: 'file', chunks: [chunkNumber(1)], claimedBytes: 7 }];
    const manifest = manifestOf(tree);
    upload([chunkNumber(1), ...manifest]);
    await expect(ask(manifest.at(-1)!)).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('when a length, a total or a chunk is not what it says', async () => {
    const tree = files(40);
    const manifest = manifestOf(tree);
    upload(tree.flatMap(({ chunks }) => chunks));
    upload(manifest);
    const root = manifest.at(-1)!;
    await expect(ask(root, { rootBytes: root.length + 1 })).rejects.toMatchObject({ code: 'INVALID' });

    // A root that counts one entry more than there are: the fifth number after the magic and five cut parameters.
    const lying = Buffer.from(root);
    lying[lying.indexOf(40, 4)]++;
    upload([lying]);
    await expect(ask(lying)).rejects.toMatchObject({ code: 'INVALID' });

    const nonsense = Buffer.from('no manifest at all');
    upload([nonsense]);
    await expect(ask(nonsense)).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('whatever bytes of it are changed, or it passes; nothing else is thrown', async () => {
    const tree = files(30);
    const manifest = manifestOf(tree);
    upload(tree.flatMap(({ chunks }) => chunks));
    upload(manifest);
    const root = manifest.at(-1)!;
    for (let at = 0; at < root.length; at++) {
      const changed = Buffer.from(root);
      changed[at] ^= 1 << at % 8;
      upload([changed]);
      const answer = await ask(changed).catch((error: unknown) => error);
      if (!Buffer.isBuffer(answer)) expect(answer).toMatchObject({ code: 'INVALID' });
    }
  });

  test('when the parent vouches for chunks that stand in another order', async () => {
    const tree = files(6_000);
    const manifest = manifestOf(tree);
    upload(tree.flatMap(({ chunks }) => chunks));
    upload(manifest);
    const parentId = commit(manifest.at(-1)!);
    // The same items, the second and third exchanged in index chunk and root: their ids are 32 bytes each.
    const index = Buffer.from(manifest.at(-2)!);
    const ids = manifest.slice(0, 3).map((chunk) => blake3(chunk));
    const [second, third] = [index.indexOf(ids[1]), index.indexOf(ids[2])];
    ids[2].copy(index, second);
    ids[1].copy(index, third);
    const root = Buffer.from(manifest.at(-1)!);
    blake3(index).copy(root, root.indexOf(blake3(manifest.at(-2)!)));
    upload([index, root]);
    await expect(ask(root, { parentId })).rejects.toMatchObject({ code: 'INVALID' });
  });
});
