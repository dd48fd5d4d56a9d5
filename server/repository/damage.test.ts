import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realFs } from '../../shared/fs/real-fs.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { RECORD_KIND, encodeRecordHead, placeRecord } from '../../shared/store/pack-format.js';
import { rebuildViews } from './rebuild.js';
import { SimFs } from '../../shared/fs/sim-fs.js';
import { frameOf, memoryView, noteReducer, openTest, snapshotFollower, snapshotOf, tempDirectory } from './test-kit.js';

let dir: string;
beforeEach(() => {
  dir = tempDirectory();
});
afterEach(() => {
  fs.rmSync(dir, { recursive: true, force: true });
});

const views = [{ name: 'catalog', followers: [snapshotFollower] }];
const frames = Array.from({ length: 12 }, (_, i) => frameOf(`d ${i}`));

/** The data directory of a server that was killed, as it was in that moment. */
async function killed(settings: Parameters<typeof openTest>[1] = {}): Promise<void> {
  const { repository } = await openTest(dir, { reducers: [noteReducer()], views, ...settings });
  for (const frame of frames) await repository.appendFrame(frame);
  await repository.commitSnapshot(snapshotOf(1));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const copy = tempDirectory();
  fs.cpSync(dir, copy, { recursive: true });
  await repository.close();
  fs.rmSync(dir, { recursive: true });
  dir = copy;
}

function packsNow(): string[] {
  const packs = path.join(dir, 'packs');
  return fs.readdirSync(packs).map((name) => `${name} ${fs.statSync(path.join(packs, name)).size}`);
}

function flip(file: string, at: number): void {
  const bytes = fs.readFileSync(file);
  bytes[at] ^= 1;
  fs.writeFileSync(file, bytes);
}

async function rebuildFromPacks(vfs: Vfs = realFs): Promise<string[]> {
  const logged: string[] = [];
  await rebuildViews({ dataDir: dir, fromPacks: true, reducers: [noteReducer()], views, log: (message) => logged.push(message), minFreeBytes: 0, vfs });
  return logged;
}

describe('what is damaged or half done', () => {
  it('a rebuild from packs that stops anywhere loses no pack to the next start', async () => {
    await killed({ packBytes: 2_000 });
    fs.rmSync(path.join(dir, 'journal'), { recursive: true });
    for (const stop of [/\d\.fvj$/, /\/journal$/, /REPOSITORY$/]) {
      const whole = tempDirectory();
      fs.cpSync(dir, whole, { recursive: true });
      const before = packsNow();
      const stopping: Vfs = { ...realFs, rename: (from, to) => (stop.test(to) ? Promise.reject(new Error('killed')) : realFs.rename(from, to)) };
      await expect(rebuildFromPacks(stopping)).rejects.toThrow('killed');
      // A start may refuse, but must not drop what was acknowledged.
      const started = await openTest(dir, { reducers: [noteReducer()], views, packBytes: 2_000 }).catch(() => null);
      await started?.repository.close();
      for (const [i, pack] of before.slice(0, -1).entries()) expect(packsNow()[i]).toBe(pack);
      await rebuildFromPacks();
      const { repository } = await openTest(dir, { reducers: [noteReducer()], views, packBytes: 2_000 });
      for (const frame of frames) await repository.readFrame((await repository.locate(frame.ids))[0]!);
      await repository.close();
      fs.rmSync(dir, { recursive: true });
      dir = whole;
    }
  });

  it('a rebuild from packs sets a pack aside that it cannot read', async () => {
    await killed({ packBytes: 2_000 });
    fs.rmSync(path.join(dir, 'journal'), { recursive: true });
    const damaged = path.join(dir, 'packs', '0000000001.fvp');
    flip(damaged, 20);
    const bytes = fs.readFileSync(damaged);
    expect((await rebuildFromPacks()).join('\n')).toMatch(/pack 1 could not be read and lies in/);
    const [aside] = fs.readdirSync(path.join(dir, 'quarantine')).filter((name) => name.startsWith('0000000001.fvp-'));
    expect(fs.readFileSync(path.join(dir, 'quarantine', aside)).equals(bytes)).toBe(true);
  });

  it('nothing is appended to a pack whose header is damaged', async () => {
    const first = await openTest(dir);
    await first.repository.appendFrame(frames[0]);
    await first.repository.close();
    flip(path.join(dir, 'packs', '0000000001.fvp'), 20);
    const { repository, logged } = await openTest(dir);
    expect(logged.join('\n')).toContain('pack 1, offset 0: the header does not verify');
    await repository.appendFrame(frames[1]);
    const place = (await repository.locate(frames[1].ids))[0]!;
    expect(place.pack).toBe(2);
    expect((await repository.readFrame(place)).payload.equals(frames[1].payload)).toBe(true);
    await repository.close();
  });

  it('a journal whose last segment is gone is refused, and the packs are left alone', async () => {
    await killed({ segmentBytes: 2_000 });
    const journal = path.join(dir, 'journal');
    const segments = fs.readdirSync(journal).filter((name) => name.endsWith('.fvj'));
    expect(segments.length).toBeGreaterThan(1);
    fs.rmSync(path.join(journal, segments[segments.length - 1]));
    const before = packsNow();
    await expect(openTest(dir, { reducers: [noteReducer()], views })).rejects.toSatisfy((error) => isFarvaultError(error, 'MISSING'));
    expect(packsNow()).toEqual(before);
  });

  it('chunks of a pack that is missing or cut short are not held', async () => {
    const first = await openTest(dir, { packBytes: 2_000 });
    for (const frame of frames) await first.repository.appendFrame(frame);
    const places = await Promise.all(frames.map(async (frame) => (await first.repository.locate(frame.ids))[0]!));
    await first.repository.close();
    fs.rmSync(path.join(dir, 'packs', '0000000001.fvp'));
    const cut = places.findLast(({ pack }) => pack === 2)!;
    fs.truncateSync(path.join(dir, 'packs', '0000000002.fvp'), cut.frameOffset);
    for (let starts = 0; starts < 2; starts++) {
      const { repository } = await openTest(dir, { packBytes: 2_000 });
      for (const [i, frame] of frames.entries()) {
        const held = places[i].pack > 2 || (places[i].pack === 2 && places[i] !== cut);
        expect((await repository.locate(frame.ids))[0] !== null).toBe(held);
      }
      await repository.close();
    }
  });

  it('a frame that does not decode takes no chunk with it that lies elsewhere', async () => {
    const { repository } = await openTest(dir);
    await repository.appendFrame(frames[0]);
    const old = (await repository.locate(frames[0].ids))[0]!;
    await repository.appendFrame(frames[0]);
    const place = (await repository.locate(frames[0].ids))[0]!;
    await repository.quarantine(frames[0].ids, 'does not decode', old);
    expect((await repository.locate(frames[0].ids))[0]).toEqual(place);
    await repository.quarantine(frames[0].ids, 'does not decode', place);
    expect(await repository.locate(frames[0].ids)).toEqual([null, null, null]);
    await repository.close();
  });

  it.each(['a damaged head', 'other records'])('%s in the last ranges is found by a start after a kill: the chunks are named and not held', async (damage) => {
    const { repository } = await openTest(dir);
    for (const frame of frames.slice(0, 3)) await repository.appendFrame(frame);
    const places = await Promise.all(frames.slice(0, 3).map(async (frame) => (await repository.locate(frame.ids))[0]!));
    await repository.close();
    // As if it had been killed with its views written.
    fs.rmSync(path.join(dir, 'CLEAN'));
    const pack = path.join(dir, 'packs', '0000000001.fvp');
    const bytes = fs.readFileSync(pack);
    if (damage === 'a damaged head') flip(pack, places[1].frameOffset + 1);
    else {
      const strange = frameOf('x 1');
      const head = encodeRecordHead({ kind: RECORD_KIND.frame, codec: 0, plainBytes: strange.plainBytes, flags: 0, ids: strange.ids, lengths: strange.lengths, payloadBytes: strange.payload.length });
      placeRecord(head, strange.payload, 1, places[1].frameOffset);
      Buffer.concat([head, strange.payload]).copy(bytes, places[1].frameOffset);
      fs.writeFileSync(pack, bytes);
    }
    const second = await openTest(dir);
    expect(second.logged.join('\n')).toMatch(new RegExp(`3 chunks are marked missing: ${frames[1].ids.toString('hex', 0, 32)}|missing: .*${frames[1].ids.toString('hex', 0, 32)}`));
    expect(await second.repository.locate(frames[1].ids)).toEqual([null, null, null]);
    for (const i of [0, 2]) expect((await second.repository.locate(frames[i].ids))[0]).toEqual(places[i]);
    await second.repository.close();
  });

  it('packs that the journal does not know are set aside, the newest few', async () => {
    const first = await openTest(dir);
    await first.repository.appendFrame(frames[0]);
    await first.repository.close();
    const aside = (): string[] => fs.readdirSync(path.join(dir, 'quarantine'));
    for (let pack = 2; pack < 8; pack++) {
      fs.writeFileSync(path.join(dir, 'packs', `000000000${pack}.fvp`), Buffer.alloc(100, pack));
      const { repository, logged } = await openTest(dir);
      expect(logged.join('\n')).toContain(`pack ${pack} holds 100 bytes that were never acknowledged; it lies in`);
      await repository.close();
    }
    expect(aside().map((name) => Number(name.slice(0, 10)))).toEqual([4, 5, 6, 7]);
    expect(fs.readFileSync(path.join(dir, 'quarantine', aside()[3]))[0]).toBe(7);
    fs.writeFileSync(path.join(dir, 'packs', '0000000008.fvp'), Buffer.alloc(10));
    const { repository } = await openTest(dir);
    await repository.close();
    expect(aside().length).toBe(4);
  });

  it.each([true, false])('a frame of which a cut pack has only the head is not held (index kept: %s)', async (kept) => {
    const first = await openTest(dir);
    for (const frame of frames.slice(0, 3)) await first.repository.appendFrame(frame);
    const last = (await first.repository.locate(frames[2].ids))[0]!;
    await first.repository.close();
    fs.truncateSync(path.join(dir, 'packs', '0000000001.fvp'), last.frameOffset + 64 + 3 * 36 + 5);
    if (!kept) fs.rmSync(path.join(dir, 'index'), { recursive: true });
    const { repository } = await openTest(dir);
    expect(await repository.locate(frames[2].ids)).toEqual([null, null, null]);
    expect(await repository.locate(frames[1].ids)).not.toContain(null);
    await repository.close();
  });

  it('a rebuild takes back what was damaged and reads well again', async () => {
    const first = await openTest(dir);
    for (const frame of frames.slice(0, 2)) await first.repository.appendFrame(frame);
    const places = [(await first.repository.locate(frames[0].ids))[0]!, (await first.repository.locate(frames[1].ids))[0]!];
    const pack = path.join(dir, 'packs', '0000000001.fvp');
    for (const { frameOffset } of places) flip(pack, frameOffset + 64 + 3 * 36 + 1);
    for (const place of places) await expect(first.repository.readFrame(place)).rejects.toThrow(/chunks lost with it/);
    expect(await first.repository.locate(frames[0].ids)).toEqual([null, null, null]);
    await first.repository.close();
    flip(pack, places[0].frameOffset + 64 + 3 * 36 + 1);
    await rebuildViews({ dataDir: dir, fromPacks: false, reducers: [], views: [], log: () => undefined, minFreeBytes: 0 });
    const third = await openTest(dir);
    expect((await third.repository.locate(frames[0].ids))[0]).toEqual(places[0]);
    expect(await third.repository.locate(frames[1].ids)).toEqual([null, null, null]);
    await third.repository.close();
  });

  it('chunks of a pack that is away for a while are asked for, and held again when it is back', async () => {
    const first = await openTest(dir);
    await first.repository.appendFrame(frames[0]);
    const place = (await first.repository.locate(frames[0].ids))[0]!;
    await first.repository.close();
    const pack = path.join(dir, 'packs', '0000000001.fvp');
    fs.renameSync(pack, `${pack}.away`);
    const { repository } = await openTest(dir);
    expect(await repository.locate(frames[0].ids)).toEqual([null, null, null]);
    expect(repository.someUnreadable).toBe(true);
    await expect(repository.readFrame(place)).rejects.toSatisfy((error) => isFarvaultError(error, 'MISSING'));
    fs.renameSync(`${pack}.away`, pack);
    expect((await repository.readFrame((await repository.locateStored(frames[0].ids))[0]!)).payload.equals(frames[0].payload)).toBe(true);
    expect((await repository.locate(frames[0].ids))[0]).toEqual(place);
    await repository.close();
  });

  it('a disk that fails for a while loses no chunk', async () => {
    let failures = 0;
    const vfs = new SimFs({ fault: (operation, file) => (operation === 'read' && file.endsWith('.fvp') && failures-- > 0 ? 'EIO' : null) });
    await vfs.mkdir('/data');
    const marks: unknown[] = [];
    const reducer = { name: 'marks', apply: ({ body }: { body: { kind: string } }) => void (body.kind === 'chunk.quarantined' && marks.push(body)), save: () => [], load: () => undefined };
    const { repository, logged } = await openTest('/data', { vfs, reducers: [reducer], lock: () => ({ release: () => undefined }), openView: () => Promise.resolve(memoryView()) });
    await repository.appendFrame(frames[0]);
    const place = (await repository.locate(frames[0].ids))[0]!;
    failures = 1;
    await repository.readFrame(place);
    failures = 2;
    await expect(repository.readFrame(place)).rejects.toSatisfy((error) => isFarvaultError(error, 'IO'));
    expect(logged.join()).toContain('cannot be read now');
    expect(await repository.locate(frames[0].ids)).toEqual([null, null, null]);
    expect((await repository.readFrame((await repository.locateStored(frames[0].ids))[0]!)).payload.equals(frames[0].payload)).toBe(true);
    expect((await repository.locate(frames[0].ids))[0]).toEqual(place);
    expect(marks).toEqual([]);
    await repository.close();
  });

  it('a chunk that came again before the mark on its old place was journalled stays held', async () => {
    const { repository } = await openTest(dir);
    const frame = frames[0];
    await repository.appendFrame(frame);
    const old = (await repository.locate(frame.ids))[0]!;
    await repository.appendFrame(frame);
    await repository.appendJournal({ kind: 'chunk.quarantined', reason: 'damage', pack: old.pack, frame: old.frameOffset, ids: frame.ids.toString('base64') });
    const held = (await repository.locate(frame.ids))[0]!;
    expect(held.frameOffset).toBeGreaterThan(old.frameOffset);
    await repository.close();
    fs.rmSync(path.join(dir, 'index'), { recursive: true });
    const second = await openTest(dir);
    expect((await second.repository.locate(frame.ids))[0]).toEqual(held);
    await second.repository.close();
  });
});
