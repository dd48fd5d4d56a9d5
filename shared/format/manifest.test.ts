import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FarvaultError } from '../errors/errors.js';
import { blake3 } from '../hash/hash.js';
import { seededBytes } from '../../test/golden/seeded-bytes.js';
import { ContentBuilder, type ContentPart } from './content-builder.js';
import { FLAG, KIND, type Entry, type EntryMeta, type Extent } from './entry.js';
import { decodeBody } from './entry-decoder.js';
import { encodeEntryBody, encodeSegmentBody, writeFileBody } from './entry-encoder.js';
import { decodeIndexChunk, decodeRoot, type ManifestChunk } from './manifest-index.js';
import { diffManifests, type ManifestChange } from './manifest-diff.js';
import { listReferences, ManifestChunkReader } from './manifest-reader.js';
import { ManifestTree } from './manifest-tree.js';
import { ManifestWriter } from './manifest-writer.js';
import { comparePaths } from './path-order.js';
import { ByteWriter } from './varint.js';

const chunking = { version: 1, minBytes: 16384, averageBytes: 65536, maxBytes: 262144, fixedBytes: 65536 };

function meta(kind: EntryMeta['kind'], over: Partial<EntryMeta> = {}): EntryMeta {
  return {
    kind, flags: 0, mode: 0o644, uid: 1000, gid: 1000, user: null, group: null, mtimeSec: 1_700_000_000, mtimeNsec: 123_456_789, ctimeSec: 1_700_000_001, ctimeNsec: 5,
    inode: 77n, size: 0, target: null, major: 0, minor: 0, xattrs: [], ...over,
  };
}

function fileOf(path: string | Buffer, lengths: number[], seed = 1): Entry {
  const extents = lengths.map((length, i): Extent => (length < 0 ? { id: null, length: -length } : { id: idOf(`${path.toString()} ${i} ${seed}`), length }));
  const size = extents.reduce((sum, { length }) => sum + length, 0);
  return { ...meta(KIND.file, { size }), path: typeof path === 'string' ? Buffer.from(path) : path, extents };
}

/** An id that does not end a part. */
function idOf(text: string): Buffer {
  const id = blake3(Buffer.from(text));
  id[0] |= 1;
  return id;
}

const bytes = (max: number): fc.Arbitrary<Buffer> => fc.uint8Array({ maxLength: max }).map((data) => Buffer.from(data));
const name = fc.uint8Array({ minLength: 1, maxLength: 255 }).map((data) => {
  const safe = Buffer.from(data.map((byte) => (byte === 0 || byte === 0x2f ? 0xff : byte)));
  return safe.every((byte) => byte === 0x2e) && safe.length < 3 ? Buffer.from('dots') : safe;
});
const pathBytes = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => Buffer.concat(names.flatMap((part, i) => (i === 0 ? [part] : [Buffer.from('/'), part]))));
const owner = fc.option(fc.uint8Array({ minLength: 1, maxLength: 30 }).map((data) => Buffer.from(data)), { nil: null });
const extents = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 1 << 20 }), fc.nat()), { maxLength: 12 }).map((list) => {
  const made: Extent[] = [];
  for (const [hole, length, seed] of list) if (!hole || made.at(-1)?.id !== null) made.push({ id: hole ? null : idOf(`${seed}`), length });
  return made;
});

const entries: fc.Arbitrary<Entry> = fc
  .record({
    path: pathBytes,
    kind: fc.constantFrom<EntryMeta['kind']>(1, 2, 3, 4, 5, 6, 7, 8),
    flags: fc.constantFrom(0, FLAG.inconsistent, FLAG.implicit, FLAG.incomplete, FLAG.inconsistent | FLAG.incomplete),
    mode: fc.nat(0o7777),
    uid: fc.nat(0xffff_ffff),
    gid: fc.nat(0xffff_ffff),
    user: owner,
    group: owner,
    mtimeSec: fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }),
    mtimeNsec: fc.nat(999_999_999),
    ctimeSec: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
    ctimeNsec: fc.nat(999_999_999),
    inode: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    target: pathBytes,
    major: fc.nat(0xffff_ffff),
    minor: fc.nat(0xffff_ffff),
    xattrs: fc.uniqueArray(fc.record({ name: name, value: bytes(300) }), { maxLength: 4, selector: (xattr) => xattr.name.toString('hex') }),
    extents,
  })
  .map((raw): Entry => {
    const isFile = raw.kind === KIND.file;
    const isLink = raw.kind === KIND.symlink || raw.kind === KIND.hardlink;
    const isDevice = raw.kind === KIND.block || raw.kind === KIND.character;
    const derived = (raw.user !== null || raw.group !== null ? FLAG.names : 0) | (raw.xattrs.length > 0 ? FLAG.xattrs : 0);
    return {
      ...raw,
      flags: raw.flags | derived,
      size: isFile ? raw.extents.reduce((sum, { length }) => sum + length, 0) : 0,
      extents: isFile ? raw.extents : [],
      target: isLink ? raw.target : null,
      major: isDevice ? raw.major : 0,
      minor: isDevice ? raw.minor : 0,
      xattrs: raw.xattrs.sort((a, b) => a.name.compare(b.name)),
    };
  });

interface Written {
  chunks: ManifestChunk[];
  tree: ManifestTree;
  fetched: string[];
}

function write(list: Entry[], segments = new Map<string, Buffer[]>()): Written {
  const chunks: ManifestChunk[] = [];
  const writer = new ManifestWriter(chunking, (chunk) => chunks.push(chunk));
  for (const entry of list) {
    writer.add(entry.path, entry.kind, encodeEntryBody(entry));
    for (const body of segments.get(entry.path.toString()) ?? []) writer.add(entry.path, KIND.segment, body);
  }
  writer.finish();
  return open(chunks);
}

function open(chunks: ManifestChunk[]): Written {
  const fetched: string[] = [];
  const source = {
    root: chunks.at(-1)!.data,
    fetch: (level: number, number: number) => {
      fetched.push(`${level}:${number}`);
      return Promise.resolve(chunks.filter((chunk) => chunk.level === level)[number].data);
    },
  };
  return { chunks, tree: new ManifestTree(source), fetched };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** A tree of `count` files in directories of 100, in manifest order. */
function manyFiles(count: number): Entry[] {
  const list: Entry[] = [{ ...meta(KIND.directory), path: Buffer.alloc(0), extents: [] }];
  for (let i = 0; i < count; i++) {
    const folder = `d${String(Math.floor(i / 100)).padStart(5, '0')}`;
    if (i % 100 === 0) list.push({ ...meta(KIND.directory), path: Buffer.from(folder), extents: [] });
    list.push(fileOf(`${folder}/file-${String(i).padStart(6, '0')}`, [1000 + i]));
  }
  return list;
}

describe('entries', () => {
  test('of every kind come back as they went in', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        expect(decodeBody(entry.kind, entry.path, encodeEntryBody(entry))).toEqual(entry);
      }),
      { numRuns: 300 },
    );
  });

  test('that are damaged give a coded error and nothing else', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.integer({ min: 1, max: 255 }), (entry, at, flip) => {
        const body = encodeEntryBody(entry);
        body[at % body.length] ^= flip;
        expectCoded(() => decodeBody(entry.kind, entry.path, body));
        expectCoded(() => decodeBody(entry.kind, entry.path, body.subarray(0, at % body.length)));
      }),
      { numRuns: 300 },
    );
  });
});

function expectCoded(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    expect(error).toBeInstanceOf(FarvaultError);
  }
}

describe('manifests', () => {
  test('give back arbitrary entries in order, with the ordinals of their references', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(entries, { maxLength: 40, selector: (entry) => entry.path.toString('hex') }), async (list) => {
        list.sort((a, b) => comparePaths(a.path, b.path));
        const { tree, chunks } = write(list);
        const items = await all(tree.items());
        expect(items.map(({ entry }) => entry)).toEqual(list);
        const references = chunks.filter(({ level }) => level === 0).map(({ data }) => listReferences(data));
        for (const { entry, chunk, firstReference } of items) {
          entry.extents.filter(({ id }) => id !== null).forEach((extent, i) => {
            const ordinal = firstReference + i;
            expect(references[chunk].ids.subarray(ordinal * 32, ordinal * 32 + 32).equals(extent.id!)).toBe(true);
            expect(references[chunk].lengths[ordinal]).toBe(extent.length);
          });
        }
        for (const entry of list) expect((await tree.find(entry.path))?.entry).toEqual(entry);
      }),
      { numRuns: 40 },
    );
  });

  test('of no entries at all are whole', async () => {
    const { tree } = write([]);
    expect(await all(tree.items())).toEqual([]);
    expect(await tree.find(Buffer.from('a'))).toBeNull();
  });

  test('take paths of 65,535 bytes', async () => {
    const long = Buffer.from(`${`${'n'.repeat(254)}/`.repeat(256)}${'m'.repeat(255)}`);
    expect(long.length).toBe(65_535);
    const { tree } = write([fileOf('a', [5]), fileOf(long, [7])]);
    expect((await tree.find(long))?.entry.size).toBe(7);
  });

  test('copied raw from the parent are the same bytes', () => {
    const { chunks } = write(manyFiles(3000));
    const copied: ManifestChunk[] = [];
    const writer = new ManifestWriter(chunking, (chunk) => copied.push(chunk));
    const reader = new ManifestChunkReader();
    for (const { level, data } of chunks) {
      if (level !== 0) continue;
      reader.open(data);
      while (reader.next()) writer.addCurrent(reader);
    }
    writer.finish();
    expect(copied).toEqual(chunks);
  });

  test('change only near an edit', () => {
    const list = manyFiles(20_000);
    const before = new Set(write(list).chunks.map(({ id }) => id.toString('hex')));
    list.splice(9000, 1, fileOf(list[9000].path, [4, 5, 6], 2));
    list.splice(15_000, 0, fileOf(`${list[14_999].path.toString()}x`, [9]));
    const after = write(list).chunks.filter(({ id, level }) => level === 0 && !before.has(id.toString('hex')));
    expect(after.length).toBeLessThanOrEqual(4);
  });

  test('sum up in index and root', () => {
    const { chunks } = write(manyFiles(5000));
    const root = decodeRoot(chunks.at(-1)!.data);
    const items = chunks.filter(({ level }) => level === 1).flatMap(({ data }) => decodeIndexChunk(data));
    expect(root.chunking).toEqual(chunking);
    expect(root.totals).toEqual({ entries: 5051, files: 5000, fileBytes: 5000 * 1000 + (5000 * 4999) / 2, references: 5000 });
    expect(items.length).toBe(chunks.filter(({ level }) => level === 0).length);
    expect(items.reduce((sum, { entries: count }) => sum + count, 0)).toBe(5051);
    expect(items.reduce((sum, { fileBytes }) => sum + fileBytes, 0)).toBe(root.totals.fileBytes);
  });

  test('find a path by fetching one index chunk and at most two others', async () => {
    const { tree, fetched } = write(manyFiles(20_000));
    expect((await tree.find(Buffer.from('d00150/file-015042')))?.entry.size).toBe(16_042);
    expect(fetched.length).toBeLessThanOrEqual(3);
    expect(await tree.find(Buffer.from('d00150/nothing'))).toBeNull();
  });

  test('list what is below a path and nothing beside it', async () => {
    const { tree } = write([fileOf('a', [1]), fileOf('b', [1]), { ...meta(KIND.directory), path: Buffer.from('c'), extents: [] }, fileOf('c/x', [1]), fileOf('c/y', [2]), fileOf('c.txt', [3])].sort((x, y) => comparePaths(x.path, y.path)));
    expect((await all(tree.below(Buffer.from('c')))).map(({ entry }) => entry.path.toString())).toEqual(['c', 'c/x', 'c/y']);
  });

  test('refuse what is out of order or without its file', () => {
    const body = encodeEntryBody(fileOf('x', [1]));
    const writer = new ManifestWriter(chunking, () => undefined);
    writer.add(Buffer.from('b'), KIND.file, body);
    expect(() => writer.add(Buffer.from('a'), KIND.file, body)).toThrow(/order/);
    expect(() => writer.add(Buffer.from('b'), KIND.file, body)).toThrow(/order/);
    expect(() => writer.add(Buffer.from('b'), KIND.segment, encodeSegmentBody(1, Buffer.from([0])))).toThrow(/segment/);
  });

  test('do not believe a chunk that is not what its id says', async () => {
    const { chunks } = write(manyFiles(10));
    const tree = new ManifestTree({ root: chunks.at(-1)!.data, fetch: (level) => Promise.resolve(Buffer.from(chunks.find((chunk) => chunk.level === level)!.data).fill(1, 20, 21)) });
    await expect(all(tree.items())).rejects.toMatchObject({ code: 'CORRUPT' });
  });

  test('refuse paths that would leave the target', () => {
    for (const bad of ['..', 'a/../b', '/a', 'a/', 'a//b', '.', 'a\0b', 'n'.repeat(256)]) {
      const chunk = Buffer.concat([Buffer.from('FVM1'), varints(0, Buffer.byteLength(bad)), Buffer.from(bad), Buffer.from([KIND.fifo, 0])]);
      expect(() => new ManifestChunkReader().open(chunk).next()).toThrow(FarvaultError);
    }
  });

  test('that are damaged give a coded error and nothing else', () => {
    const { chunks } = write(manyFiles(30));
    fc.assert(
      fc.property(fc.nat(2), fc.nat(), fc.integer({ min: 1, max: 255 }), (level, at, flip) => {
        const damaged = Buffer.from(chunks.find((chunk) => chunk.level === level)!.data);
        damaged[at % damaged.length] ^= flip;
        for (const data of [damaged, damaged.subarray(0, at % damaged.length), seededBytes(at, at % 200)]) {
          expectCoded(() => decodeIndexChunk(data));
          expectCoded(() => decodeRoot(data));
          expectCoded(() => listReferences(data));
          expectCoded(() => {
            const reader = new ManifestChunkReader().open(data);
            while (reader.next()) reader.decode();
          });
        }
      }),
      { numRuns: 300 },
    );
  });
});

function varints(...values: number[]): Buffer {
  const out = new ByteWriter();
  for (const value of values) out.varint(value);
  return out.take();
}

function parts(list: Extent[]): ContentPart[] {
  const made: ContentPart[] = [];
  const builder = new ContentBuilder((part) => made.push(part));
  for (const { id, length } of list) builder.add(id, length);
  builder.finish();
  return made;
}

/** A file of `count` chunks with ids as they come. */
function longFile(path: string, ids: Buffer[]): { entry: Entry; segments: Buffer[] } {
  const made = parts(ids.map((id) => ({ id, length: 1000 })));
  const out = new ByteWriter();
  writeFileBody(out, meta(KIND.file, { size: ids.length * 1000 }), made[0].content, made.length > 1);
  const entry = decodeBody(KIND.file, Buffer.from(path), out.take()) as Entry;
  return { entry, segments: made.slice(1).map(({ offset, content }) => encodeSegmentBody(offset, content)) };
}

describe('long contents', () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => blake3(Buffer.from(`long ${i}`)));

  test('are split into segments that give back every chunk in order', async () => {
    const { entry, segments } = longFile('big', ids);
    expect(entry.flags & FLAG.continued).toBe(FLAG.continued);
    const { tree } = write([fileOf('a', [1]), entry, fileOf('c', [1])], new Map([['big', segments]]));
    const found = (await tree.find(entry.path))!;
    const all20k = [...found.entry.extents];
    let offset = found.entry.extents.length * 1000;
    for await (const { entry: segment } of tree.segments(found)) {
      expect(segment.offset).toBe(offset);
      all20k.push(...segment.extents);
      offset += segment.extents.length * 1000;
    }
    expect(Buffer.concat(all20k.map(({ id }) => id!)).equals(Buffer.concat(ids))).toBe(true);
    expect((await tree.find(Buffer.from('c')))?.entry.size).toBe(1);
  });

  test('change only near an insertion', () => {
    const before = new Set(longFile('big', ids).segments.map((body) => blake3(body.subarray(4)).toString('hex')));
    const changed = longFile('big', [...ids.slice(0, 9000), idOf('inserted'), ...ids.slice(9000)]).segments.map((body) => blake3(body.subarray(4)).toString('hex'));
    expect(changed.filter((id) => !before.has(id)).length).toBeLessThanOrEqual(2);
  });

  test('join neighbouring holes, however they are told', () => {
    const whole = parts([{ id: ids[0], length: 5 }, { id: null, length: 100 }]);
    expect(parts([{ id: ids[0], length: 5 }, { id: null, length: 40 }, { id: null, length: 60 }])).toEqual(whole);
  });

  test('never put more than 512 extents into a part', () => {
    const plain = Array.from({ length: 1025 }, (_, i): Extent => ({ id: idOf(`${i}`).fill(3, 0, 1), length: 10 }));
    expect(parts(plain).map(({ offset }) => offset)).toEqual([0, 5120, 10_240]);
  });
});

describe('differences', () => {
  const describeChange = (change: ManifestChange): string => `${change.before === null ? '+' : change.after === null ? '-' : change.contentChanged ? 'c' : 'm'} ${change.path.toString()}`;

  test('are those of a plain comparison, for arbitrary manifests', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.nat(2), fc.nat(2)), { maxLength: 60 }), async (picks) => {
        const [before, after] = [new Map<string, Entry>(), new Map<string, Entry>()];
        for (const [i, x, y] of picks) {
          const path = `p${i}`;
          if (x > 0) before.set(path, fileOf(path, [10 * x]));
          if (y > 0) after.set(path, fileOf(path, [10 * y]));
        }
        const sorted = (map: Map<string, Entry>): Entry[] => [...map.values()].sort((a, b) => comparePaths(a.path, b.path));
        const changes = await all(diffManifests(write(sorted(before)).tree, write(sorted(after)).tree));
        const names = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => comparePaths(Buffer.from(a), Buffer.from(b)));
        const expected = names.filter((path) => before.get(path)?.size !== after.get(path)?.size).map((path) => `${!before.has(path) ? '+' : !after.has(path) ? '-' : 'c'} ${path}`);
        expect(changes.map(describeChange)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('of large manifests fetch only the chunks that differ', async () => {
    const list = manyFiles(20_000);
    const before = write(list);
    const edited = [...list];
    edited.splice(9000, 1, fileOf(list[9000].path, [4, 5, 6], 2));
    edited.splice(15_000, 1);
    const after = write(edited);
    expect((await all(diffManifests(before.tree, after.tree))).map(describeChange)).toEqual([`c ${list[9000].path.toString()}`, `- ${list[15_000].path.toString()}`]);
    expect(before.fetched.filter((name) => name.startsWith('0')).length).toBeLessThanOrEqual(4);
    expect(after.fetched.filter((name) => name.startsWith('0')).length).toBeLessThanOrEqual(4);
  });

  test('in a segment alone are found, once for the file', async () => {
    const ids = Array.from({ length: 3000 }, (_, i) => blake3(Buffer.from(`long ${i}`)));
    const [one, two] = [longFile('big', ids), longFile('big', ids.map((id, i) => (i === 2500 || i === 1500 ? idOf('other') : id)))];
    const before = write([one.entry, fileOf('c', [1])], new Map([['big', one.segments]])).tree;
    const after = write([two.entry, fileOf('c', [1])], new Map([['big', two.segments]])).tree;
    expect((await all(diffManifests(before, after))).map(describeChange)).toEqual(['c big']);
  });
});
