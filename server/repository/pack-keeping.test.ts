import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realFs } from '../../shared/fs/real-fs.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import { INDEX_VIEW } from './open.js';
import { PackShelf } from './pack-inventory.js';
import { rebuildViews } from './rebuild.js';
import { frameOf, openTest, snapshotOf, tempDirectory, type TestRepository } from './test-kit.js';
import type { VerifiedFrame, Wanted } from './types.js';

let dir: string;
let test: TestRepository;
const never = new AbortController().signal;

beforeEach(async () => {
  dir = tempDirectory();
  test = await openTest(dir);
});
afterEach(async () => {
  await test.repository.close();
  fs.rmSync(dir, { recursive: true, force: true });
});

async function reopen(overrides: Parameters<typeof openTest>[1] = {}): Promise<void> {
  await test.repository.close();
  test = await openTest(dir, overrides);
}

/** Wants these chunks, and these snapshots. */
function wanting(ids: Buffer[], snapshots: string[] = []): Wanted & { add(id: Buffer): void } {
  const table = new IdTable(0);
  let changes = 0;
  const add = (id: Buffer): void => {
    table.add(id, 0);
    changes++;
  };
  for (const some of ids) for (let at = 0; at < some.length; at += ID_BYTES) add(some.subarray(at, at + ID_BYTES));
  return { add, isLive: (some, at) => table.has(some, at), hasSnapshot: (id) => snapshots.includes(id), get changes() { return changes; } };
}

const idAt = (frame: VerifiedFrame, i: number): Buffer => frame.ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES);
const packsThere = (): string[] => fs.readdirSync(path.join(dir, 'packs'));

async function bytesOf(frame: VerifiedFrame, i: number): Promise<Buffer | null> {
  const [place] = await test.repository.locate(idAt(frame, i));
  if (place === null) return null;
  const stored = await test.repository.readFrame(place);
  return Buffer.from(stored.payload.subarray(place.offsetInFrame, place.offsetInFrame + place.length));
}

describe('removing packs', () => {
  it('leaves no way back to a damaged frame: an index made anew takes nothing of it, also what nobody held there when the damage was found', async () => {
    const [both, one] = [frameOf('x', 2), frameOf('x', 1)];
    for (const frame of [both, one]) {
      await test.repository.appendFrame(frame);
      await test.repository.sealOpenPack();
    }
    const { pack, frameOffset } = (await test.repository.locate(idAt(both, 1)))[0]!;
    const file = path.join(dir, 'packs', '0000000001.fvp');
    const bytes = fs.readFileSync(file);
    bytes[frameOffset + 64 + 2 * 36 + 5] ^= 1;
    fs.writeFileSync(file, bytes);
    await expect(test.repository.readFrame({ pack, frameOffset })).rejects.toMatchObject({ code: 'CORRUPT' });
    await test.repository.compactPack(2, wanting([]), never);
    expect(await test.repository.locate(both.ids)).toEqual([null, null]);
    await test.repository.close();
    fs.rmSync(path.join(dir, INDEX_VIEW), { recursive: true });
    test = await openTest(dir);
    expect(await test.repository.locate(both.ids)).toEqual([null, null]);
  });

  it('keeps what is wanted, and nothing else, whatever is asked afterwards', async () => {
    const [whole, most, little, none] = ['whole', 'most', 'little', 'none'].map((seed) => frameOf(seed, 4)) as [VerifiedFrame, VerifiedFrame, VerifiedFrame, VerifiedFrame];
    for (const frame of [whole, most, little, none]) await test.repository.appendFrame(frame);
    await test.repository.sealOpenPack();
    const wanted = wanting([whole.ids, most.ids.subarray(0, 3 * ID_BYTES), idAt(little, 2)]);
    const { copiedBytes, freedBytes } = await test.repository.compactPack(1, wanted, never);
    expect(copiedBytes).toBeGreaterThan(9 * 40);
    expect(freedBytes).toBeGreaterThan(16 * 40);
    expect(packsThere()).toEqual(['0000000002.fvp']);
    const check = async (): Promise<void> => {
      for (let i = 0; i < 4; i++) expect(await bytesOf(whole, i)).toEqual(whole.payload.subarray(i * 40, (i + 1) * 40));
      for (let i = 0; i < 4; i++) expect(await bytesOf(most, i)).toEqual(most.payload.subarray(i * 40, (i + 1) * 40));
      expect(await bytesOf(little, 2)).toEqual(little.payload.subarray(80, 120));
      expect([await bytesOf(little, 0), await bytesOf(none, 0), await bytesOf(none, 3)]).toEqual([null, null, null]);
      expect(test.repository.packFacts().map(({ pack, chunks, plainBytes }) => ({ pack, chunks, plainBytes }))[0]).toEqual({ pack: 2, chunks: 9, plainBytes: 360 });
    };
    await check();
    await reopen();
    await check();
    await test.repository.close();
    fs.rmSync(path.join(dir, INDEX_VIEW), { recursive: true });
    test = await openTest(dir);
    await check();
    expect(test.logged).toEqual([]);
  });

  it('frames neighbours together that are wanted in part, each codec and manifest apart from the others', async () => {
    const frames = Array.from({ length: 6 }, (_, i) => ({ ...frameOf(`part ${i}`, 5), holdsManifest: i % 2 === 1 }));
    for (const frame of frames) await test.repository.appendFrame(frame);
    await test.repository.sealOpenPack();
    await test.repository.compactPack(1, wanting(frames.map((frame) => idAt(frame, 1))), never);
    const places = await test.repository.locate(Buffer.concat(frames.map((frame) => idAt(frame, 1))));
    expect(new Set(places.map((place) => place?.frameOffset)).size).toBe(2);
    for (const [i, place] of places.entries()) expect((await test.repository.readFrame(place!)).holdsManifest).toBe(i % 2 === 1);
  });

  it('never gives a number twice', async () => {
    await test.repository.appendFrame(frameOf('a'));
    await test.repository.sealOpenPack();
    await test.repository.compactPack(1, wanting([]), never);
    expect(packsThere()).toEqual([]);
    await reopen();
    await test.repository.appendFrame(frameOf('b'));
    expect(packsThere()).toEqual(['0000000002.fvp']);
    expect(test.repository.usage()).toMatchObject({ chunks: 3, bytesUnique: 120 });
  });

  it('copies what came alive while it copied', async () => {
    const frames = Array.from({ length: 5 }, (_, i) => frameOf(`late ${i}`));
    for (const frame of frames) await test.repository.appendFrame(frame);
    await test.repository.sealOpenPack();
    const wanted = wanting([frames[0].ids]);
    let next = 1;
    await test.repository.compactPack(1, wanted, never, () => {
      if (next < 5) wanted.add(idAt(frames[next++], 0));
      return Promise.resolve();
    });
    for (let i = 0; i < 5; i++) expect(await bytesOf(frames[i], 0)).toEqual(frames[i].payload.subarray(0, 40));
  });

  it('leaves a pack with a damaged chunk that is wanted, until it has come again', async () => {
    const [good, bad] = [frameOf('good'), frameOf('bad')];
    await test.repository.appendFrame(good);
    await test.repository.appendFrame(bad);
    await test.repository.sealOpenPack();
    const [place] = await test.repository.locate(bad.ids);
    const file = path.join(dir, 'packs', packsThere()[0]);
    const bytes = fs.readFileSync(file);
    bytes[place!.frameOffset + 64 + 3 * 36 + 5] ^= 1;
    fs.writeFileSync(file, bytes);
    const wanted = wanting([good.ids, bad.ids]);
    await expect(test.repository.compactPack(1, wanted, never)).rejects.toMatchObject({ code: 'CORRUPT' });
    expect(await test.repository.locate(bad.ids)).toEqual([null, null, null]);
    await expect(test.repository.compactPack(1, wanted, never)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(packsThere()).toContain('0000000001.fvp');
    await test.repository.appendFrame(bad);
    await test.repository.compactPack(1, wanted, never);
    expect(packsThere()).not.toContain('0000000001.fvp');
    expect(await bytesOf(bad, 1)).toEqual(bad.payload.subarray(40, 80));
    expect(await bytesOf(good, 1)).toEqual(good.payload.subarray(40, 80));
  });

  it('tells nobody of what is doomed, and readers still read it', async () => {
    const frame = frameOf('doomed');
    await test.repository.appendFrame(frame);
    test.repository.setDoomed((ids, at) => ids.compare(frame.ids, 0, ID_BYTES, at, at + ID_BYTES) === 0);
    expect((await test.repository.locate(frame.ids)).map((place) => place === null)).toEqual([true, false, false]);
    expect((await test.repository.locateStored(frame.ids)).every((place) => place !== null)).toBe(true);
    test.repository.setDoomed(null);
    expect((await test.repository.locate(frame.ids)).every((place) => place !== null)).toBe(true);
  });

  it('walks every place, in the order of ids, the moved ones too', async () => {
    const frames = Array.from({ length: 40 }, (_, i) => frameOf(`walk ${i}`));
    for (const frame of frames.slice(0, 20)) await test.repository.appendFrame(frame);
    await test.repository.sealOpenPack();
    for (const frame of frames.slice(20)) await test.repository.appendFrame(frame);
    await test.repository.compactPack(1, wanting(frames.slice(0, 10).map(({ ids }) => ids)), never);
    const expected = [...frames.slice(0, 10), ...frames.slice(20)].flatMap((frame) => [0, 1, 2].map((i) => idAt(frame, i).toString('hex'))).sort();
    for (let again = 0; again < 2; again++) {
      const seen: string[] = [];
      for await (const { ids, places } of test.repository.places(never)) {
        for (let at = 0; at < ids.length; at += ID_BYTES) seen.push(ids.toString('hex', at, at + ID_BYTES));
        expect(places.map(({ pack }) => pack)).not.toContain(1);
      }
      expect(seen).toEqual(expected);
    }
  });

  it('says what is wrong with the folder before anything is removed', async () => {
    for (const seed of ['a', 'b', 'c']) {
      await test.repository.appendFrame(frameOf(seed));
      await test.repository.sealOpenPack();
    }
    await test.repository.checkPacks();
    const file = (pack: number): string => path.join(dir, 'packs', `000000000${pack}.fvp`);
    fs.copyFileSync(file(1), file(9));
    await expect(test.repository.checkPacks()).rejects.toMatchObject({ code: 'CORRUPT', message: expect.stringContaining(file(9)) as string });
    fs.rmSync(file(9));
    fs.renameSync(file(2), path.join(dir, 'away'));
    await expect(test.repository.checkPacks()).rejects.toMatchObject({ code: 'MISSING', message: expect.stringContaining(file(2)) as string });
    fs.copyFileSync(file(1), file(2));
    await expect(test.repository.checkPacks()).rejects.toMatchObject({ code: 'CORRUPT', message: expect.stringContaining('the file holds pack 1') as string });
    fs.renameSync(path.join(dir, 'away'), file(2));
    fs.truncateSync(file(3), 100);
    await expect(test.repository.checkPacks()).rejects.toMatchObject({ code: 'CORRUPT', message: expect.stringContaining('100 bytes') as string });
  });

  it('knows a pack that is just being made', async () => {
    let made = (): void => undefined;
    let release = (): void => undefined;
    const making = new Promise<void>((resolve) => (made = resolve));
    const gate = new Promise<void>((resolve) => (release = resolve));
    const syncDirectory = async (directory: string): Promise<void> => {
      if (packsThere().includes('0000000002.fvp')) {
        made();
        await gate;
      }
      return realFs.syncDirectory(directory);
    };
    await reopen({ vfs: new Proxy(realFs, { get: (target, name) => (name === 'syncDirectory' ? syncDirectory : (Reflect.get(target, name) as unknown)) }) });
    await test.repository.appendFrame(frameOf('first'));
    await test.repository.sealOpenPack();
    const stored = test.repository.appendFrame(frameOf('second'));
    await making;
    try {
      await test.repository.checkPacks();
    } finally {
      release();
    }
    await stored;
    await test.repository.checkPacks();
  });

  it('removes at the start what a crash left of a removed pack', async () => {
    await test.repository.appendFrame(frameOf('left'));
    await test.repository.sealOpenPack();
    const file = path.join(dir, 'packs', packsThere()[0]);
    const copy = fs.readFileSync(file);
    await test.repository.compactPack(1, wanting([]), never);
    fs.writeFileSync(file, copy);
    await reopen();
    expect(packsThere()).toEqual(['0000000002.fvp']);
    expect(test.logged).toEqual([]);
  });

  it('does not count on a second copy that cannot be read', async () => {
    const frame = frameOf('twice');
    await test.repository.appendFrame(frame);
    await test.repository.sealOpenPack();
    await test.repository.appendFrame(frame);
    const [second] = await test.repository.locate(frame.ids);
    fs.renameSync(path.join(dir, 'packs', '0000000002.fvp'), path.join(dir, 'away'));
    await expect(test.repository.readFrame(second!)).rejects.toMatchObject({ code: 'MISSING' });
    await expect(test.repository.compactPack(1, wanting([frame.ids]), never)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(packsThere()).toEqual(['0000000001.fvp']);
    fs.renameSync(path.join(dir, 'away'), path.join(dir, 'packs', '0000000002.fvp'));
    await test.repository.readFrame(second!);
    await test.repository.compactPack(1, wanting([frame.ids]), never);
    expect(await bytesOf(frame, 0)).toEqual(frame.payload.subarray(0, 40));
  });

  it('leaves a pack with a part of the journal that does not verify', async () => {
    await test.repository.appendFrame(frameOf('beside'));
    // Closes a segment: it lies in pack 1, with a checkpoint.
    await reopen();
    await test.repository.sealOpenPack();
    const shelf = new PackShelf(path.join(dir, 'packs'), realFs, () => undefined);
    const { segments: [segment] } = await shelf.take(() => undefined);
    const file = path.join(dir, 'packs', '0000000001.fvp');
    const bytes = fs.readFileSync(file);
    bytes[segment.offset + 80] ^= 1;
    fs.writeFileSync(file, bytes);
    await expect(test.repository.compactPack(1, wanting([]), never)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(packsThere()).toContain('0000000001.fvp');
  });

  it('leaves a pack without a footer in which a list of chunks is damaged', async () => {
    const frame = frameOf('unlisted', 1);
    await test.repository.appendFrame(frame);
    await test.repository.sealOpenPack();
    const [place] = await test.repository.locate(frame.ids);
    const file = path.join(dir, 'packs', '0000000001.fvp');
    const bytes = fs.readFileSync(file);
    bytes[bytes.length - 1] ^= 1;
    fs.writeFileSync(file, bytes);
    const wanted = wanting([frame.ids]);
    bytes[place!.frameOffset] ^= 1;
    fs.writeFileSync(file, bytes);
    expect(await test.repository.frameSizes(1)).toEqual([]);
    bytes[place!.frameOffset] ^= 1;
    bytes[bytes.indexOf(frame.ids, place!.frameOffset)] ^= 1;
    fs.writeFileSync(file, bytes);
    await expect(test.repository.compactPack(1, wanted, never)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(packsThere()).toContain('0000000001.fvp');
    bytes[bytes.indexOf(frame.payload, place!.frameOffset) - 36] ^= 1;
    fs.writeFileSync(file, bytes);
    await test.repository.compactPack(1, wanted, never);
    expect(await bytesOf(frame, 0)).toEqual(frame.payload);
  });

  it('says to who comes late that a pack is gone, and takes nothing for damaged', async () => {
    const frame = frameOf('late');
    await test.repository.appendFrame(frame);
    await test.repository.sealOpenPack();
    const [before] = await test.repository.locate(frame.ids);
    await test.repository.compactPack(1, wanting([frame.ids]), never);
    await expect(test.repository.readFrame(before!)).rejects.toMatchObject({ code: 'MISSING' });
    expect(test.repository.someUnreadable).toBe(false);
    const [now] = await test.repository.locateStored(frame.ids);
    expect((await test.repository.readFrame(now!)).payload).toEqual(frame.payload);
    expect(test.logged).toEqual([]);
  });
});

describe('what a journal that is lost leaves of removed packs', () => {
  it('has the snapshots, the state and every wanted chunk', async () => {
    const [kept, gone] = [frameOf('kept', 6), frameOf('gone', 6)];
    await test.repository.appendFrame(kept);
    await test.repository.appendFrame(gone);
    await test.repository.commitSnapshot(snapshotOf(1));
    await test.repository.commitSnapshot(snapshotOf(2));
    // Closes a segment: it lies in pack 1, with a checkpoint.
    await reopen();
    await test.repository.sealOpenPack();
    await test.repository.compactPack(1, wanting([kept.ids], [snapshotOf(1).id]), never);
    const shelf = new PackShelf(path.join(dir, 'packs'), realFs, () => undefined);
    const inventory = await shelf.take(() => undefined);
    expect(inventory.snapshots.length).toBe(1);
    expect((await shelf.payload(inventory.snapshots[0]))?.toString()).toContain(snapshotOf(1).id);
    expect([inventory.segments.length, inventory.checkpoints.length]).toEqual([1, 1]);
    await test.repository.close();
    fs.rmSync(path.join(dir, 'journal'), { recursive: true });
    const logged: string[] = [];
    await rebuildViews({ dataDir: dir, fromPacks: true, reducers: [], views: [], log: (message) => logged.push(message), minFreeBytes: 0 });
    expect(logged.join('\n')).not.toMatch(/gap|neither/);
    test = await openTest(dir);
    expect((await test.repository.locate(kept.ids)).every((place) => place !== null)).toBe(true);
    await test.repository.checkPacks();
    expect(test.logged).toEqual([]);
  });
});
