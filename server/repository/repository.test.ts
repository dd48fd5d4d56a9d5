import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { frameOf, noteReducer, openTest, snapshotFollower, snapshotOf, tempDirectory } from './test-kit.js';

let dir: string;
beforeEach(() => {
  dir = tempDirectory();
});
afterEach(() => {
  fs.rmSync(dir, { recursive: true, force: true });
});

describe('repository', () => {
  it('gives back what was stored, before and after a restart', async () => {
    const first = await openTest(dir);
    const frames = Array.from({ length: 50 }, (_, i) => frameOf(`frame ${i}`));
    await Promise.all(frames.map((frame) => first.repository.appendFrame(frame)));
    const check = async (repository: typeof first.repository): Promise<void> => {
      for (const frame of frames) {
        const places = await repository.locate(frame.ids);
        expect(places.map((place) => place?.offsetInFrame)).toEqual([0, 40, 80]);
        const stored = await repository.readFrame(places[0]!);
        expect(stored.payload.equals(frame.payload)).toBe(true);
        expect(stored.ids.equals(frame.ids)).toBe(true);
      }
    };
    await check(first.repository);
    expect(first.repository.usage().chunks).toBe(150);
    await first.repository.close();
    const second = await openTest(dir);
    await check(second.repository);
    expect(second.repository.usage()).toMatchObject({ chunks: 150, bytesUnique: 6_000 });
    expect(await second.repository.locate(Buffer.alloc(32))).toEqual([null]);
    await second.repository.close();
    expect(second.logged).toEqual([]);
  });

  it('cuts off what a crash left behind the journalled end of the pack that is written', async () => {
    const first = await openTest(dir);
    await first.repository.appendFrame(frameOf('kept'));
    await first.repository.close();
    const [pack] = first.repository.packFacts();
    const file = path.join(dir, 'packs', '0000000001.fvp');
    fs.appendFileSync(file, Buffer.alloc(100_000, 7));
    const second = await openTest(dir);
    expect(fs.statSync(file).size).toBe(pack.bytes);
    await second.repository.close();
  });

  it('keeps state in reducers and views across restarts, with or without a clean end', async () => {
    const notes = noteReducer();
    const first = await openTest(dir, { reducers: [notes], views: [{ name: 'catalog', followers: [snapshotFollower] }] });
    await Promise.all(Array.from({ length: 20 }, (_, i) => first.repository.appendJournal({ kind: 'note', text: `note ${i}` })));
    const committed = await first.repository.commitSnapshot(snapshotOf(7));
    expect(committed.body.kind).toBe('snapshot.committed');
    expect((await first.repository.view('catalog').get(Buffer.from(snapshotOf(7).id)))?.toString()).toBe(String(committed.number));
    await first.repository.close();
    const again = noteReducer();
    const second = await openTest(dir, { reducers: [again], views: [{ name: 'catalog', followers: [snapshotFollower] }] });
    expect(again.notes).toEqual(notes.notes);
    expect((await second.repository.view('catalog').get(Buffer.from(snapshotOf(7).id)))?.toString()).toBe(String(committed.number));
    await second.repository.close();
    fs.rmSync(path.join(dir, 'CLEAN'));
    fs.rmSync(path.join(dir, 'catalog'), { recursive: true });
    fs.rmSync(path.join(dir, 'index'), { recursive: true });
    const third = noteReducer();
    const unclean = await openTest(dir, { reducers: [third], views: [{ name: 'catalog', followers: [snapshotFollower] }] });
    expect(third.notes).toEqual(notes.notes);
    expect((await unclean.repository.view('catalog').get(Buffer.from(snapshotOf(7).id)))?.toString()).toBe(String(committed.number));
    await unclean.repository.close();
  });

  it('seals packs at their size, and reads from all of them', async () => {
    const { repository } = await openTest(dir, { packBytes: 2_000 });
    const frames = Array.from({ length: 40 }, (_, i) => frameOf(`s ${i}`));
    for (const frame of frames) await repository.appendFrame(frame);
    await repository.close();
    expect(fs.readdirSync(path.join(dir, 'packs')).length).toBeGreaterThan(5);
    fs.rmSync(path.join(dir, 'index'), { recursive: true });
    const second = await openTest(dir, { packBytes: 2_000 });
    for (const frame of frames) expect((await second.repository.readFrame((await second.repository.locate(frame.ids))[2]!)).payload.equals(frame.payload)).toBe(true);
    await second.repository.appendFrame(frameOf('more'));
    await second.repository.close();
  });

  it('refuses a second process', async () => {
    const { repository } = await openTest(dir);
    await expect(openTest(dir)).rejects.toSatisfy((error) => isFarvaultError(error, 'REFUSED'));
    await repository.close();
    await (await openTest(dir)).repository.close();
  });

  it('refuses a newer format untouched', async () => {
    await (await openTest(dir)).repository.close();
    const file = path.join(dir, 'FARVAULT-REPOSITORY');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"format":2', '"format":3'));
    const before = fs.readdirSync(dir, { recursive: true });
    await expect(openTest(dir)).rejects.toSatisfy((error) => isFarvaultError(error, 'FORMAT'));
    expect(fs.readdirSync(dir, { recursive: true })).toEqual(before);
  });

  it('names and quarantines a damaged frame, and heals when it is sent again', async () => {
    const { repository, logged } = await openTest(dir);
    const frame = frameOf('bad');
    await repository.appendFrame(frameOf('good'));
    await repository.appendFrame(frame);
    const place = (await repository.locate(frame.ids))[0]!;
    const pack = path.join(dir, 'packs', '0000000001.fvp');
    const bytes = fs.readFileSync(pack);
    bytes[place.frameOffset + 64 + 108 + 5] ^= 1;
    const handle = fs.openSync(pack, 'r+');
    fs.writeSync(handle, bytes, place.frameOffset, 292, place.frameOffset);
    fs.closeSync(handle);
    await expect(repository.readFrame(place)).rejects.toThrow(/pack 1, offset \d+.*chunks lost with it: [0-9a-f]{64}/);
    expect(logged.join()).toContain(frame.ids.toString('hex', 0, 32));
    expect(await repository.locate(frame.ids)).toEqual([null, null, null]);
    await repository.appendFrame(frame);
    const healed = (await repository.locate(frame.ids))[0]!;
    expect(healed.frameOffset).not.toBe(place.frameOffset);
    await repository.close();
    fs.rmSync(path.join(dir, 'index'), { recursive: true });
    const second = await openTest(dir);
    expect((await second.repository.readFrame((await second.repository.locate(frame.ids))[0]!)).payload.equals(frame.payload)).toBe(true);
    await second.repository.close();
  });
});
