import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crashStates } from '../../shared/fs/crash-states.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { SimFs } from '../../shared/fs/sim-fs.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { packFileName } from '../../shared/store/pack-format.js';
import type { VerifiedFrame, Wanted } from '../repository/index.js';
import { frameOf, memoryView, openTest, snapshotOf, tempDirectory, type TestRepository } from '../repository/test-kit.js';
import { readCopy } from './bring-back.js';
import { writeCheckedJson } from './checked-json.js';
import { lockFolder, requireApart } from './folder.js';
import type { CopyManifest } from './manifest.js';
import { backFrom, copyTo, never } from './testing/rig.js';

const SMALL = { packBytes: 4_000, segmentBytes: 8_000 };
/** Moments of a copy at which it is cut off. */
const STOPS = 5;
const BOTH = { source: realFs, copy: realFs };
const BACK = { copy: realFs, data: realFs };

let base: string;
let dataDir: string;
let folder: string;
let test: TestRepository;

beforeEach(async () => {
  base = tempDirectory();
  dataDir = path.join(base, 'data');
  folder = path.join(base, 'copy');
  test = await openTest(dataDir, SMALL);
  fs.mkdirSync(path.join(dataDir, 'pki'));
  fs.writeFileSync(path.join(dataDir, 'pki', 'ca.key'), 'very secret');
});

afterEach(async () => {
  await test.repository.close();
  fs.rmSync(base, { recursive: true });
});

async function add(from: number, to: number, repository = test.repository): Promise<void> {
  for (let i = from; i < to; i++) await repository.appendFrame(frameOf(`frame ${i}`, 3, 100));
  await repository.commitSnapshot(snapshotOf(to));
}

/** Which of the frames a repository brought back holds and can read. */
async function held(directory: string, count: number, overrides: Parameters<typeof openTest>[1] = {}): Promise<number[]> {
  const { repository } = await openTest(directory, { ...SMALL, ...overrides });
  const found: number[] = [];
  for (let i = 0; i < count; i++) {
    const frame = frameOf(`frame ${i}`, 3, 100);
    const [place] = await repository.locate(frame.ids.subarray(0, ID_BYTES));
    if (place !== null && (await repository.readFrame(place)).payload.equals(frame.payload)) found.push(i);
  }
  await repository.close();
  return found;
}

const range = (to: number): number[] => Array.from({ length: to }, (_, i) => i);
const only = (...frames: VerifiedFrame[]): Wanted => ({ isLive: (ids, at) => frames.some((frame) => frame.ids.includes(ids.subarray(at, at + ID_BYTES))), hasSnapshot: () => true, changes: 0 });

function flip(file: string, at: number): void {
  const bytes = fs.readFileSync(file);
  bytes[at] ^= 0x10;
  fs.writeFileSync(file, bytes);
}

/** Counts what is written into packs. */
function counting(): { vfs: Vfs; bytes: () => number } {
  let bytes = 0;
  const vfs: Vfs = {
    ...realFs,
    open: async (file, mode, permissions) => {
      const opened = await realFs.open(file, mode, permissions);
      if (!file.endsWith('.fvp')) return opened;
      const write = opened.write.bind(opened);
      opened.write = (parts, position) => {
        for (const part of parts) bytes += part.length;
        return write(parts, position);
      };
      return opened;
    },
  };
  return { vfs, bytes: () => bytes };
}

describe('a second copy', () => {
  it('holds what the journal says up to its position, is added to, and is brought back with the keys, in the next epoch', async () => {
    await add(0, 10);
    const first = await copyTo(dataDir, folder, BOTH);
    expect(first).toMatchObject({ snapshots: 1, lacks: [] });
    await add(10, 13);
    const written = counting();
    const second = await copyTo(dataDir, folder, { source: realFs, copy: written.vfs });
    expect(second).toMatchObject({ snapshots: 2, lacks: [] });
    expect(written.bytes()).toBeLessThan(second.packBytes - first.packBytes + 1_000);
    // Nothing in it but the public half of the recovery key tells of the secrets.
    const every = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of every) expect(fs.readFileSync(path.join(entry.parentPath, entry.name)).includes('very secret')).toBe(false);

    const back = path.join(base, 'back');
    expect(await backFrom(folder, back, BACK)).toMatchObject({ lacks: [], lostFiles: [], keys: true });
    expect(fs.readFileSync(path.join(back, 'pki', 'ca.key'), 'utf8')).toBe('very secret');
    const { repository } = await openTest(back, SMALL);
    expect(repository.config.epoch).toBe(2);
    await repository.close();
    expect(await held(back, 13)).toEqual(range(13));
    await expect(backFrom(folder, back, BACK)).rejects.toThrow('is not empty');
    // It goes on into the same folder; what the lost server does later does not.
    await copyTo(back, folder, BOTH);
    await add(13, 14);
    await expect(copyTo(dataDir, folder, BOTH)).rejects.toThrow('another history');
  });

  it('takes a newer position when packs vanish meanwhile, and drops what was removed only when the new copy is in place', async () => {
    await add(0, 6);
    await copyTo(dataDir, folder, BOTH);
    await add(6, 12);
    await test.repository.sealOpenPack();
    // The first look at a source pack lets a collection remove packs that the position still knows.
    let removed = 0;
    const source: Vfs = {
      ...realFs,
      open: async (file, mode, permissions) => {
        if (file.endsWith('.fvp') && removed++ === 0) {
          for (const { pack } of test.repository.packFacts().filter(({ sealed }) => sealed)) await test.repository.compactPack(pack, only(frameOf('frame 3', 3, 100), frameOf('frame 10', 3, 100)), never);
        }
        return realFs.open(file, mode, permissions);
      },
    };
    const manifest = await copyTo(dataDir, folder, { source, copy: realFs });
    expect(manifest.lacks).toEqual([]);
    const there = new Set(test.repository.packFacts().map(({ pack }) => packFileName(pack)));
    expect(fs.readdirSync(path.join(folder, 'packs')).filter((name) => !there.has(name))).toEqual([]);
    const back = path.join(base, 'back');
    await backFrom(folder, back, BACK);
    expect(await held(back, 12)).toEqual([3, 10]);
  });

  it('names what is damaged at the source, never takes it for good, and has it when it is whole again', async () => {
    await add(0, 10);
    const place = (await test.repository.locate(frameOf('frame 4', 3, 100).ids.subarray(0, ID_BYTES)))[0]!;
    const file = path.join(dataDir, 'packs', packFileName(place.pack));
    flip(file, place.frameOffset + 200);
    const told: string[] = [];
    const manifest = await copyTo(dataDir, folder, BOTH, {}, told);
    expect(manifest.lacks).toEqual([{ pack: place.pack, from: place.frameOffset, to: expect.any(Number) as number }]);
    expect(told).toEqual([expect.stringContaining('does not verify')]);
    const back = path.join(base, 'back');
    expect((await backFrom(folder, back, BACK)).lacks).toEqual(manifest.lacks);
    const { repository } = await openTest(back, SMALL);
    await expect(repository.readFrame(place)).rejects.toMatchObject({ code: 'CORRUPT' });
    await repository.close();

    flip(file, place.frameOffset + 200);
    expect((await copyTo(dataDir, folder, BOTH)).lacks).toEqual([]);
    await backFrom(folder, path.join(base, 'again'), BACK);
    expect(await held(path.join(base, 'again'), 10)).toEqual(range(10));
  });

  it('finds damage and loss in the folder: when it is brought back, and with --check, which heals it', async () => {
    await add(0, 10);
    await copyTo(dataDir, folder, BOTH);
    flip(path.join(folder, 'packs', packFileName(1)), 300);
    expect((await backFrom(folder, path.join(base, 'damaged'), BACK)).lacks).toHaveLength(1);
    await copyTo(dataDir, folder, BOTH, { check: true });
    expect((await backFrom(folder, path.join(base, 'healed'), BACK)).lacks).toEqual([]);
    // A file that somebody removed is noticed by every copy.
    fs.rmSync(path.join(folder, 'packs', packFileName(2)));
    const told: string[] = [];
    expect((await copyTo(dataDir, folder, BOTH, {}, told)).lacks).toEqual([]);
    expect(told).toEqual([expect.stringContaining('all of it is looked at')]);
    await backFrom(folder, path.join(base, 'whole'), BACK);
    expect(await held(path.join(base, 'whole'), 10)).toEqual(range(10));
  });

  it('that somebody else has had writes nothing outside, reads no other file, and is not read further than it says', async () => {
    await add(0, 3);
    fs.writeFileSync(path.join(dataDir, 'backupd.json'), '{}');
    await copyTo(dataDir, folder, BOTH);
    const manifest = await readCopy(folder, realFs);
    const as = async (change: (of: CopyManifest) => CopyManifest, name: string): Promise<unknown> => {
      await writeCheckedJson(path.join(folder, 'COPY.json'), change(manifest), realFs);
      return backFrom(folder, path.join(base, name), BACK).then(
        ({ lostFiles }) => lostFiles,
        (error: unknown) => (error as Error).message,
      );
    };
    const [file] = manifest.files;
    for (const [at, name] of ['../outside', 'releases/../../outside', '/etc/outside', 'pki/ca.key', 'releases/..', 'journal/a\0b'].entries()) expect(await as((of) => ({ ...of, files: [{ ...file, path: name }] }), `path${at}`)).toContain('no file of a copy');
    // Each would have no end.
    for (const hash of ['../../../../../../../../dev/zero', '/dev/zero', '', 'A'.repeat(64)]) {
      expect(await as((of) => ({ ...of, files: [{ ...file, hash }] }), `object${hash.length}`)).toEqual(['backupd.json']);
      expect(await as((of) => ({ ...of, sealed: { ...of.sealed, object: { ...of.sealed.object, hash } } }), `sealed${hash.length}`)).toContain('no object');
    }
    fs.truncateSync(path.join(folder, 'objects', file.hash), 2 ** 40);
    expect(await as((of) => of, 'huge')).toEqual(['backupd.json']);
    expect(fs.readdirSync(path.join(base, 'huge')).filter((name) => name.startsWith('backupd'))).toEqual([]);
    expect(fs.readdirSync(base).some((name) => name === 'outside')).toBe(false);
  });

  it('does not count what reads back other than it was written', async () => {
    await add(0, 5);
    const copy: Vfs = {
      ...realFs,
      open: async (file, mode, permissions) => {
        const opened = await realFs.open(file, mode, permissions);
        if (!file.startsWith(folder) || !file.endsWith('.fvp')) return opened;
        const write = opened.write.bind(opened);
        opened.write = (parts, position) => write(parts.map((part) => Buffer.from(part).fill(0, 0, 1)), position);
        return opened;
      },
    };
    await expect(copyTo(dataDir, folder, { source: realFs, copy })).rejects.toThrow('read back other');
    await expect(readCopy(folder, realFs)).rejects.toThrow('was ever finished');
  });

  it('refuses a folder that is not mounted, holds something else, is of another repository, in use, or within the data directory', async () => {
    await add(0, 2);
    await copyTo(dataDir, folder, BOTH);
    fs.renameSync(folder, `${folder}-away`);
    await expect(copyTo(dataDir, folder, BOTH)).rejects.toThrow('is the disk mounted');
    expect(fs.existsSync(folder)).toBe(false);
    fs.mkdirSync(folder);
    await expect(copyTo(dataDir, folder, BOTH)).rejects.toThrow('is the disk mounted');
    expect(fs.readdirSync(folder)).toEqual([]);
    await copyTo(dataDir, folder, BOTH, { newDisk: true });

    fs.mkdirSync(path.join(base, 'used'));
    fs.writeFileSync(path.join(base, 'used', 'file'), '');
    await expect(copyTo(dataDir, path.join(base, 'used'), BOTH)).rejects.toThrow('holds something else');
    const release = lockFolder({ lock: path.join(folder, 'LOCK'), folder } as Parameters<typeof lockFolder>[0]);
    await expect(copyTo(dataDir, folder, BOTH, { lock: lockFolder })).rejects.toMatchObject({ code: 'CONFLICT' });
    release();
    fs.symlinkSync(dataDir, path.join(base, 'link'));
    await expect(requireApart(dataDir, path.join(base, 'link', 'copies'))).rejects.toMatchObject({ code: 'REFUSED' });
    await expect(requireApart(path.join(folder, 'deep'), folder)).rejects.toMatchObject({ code: 'REFUSED' });
  });

  it('is left as it was by a full disk, and goes on where it was', async () => {
    await add(0, 5);
    await copyTo(dataDir, folder, BOTH);
    await add(5, 12);
    const full: Vfs = { ...realFs, space: async (file) => ({ ...(await realFs.space(file)), freeBytes: 1 << 20 }) };
    await expect(copyTo(dataDir, folder, { source: realFs, copy: full })).rejects.toMatchObject({ code: 'NO_SPACE', remedy: expect.stringContaining('The copy before stays') as string });
    expect((await readCopy(folder, realFs)).snapshots).toBe(1);
    expect((await copyTo(dataDir, folder, BOTH)).snapshots).toBe(2);
  });
});

it('a copy cut off at any moment, by a loss of power too, is the one before or the new one, whole, and the next completes it', async () => {
  const source = new SimFs();
  await source.mkdir('/data');
  const options = { ...SMALL, vfs: source, lock: () => ({ release: () => undefined }), openView: () => Promise.resolve(memoryView()), destroyView: () => undefined };
  const { repository } = await openTest('/data', options);
  await add(0, 6, repository);
  const copy = new SimFs();
  await copyTo('/data', '/copy', { source, copy });
  const before = copy.snapshot();
  const from = copy.log.length;
  await add(6, 12, repository);
  await repository.sealOpenPack();
  const [{ pack }] = repository.packFacts();
  await repository.compactPack(pack, only(frameOf('frame 1', 3, 100)), never);
  const second = await copyTo('/data', '/copy', { source, copy });
  const seen = new Set<number>();
  let states = 0;
  const log = copy.log.slice(from);
  for (const { point, choice, inodes } of crashStates(log, before, { step: Math.ceil(log.length / STOPS) })) {
    if (states++ % 2 !== 0) continue;
    const cut = new SimFs({}, inodes);
    const { position, snapshots } = await readCopy('/copy', cut);
    seen.add(snapshots);
    const back = await backFrom('/copy', '/back', { copy: cut, data: new SimFs() }).catch((error: unknown) => expect.fail(`point ${point}, ${choice}, position ${position.number}: ${String(error)}`));
    expect(back.lacks, `point ${point}, ${choice}`).toEqual([]);
    if (states % 5 === 0) expect((await copyTo('/data', '/copy', { source, copy: cut })).position.number).toBeGreaterThanOrEqual(second.position.number);
  }
  // As it ended.
  expect((await readCopy('/copy', copy)).snapshots).toBe(2);
  expect(seen).toContain(1);
  await repository.close();
}, 20_000);
