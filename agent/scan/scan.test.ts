import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KIND, type Entry } from '../../shared/format/entry.js';
import { encodeEntryBody } from '../../shared/format/entry-encoder.js';
import { comparePaths } from '../../shared/format/path-order.js';
import { ManifestWriter } from '../../shared/format/manifest-writer.js';
import { blake3 } from '../../shared/hash/hash.js';
import { AT_FDCWD, closeFd, mkdirAt, mkfifoAt, mknodAt, openAt, openDirectoryAt, utimesAt } from '../../shared/sys/at.js';
import { StatBuffer } from '../../shared/sys/statx.js';
import { setXattr } from '../../shared/sys/xattr.js';
import { openForRead } from './open-for-read.js';
import { scan } from './scan.js';
import type { ScanItem, ScanOptions, ScanProblem } from './types.js';
import { parentChunkItems } from './unchanged-items.js';

const isRoot = process.getuid?.() === 0;
const CHUNKING = { version: 1, minBytes: 16384, averageBytes: 65536, maxBytes: 262144, fixedBytes: 65536 };

let top: string;
let outside: string;
beforeEach(() => {
  top = fs.mkdtempSync(path.join(os.tmpdir(), 'farvault-scan-'));
  outside = fs.mkdtempSync(path.join(os.tmpdir(), 'farvault-scan-'));
});
afterEach(() => {
  // Trees deeper than PATH_MAX are beyond fs.rmSync.
  execFileSync('rm', ['-rf', top, outside]);
});

function options(changes: Partial<ScanOptions> = {}): ScanOptions {
  return {
    roots: [Buffer.from(top)], excludes: [], images: [], oneFileSystem: false, maxSizeBytes: 0, includeCachedirTagged: false, never: [], mappings: [], parent: null, ...changes,
  };
}

async function collect(given: ScanOptions): Promise<{ items: ScanItem[]; problems: ScanProblem[] }> {
  const items: ScanItem[] = [];
  const problems: ScanProblem[] = [];
  for await (const batch of scan(given, new AbortController().signal)) {
    items.push(...batch.items());
    problems.push(...batch.problems);
  }
  return { items, problems };
}

function expand(items: ScanItem[], parent: string): ScanItem[] {
  const bytes = fs.readFileSync(parent);
  return items.flatMap((item) => (item.type === 'parentChunk' ? [...parentChunkItems(bytes.subarray(item.fileOffset, item.fileOffset + item.length))] : [item]));
}

function pathOf(item: ScanItem): Buffer {
  if (item.type === 'parentChunk') throw new Error('not expanded');
  return item.type === 'entry' ? item.entry.path : item.path;
}

/** Paths below `top`, as latin1, of everything but the directories above it. */
function below(items: ScanItem[]): string[] {
  const prefix = `${top.slice(1)}/`;
  return items.map((item) => pathOf(item).toString('latin1')).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

function find(items: ScanItem[], name: string | Buffer): ScanItem {
  const wanted = Buffer.concat([Buffer.from(`${top.slice(1)}/`), Buffer.from(name as string)]);
  const item = items.find((one) => one.type !== 'parentChunk' && one.type !== 'moreSegments' && pathOf(one).equals(wanted));
  if (item === undefined) throw new Error(`no entry ${String(name)}`);
  return item;
}

function entryOf(item: ScanItem): Entry {
  if (item.type === 'entry') return item.entry;
  if (item.type !== 'file') throw new Error(item.type);
  const extents = [];
  for (let left = item.meta.size, n = 0; left > 0; left -= 65536) {
    const id = blake3(Buffer.concat([item.path, Buffer.from(String(n++))]));
    id[0] |= 1;
    extents.push({ id, length: Math.min(left, 65536) });
  }
  return { ...item.meta, path: item.path, extents };
}

/** A parent manifest file of what a scan found. */
function writeParent(items: ScanItem[]): string {
  const file = path.join(outside, 'parent');
  const parts: Buffer[] = [];
  const writer = new ManifestWriter(CHUNKING, ({ level, data }) => {
    if (level !== 0) return;
    const length = Buffer.alloc(4);
    length.writeUInt32LE(data.length);
    parts.push(length, Buffer.from(data));
  });
  for (const item of items) {
    const entry = entryOf(item);
    writer.add(entry.path, entry.kind, encodeEntryBody(entry));
  }
  writer.finish();
  fs.writeFileSync(file, Buffer.concat(parts));
  return file;
}

describe('scan', () => {
  it('gives every kind of entry in manifest order with all metadata', async () => {
    fs.mkdirSync(path.join(top, 'a/b'), { recursive: true });
    fs.writeFileSync(path.join(top, 'a.txt'), 'hello');
    fs.writeFileSync(path.join(top, 'a/empty'), '');
    fs.writeFileSync(path.join(top, 'a/b/one'), 'x'.repeat(100));
    fs.linkSync(path.join(top, 'a/b/one'), path.join(top, 'z-link'));
    fs.symlinkSync('nowhere/at all', path.join(top, 'dangling'));
    mkfifoAt(AT_FDCWD, Buffer.from(path.join(top, 'fifo')), 0o600);
    mknodAt(AT_FDCWD, Buffer.from(path.join(top, 'socket')), fs.constants.S_IFSOCK | 0o600);
    fs.chmodSync(path.join(top, 'a.txt'), 0o4750);
    utimesAt(AT_FDCWD, Buffer.from(path.join(top, 'a.txt')), 1, 2, -2_000_000_000, 123_456_789);
    setXattr(Buffer.from(path.join(top, 'a.txt')), Buffer.from('user.b'), Buffer.from([0, 255, 10]));
    setXattr(Buffer.from(path.join(top, 'a.txt')), Buffer.from('user.a'), Buffer.alloc(0));
    if (isRoot) mknodAt(AT_FDCWD, Buffer.from(path.join(top, 'device')), fs.constants.S_IFBLK | 0o640, 259, 70_000);

    const { items, problems } = await collect(options());
    expect(problems).toEqual([]);
    const paths = items.map(pathOf);
    expect([...paths].sort(comparePaths)).toEqual(paths);
    expect(below(items)).toEqual(['a', 'a/b', 'a/b/one', 'a/empty', 'a.txt', 'dangling', ...(isRoot ? ['device'] : []), 'fifo', 'socket', 'z-link']);

    const text = find(items, 'a.txt');
    expect(text).toMatchObject({ type: 'file', status: 'new', image: false, source: Buffer.from(path.join(top, 'a.txt')), parentExtents: null });
    expect(text.type === 'file' && text.meta).toMatchObject({
      mode: 0o4750, size: 5, mtimeSec: -2_000_000_000, mtimeNsec: 123_456_789,
      xattrs: [{ name: Buffer.from('user.a'), value: Buffer.alloc(0) }, { name: Buffer.from('user.b'), value: Buffer.from([0, 255, 10]) }],
    });
    const stat = fs.lstatSync(path.join(top, 'a.txt'), { bigint: true });
    expect(text.type === 'file' && text.meta.inode).toBe(stat.ino);
    if (isRoot) expect(text.type === 'file' && text.meta.user?.toString()).toBe('root');
    expect(find(items, 'z-link')).toMatchObject({ type: 'entry', entry: { kind: KIND.hardlink, target: Buffer.from(`${top.slice(1)}/a/b/one`) }, source: Buffer.from(path.join(top, 'z-link')) });
    expect(find(items, 'dangling')).toMatchObject({ entry: { kind: KIND.symlink, target: Buffer.from('nowhere/at all') } });
    expect(find(items, 'a/empty')).toMatchObject({ type: 'entry', entry: { kind: KIND.file, size: 0, extents: [] } });
    expect(find(items, 'fifo')).toMatchObject({ entry: { kind: KIND.fifo } });
    expect(find(items, 'socket')).toMatchObject({ entry: { kind: KIND.socket } });
    if (isRoot) expect(find(items, 'device')).toMatchObject({ entry: { kind: KIND.block, major: 259, minor: 70_000 } });
    // Directories above the source, once each, flagged.
    expect(items.slice(0, 2).map((item) => item.type === 'entry' && [item.entry.path.toString(), item.entry.flags & 8])).toEqual([['', 8], ['tmp', 8]]);
  });

  it('keeps names as they are, whatever their bytes', async () => {
    const names = [Buffer.from([0xff, 0xfe, 0x41]), Buffer.from('new\nline'), Buffer.from('-dash'), Buffer.from('trailing '), Buffer.from('é'), Buffer.from('e\u0301'), Buffer.from('back\\slash'), Buffer.alloc(255, 0x6e), Buffer.from([1, 2, 0x7f])];
    for (const name of names) fs.writeFileSync(Buffer.concat([Buffer.from(`${top}/`), name]), 'x');
    const { items } = await collect(options());
    const found = items.filter((item) => item.type === 'file').map((item) => pathOf(item).subarray(top.length));
    expect(found).toEqual([...names].sort(Buffer.compare));
  });

  it('walks a thousand levels, beyond the longest path that the kernel takes, and opens what lies there', async () => {
    let dir = openDirectoryAt(AT_FDCWD, Buffer.from(top));
    const name = Buffer.from('level-of-many');
    const file = Buffer.from('zz');
    for (let i = 0; i < 1000; i++) {
      mkdirAt(dir, name, 0o755);
      const next = openDirectoryAt(dir, name);
      const fd = openAt(dir, file, fs.constants.O_CREAT | fs.constants.O_WRONLY, 0o644);
      fs.writeSync(fd, `${i}`);
      closeFd(fd);
      closeFd(dir);
      dir = next;
    }
    closeFd(dir);
    const { items, problems } = await collect(options());
    expect(problems).toEqual([]);
    const files = items.filter((item) => item.type === 'file');
    expect(files).toHaveLength(1000);
    const deepest = files.reduce((a, b) => (a.source.length > b.source.length ? a : b));
    expect(deepest.source.length).toBeGreaterThan(13_000);
    const fd = openForRead(deepest.source, new StatBuffer(), deepest.meta.inode);
    expect(fs.readFileSync(fd, 'utf8')).toBe('999');
    closeFd(fd);
    expect(() => openForRead(deepest.source, new StatBuffer(), 1n)).toThrow(/ESTALE/);
  });

  it('takes over what is unchanged by whole parent chunks, and tells what is new, changed and gone', async () => {
    for (let d = 0; d < 40; d++) {
      fs.mkdirSync(path.join(top, `d${d}`));
      for (let f = 0; f < 100; f++) fs.writeFileSync(path.join(top, `d${d}/file-${f}`), `${d} ${f}`);
    }
    const first = await collect(options());
    const parent = writeParent(first.items);
    const again = await collect(options({ parent: { file: parent } }));
    expect(again.items.some((item) => item.type === 'parentChunk')).toBe(true);
    expect(again.items.length).toBeLessThan(first.items.length);
    const unchanged = expand(again.items, parent);
    expect(unchanged.map(pathOf)).toEqual(first.items.map(pathOf));
    // /tmp itself may have changed meanwhile.
    expect(unchanged.slice(2).every((item) => item.type === 'unchanged')).toBe(true);
    const totals = again.items.filter((item) => item.type === 'parentChunk').reduce((sum, item) => sum + item.entries, 0);
    expect(totals + again.items.filter((item) => item.type !== 'parentChunk').length).toBe(first.items.length);

    fs.writeFileSync(path.join(top, 'd7/file-50'), 'changed');
    fs.writeFileSync(path.join(top, 'd7/file-500'), 'added');
    fs.rmSync(path.join(top, 'd20'), { recursive: true });
    const { items } = await collect(options({ parent: { file: parent } }));
    const now = expand(items, parent);
    expect(find(now, 'd7/file-50')).toMatchObject({ type: 'file', status: 'changed', parentExtents: [{ length: 4 }] });
    expect(find(now, 'd7/file-500')).toMatchObject({ type: 'file', status: 'new', parentExtents: null });
    expect(find(now, 'd7')).toMatchObject({ type: 'entry', status: 'changed' });
    expect(find(now, 'd8/file-1')).toMatchObject({ type: 'unchanged', kind: KIND.file, size: 3 });
    const fresh = await collect(options());
    expect(now.map(pathOf)).toEqual(fresh.items.map(pathOf));
  });

  it('sees a change of owner, mode or attributes, and of a hard link', async () => {
    fs.writeFileSync(path.join(top, 'mode'), 'x');
    fs.writeFileSync(path.join(top, 'one'), 'y');
    fs.linkSync(path.join(top, 'one'), path.join(top, 'two'));
    const parent = writeParent((await collect(options())).items);
    fs.chmodSync(path.join(top, 'mode'), 0o600);
    fs.renameSync(path.join(top, 'one'), path.join(top, 'three'));
    const { items } = await collect(options({ parent: { file: parent } }));
    expect(find(items, 'mode')).toMatchObject({ type: 'file', status: 'changed' });
    expect(find(items, 'three')).toMatchObject({ type: 'file', status: 'new' });
    expect(find(items, 'two')).toMatchObject({ type: 'entry', entry: { kind: KIND.hardlink, target: Buffer.from(`${top.slice(1)}/three`) } });
  });

  it('leaves out what filters, tags, limits and the never-list say', async () => {
    for (const dir of ['keep', 'cache', 'nottagged', 'repo', 'state', 'node_modules/x', 'src/build']) fs.mkdirSync(path.join(top, dir), { recursive: true });
    fs.writeFileSync(path.join(top, 'cache/CACHEDIR.TAG'), 'Signature: 8a477f597d28d172789f06886806bc55\n');
    fs.writeFileSync(path.join(top, 'nottagged/CACHEDIR.TAG'), 'something else');
    fs.writeFileSync(path.join(top, 'repo/FARVAULT-REPOSITORY'), '');
    for (const file of ['cache/c', 'repo/r', 'state/s', 'node_modules/x/y', 'src/build/o', 'keep/a.log', 'keep/b.log', 'keep/big']) fs.writeFileSync(path.join(top, file), 'x');
    fs.truncateSync(path.join(top, 'keep/big'), 5000);
    const { items } = await collect(options({ excludes: ['*.log', '!b.log', 'node_modules/', 'src/build'], maxSizeBytes: 4999, never: [Buffer.from(path.join(top, 'state'))] }));
    expect(below(items)).toEqual(['cache', 'keep', 'keep/b.log', 'nottagged', 'nottagged/CACHEDIR.TAG', 'repo', 'src']);
  });

  it('handles nested and doubled sources, an excluded one above, and a single file', async () => {
    fs.mkdirSync(path.join(top, 'a/b/c'), { recursive: true });
    fs.writeFileSync(path.join(top, 'a/b/c/file'), 'x');
    fs.writeFileSync(path.join(top, 'a/other'), 'x');
    const roots = ['', '/a', '/a/b/c/', '/a/'].map((part) => Buffer.from(top + part));
    expect(below((await collect(options({ roots }))).items)).toEqual(['a', 'a/b', 'a/b/c', 'a/b/c/file', 'a/other']);
    expect(below((await collect(options({ roots, excludes: ['b'] }))).items)).toEqual(['a', 'a/b', 'a/b/c', 'a/b/c/file', 'a/other']);
    const single = await collect(options({ roots: [Buffer.from(path.join(top, 'a/other'))] }));
    expect(below(single.items)).toEqual(['a', 'a/other']);
  });

  it('reads from where a mapping says, under the names of the source', async () => {
    fs.mkdirSync(path.join(outside, 'snap/in'), { recursive: true });
    fs.writeFileSync(path.join(outside, 'snap/in/file'), 'frozen');
    const { items } = await collect(options({ mappings: [{ from: Buffer.from(top), to: Buffer.from(path.join(outside, 'snap')) }] }));
    expect(find(items, 'in/file')).toMatchObject({ type: 'file', source: Buffer.from(path.join(outside, 'snap/in/file')) });
  });

  it('refuses a source that is absent, and an empty one that was not', async () => {
    await expect(collect(options({ roots: [Buffer.from(path.join(top, 'nope'))] }))).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining(path.join(top, 'nope')) as string });
    await expect(collect(options({ roots: [Buffer.from('/proc')] }))).rejects.toMatchObject({ code: 'REFUSED' });
    fs.writeFileSync(path.join(top, 'file'), 'x');
    const parent = writeParent((await collect(options())).items);
    fs.rmSync(path.join(top, 'file'));
    await expect(collect(options({ parent: { file: parent } }))).rejects.toMatchObject({ code: 'REFUSED', message: expect.stringContaining('is empty') as string });
  });

  it('refuses a damaged parent with a clear error', async () => {
    fs.writeFileSync(path.join(top, 'file'), 'x');
    const parent = writeParent((await collect(options())).items);
    const whole = fs.readFileSync(parent);
    for (let i = 0; i < 4; i++) {
      fs.writeFileSync(parent, whole.subarray(0, whole.length - 1 - i));
      await expect(collect(options({ parent: { file: parent } }))).rejects.toMatchObject({ code: 'CORRUPT' });
    }
  });

  it('ends with the reason of the signal, and when its reader leaves', async () => {
    for (let i = 0; i < 200; i++) fs.writeFileSync(path.join(top, `f${i}`), 'x');
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = scan(options(), controller.signal);
    controller.abort(reason);
    await expect(running.next()).rejects.toBe(reason);
    for await (const batch of scan(options(), new AbortController().signal)) {
      expect(batch.problems).toEqual([]);
      break;
    }
  });
});
