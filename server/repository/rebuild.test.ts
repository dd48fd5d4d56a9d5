import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { rebuildViews } from './rebuild.js';
import { frameOf, noteReducer, openTest, snapshotFollower, snapshotOf, tempDirectory } from './test-kit.js';

let dir: string;
beforeEach(() => {
  dir = tempDirectory();
});
afterEach(() => {
  fs.rmSync(dir, { recursive: true, force: true });
});

const views = [{ name: 'catalog', followers: [snapshotFollower] }];
const frames = Array.from({ length: 12 }, (_, i) => frameOf(`r ${i}`));

async function fill(close = true): Promise<void> {
  const { repository } = await openTest(dir, { reducers: [noteReducer()], views, packBytes: 2_000 });
  await repository.appendJournal({ kind: 'note', text: 'an office' });
  for (const frame of frames) await repository.appendFrame(frame);
  await repository.commitSnapshot(snapshotOf(1));
  await repository.commitSnapshot(snapshotOf(2));
  if (close) await repository.close();
}

async function expectWhole(extra: { notes: unknown[]; snapshots: number[] }): Promise<string[]> {
  const notes = noteReducer();
  const { repository, logged } = await openTest(dir, { reducers: [notes], views, packBytes: 2_000 });
  for (const frame of frames) expect((await repository.readFrame((await repository.locate(frame.ids))[0]!)).payload.equals(frame.payload)).toBe(true);
  for (const seed of extra.snapshots) expect(await repository.view('catalog').get(Buffer.from(snapshotOf(seed).id))).toBeDefined();
  expect(notes.notes).toEqual(extra.notes);
  await repository.appendFrame(frameOf('after'));
  await repository.close();
  return logged;
}

async function rebuild(fromPacks: boolean): Promise<string[]> {
  const logged: string[] = [];
  await rebuildViews({ dataDir: dir, fromPacks, reducers: [noteReducer()], views, log: (message) => logged.push(message), minFreeBytes: 0 });
  return logged;
}

describe('rebuild', () => {
  it('makes views anew from journal and packs', async () => {
    await fill();
    fs.rmSync(path.join(dir, 'index'), { recursive: true });
    fs.rmSync(path.join(dir, 'catalog'), { recursive: true });
    expect(await rebuild(false)).toEqual([]);
    expect(await expectWhole({ notes: ['an office'], snapshots: [1, 2] })).toEqual([]);
  });

  it('names a pack that is gone and goes on with the others', async () => {
    await fill();
    fs.rmSync(path.join(dir, 'packs', '0000000001.fvp'));
    expect((await rebuild(false)).join('\n')).toContain('pack 1 is missing');
  });

  it('finds a chunk in its first frame when the second that holds it is damaged', async () => {
    const twice = frameOf('twice');
    const { repository } = await openTest(dir);
    await repository.appendFrame(twice);
    await repository.appendFrame(twice);
    const { pack, frameOffset } = (await repository.locate(twice.ids))[0]!;
    const file = path.join(dir, 'packs', '0000000001.fvp');
    const bytes = fs.readFileSync(file);
    bytes[frameOffset + 64 + 3 * 36 + 5] ^= 1;
    fs.writeFileSync(file, bytes);
    await expect(repository.readFrame({ pack, frameOffset })).rejects.toMatchObject({ code: 'CORRUPT' });
    await repository.close();
    fs.rmSync(path.join(dir, 'index'), { recursive: true });
    const after = await openTest(dir);
    const [place] = await after.repository.locate(twice.ids);
    expect((await after.repository.readFrame(place!)).payload).toEqual(twice.payload);
    await after.repository.close();
  });

  it('gives back everything from the packs alone after a clean end', async () => {
    await fill();
    for (const name of ['journal', 'index', 'catalog']) fs.rmSync(path.join(dir, name), { recursive: true });
    await expect(openTest(dir)).rejects.toSatisfy((error) => isFarvaultError(error));
    const logged = await rebuild(true);
    expect(logged.join('\n')).toMatch(/found up to record \d+/);
    expect(logged.join('\n')).not.toContain('recovered');
    await expectWhole({ notes: ['an office'], snapshots: [1, 2] });
  });

  it('marks snapshots recovered that only their pack records tell of', async () => {
    await fill();
    const { repository } = await openTest(dir, { reducers: [noteReducer()], views, packBytes: 2_000 });
    await repository.commitSnapshot(snapshotOf(3));
    // A copy taken while it runs: no clean end, nothing archived since.
    const copy = tempDirectory();
    fs.cpSync(dir, copy, { recursive: true });
    await repository.close();
    fs.rmSync(dir, { recursive: true });
    dir = copy;
    fs.rmSync(path.join(dir, 'journal'), { recursive: true });
    expect((await rebuild(true)).join('\n')).toContain('1 snapshots are not in the journal that was found; they are marked recovered');
    await expectWhole({ notes: ['an office'], snapshots: [1, 2, 3] });
  });

  it('keeps what stands before a damaged middle of the journal, and sets the old one aside', async () => {
    await fill(false);
    const copy = tempDirectory();
    fs.cpSync(dir, copy, { recursive: true });
    dir = copy;
    const file = path.join(dir, 'journal', '0000000001.fvj');
    const bytes = fs.readFileSync(file);
    bytes[bytes.length - 40] ^= 1;
    bytes[bytes.indexOf('"to"')] ^= 1;
    fs.writeFileSync(file, bytes);
    await expect(openTest(dir, { reducers: [noteReducer()], views })).rejects.toThrow(/0000000001.fvj, offset \d+: .*middle of the journal is damaged/);
    await rebuild(true);
    expect(fs.readdirSync(path.join(dir, 'quarantine'))[0]).toMatch(/^journal-\d+$/);
    await expectWhole({ notes: ['an office'], snapshots: [1, 2] });
  });

  it('a start refuses a journal without its first records where no checkpoint has the state of every reducer', async () => {
    const states = { reducers: [noteReducer()], views, packBytes: 2_000 };
    await fill();
    for (let i = 0; i < 2; i++) {
      const { repository } = await openTest(dir, states);
      await repository.appendJournal({ kind: 'note', text: `life ${i}` });
      await repository.close();
    }
    // The first segment is gone from the journal, and the packs lost its copy, too.
    const journal = path.join(dir, 'journal');
    fs.rmSync(path.join(journal, '0000000001.fvj'));
    const pack = path.join(dir, 'packs', '0000000001.fvp');
    for (const name of fs.readdirSync(path.dirname(pack))) {
      const file = path.join(path.dirname(pack), name);
      const bytes = fs.readFileSync(file);
      const at = bytes.indexOf('FVJRNL01\u0001');
      if (at >= 0) bytes[at + 20] ^= 1;
      fs.writeFileSync(file, bytes);
    }
    await rebuild(true);
    const before = fs.readdirSync(path.dirname(pack));
    const added = { ...noteReducer(), name: 'added' };
    await expect(openTest(dir, { ...states, reducers: [noteReducer(), added] })).rejects.toThrow(/lack what this version keeps \(added\)/);
    const checkpoints = fs.readdirSync(journal).filter((name) => name.endsWith('.fvc'));
    for (const name of checkpoints) fs.renameSync(path.join(journal, name), path.join(dir, name));
    await expect(openTest(dir, states)).rejects.toThrow(/no checkpoint in .* verifies/);
    for (const name of checkpoints) fs.renameSync(path.join(dir, name), path.join(journal, name));
    expect(fs.readdirSync(path.dirname(pack))).toEqual(before);
    await expectWhole({ notes: ['an office', 'life 0', 'life 1'], snapshots: [1, 2] });
    // What a later version adds starts empty.
    const later = { ...noteReducer(), name: 'added', mayBeAbsent: true as const };
    const opened = await openTest(dir, { ...states, reducers: [noteReducer(), later] });
    await opened.repository.close();
  });

  it('keeps good records behind a bad one, and appends to another pack', async () => {
    const { repository } = await openTest(dir);
    for (const frame of frames) await repository.appendFrame(frame);
    const places = await Promise.all(frames.map(async (frame) => (await repository.locate(frame.ids))[0]!));
    const copy = tempDirectory();
    fs.cpSync(path.join(dir, 'packs'), path.join(copy, 'packs'), { recursive: true });
    fs.cpSync(path.join(dir, 'FARVAULT-REPOSITORY'), path.join(copy, 'FARVAULT-REPOSITORY'));
    await repository.close();
    fs.rmSync(dir, { recursive: true });
    dir = copy;
    const pack = path.join(dir, 'packs', '0000000001.fvp');
    const bytes = fs.readFileSync(pack);
    // One frame's payload, and another one's head: the records behind the latter are not found, and not cut off.
    bytes[places[2].frameOffset + 64 + 3 * 36 + 1] ^= 1;
    bytes[places[8].frameOffset + 1] ^= 1;
    fs.writeFileSync(pack, bytes);
    expect((await rebuild(true)).join('\n')).toContain(`pack 1, offset ${places[2].frameOffset}: the record does not verify; 3 chunks are marked missing`);
    const second = await openTest(dir);
    for (const [i, frame] of frames.entries()) expect((await second.repository.locate(frame.ids))[0]).toEqual(i === 2 || i >= 8 ? null : places[i]);
    await second.repository.appendFrame(frameOf('later'));
    expect((await second.repository.locate(frameOf('later').ids))[0]!.pack).toBe(2);
    await second.repository.close();
    expect(fs.readFileSync(pack).equals(bytes)).toBe(true);
  });

  it('goes on with the old journal when it was stopped between setting that aside and putting the new one in place', async () => {
    await fill();
    const { repository } = await openTest(dir, { reducers: [noteReducer()], views, packBytes: 2_000 });
    await repository.appendJournal({ kind: 'note', text: 'in no pack yet' });
    const copy = tempDirectory();
    fs.cpSync(dir, copy, { recursive: true });
    await repository.close();
    fs.rmSync(dir, { recursive: true });
    dir = copy;
    const stopped: Vfs = { ...realFs, rename: (from, to) => (from.endsWith('journal.new') ? Promise.reject(new Error('stopped')) : realFs.rename(from, to)) };
    await expect(rebuildViews({ dataDir: dir, fromPacks: true, reducers: [noteReducer()], views, log: () => undefined, minFreeBytes: 0, vfs: stopped })).rejects.toThrow('stopped');
    expect(fs.existsSync(path.join(dir, 'journal'))).toBe(false);
    await rebuild(true);
    await expectWhole({ notes: ['an office', 'in no pack yet'], snapshots: [1, 2] });
  });

  it('does without the configuration file', async () => {
    await fill();
    fs.rmSync(path.join(dir, 'FARVAULT-REPOSITORY'));
    fs.rmSync(path.join(dir, 'journal'), { recursive: true });
    await rebuild(true);
    await expectWhole({ notes: ['an office'], snapshots: [1, 2] });
  });
});
