// Bytes and cut points that must never drift: a repository written by any version is read by all later ones. A failure here means that the
// format changed; then it needs a new version, not a new golden file.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createCutter } from '../../shared/chunking/fastcdc-wasm.js';
import { GEAR } from '../../shared/chunking/gear.js';
import { DEFAULT_CHUNKING } from '../../shared/chunking/params.js';
import { CODEC } from '../../shared/codec/codec.js';
import { decodeFrame } from '../../shared/codec/frame.js';
import { KIND, type Entry } from '../../shared/format/entry.js';
import { encodeEntryBody, encodeSegmentBody } from '../../shared/format/entry-encoder.js';
import { ContentBuilder } from '../../shared/format/content-builder.js';
import type { ManifestChunk } from '../../shared/format/manifest-index.js';
import { ManifestWriter } from '../../shared/format/manifest-writer.js';
import { blake3 } from '../../shared/hash/hash.js';
import { seededBytes } from './seeded-bytes.js';

function golden(name: string): Buffer {
  return Buffer.from(readFileSync(new URL(`./${name}`, import.meta.url), 'utf8').replaceAll(/\s/g, ''), 'hex');
}

const base: Entry = {
  path: Buffer.alloc(0), kind: KIND.directory, flags: 0, mode: 0o755, uid: 0, gid: 0, user: Buffer.from('root'), group: Buffer.from('root'), mtimeSec: 1_700_000_000, mtimeNsec: 123_456_789,
  ctimeSec: -5, ctimeNsec: 1, inode: 0x0102_0304_0506_0708n, size: 0, target: null, major: 0, minor: 0, xattrs: [], extents: [],
};
const id = (i: number): Buffer => blake3(Buffer.from(`golden chunk ${i}`));

/** One entry of each kind, a sparse file, extended attributes, a name that is not UTF-8, and a file long enough for segments. */
function goldenManifest(): ManifestChunk[] {
  const entries: Entry[] = [
    base,
    { ...base, path: Buffer.from('dev'), user: null, group: null },
    { ...base, path: Buffer.from('dev/block'), kind: KIND.block, major: 8, minor: 300 },
    { ...base, path: Buffer.from('dev/char'), kind: KIND.character, major: 1, minor: 3 },
    { ...base, path: Buffer.from('dev/fifo'), kind: KIND.fifo },
    { ...base, path: Buffer.from('dev/socket'), kind: KIND.socket },
    { ...base, path: Buffer.from('dev.conf'), kind: KIND.file, mode: 0o4711, size: 70_000, extents: [{ id: id(1), length: 65_536 }, { id: id(2), length: 4464 }] },
    { ...base, path: Buffer.from('hard'), kind: KIND.hardlink, target: Buffer.from('dev.conf') },
    { ...base, path: Buffer.from('sparse'), kind: KIND.file, flags: 4, size: 2 ** 40 + 10, extents: [{ id: null, length: 2 ** 40 }, { id: id(3), length: 10 }] },
    { ...base, path: Buffer.from('symlink'), kind: KIND.symlink, target: Buffer.from('../somewhere') },
    { ...base, path: Buffer.from([0x78, 0xff, 0xfe]), kind: KIND.file, xattrs: [{ name: Buffer.from('user.b'), value: Buffer.from([0, 1]) }, { name: Buffer.from('user.a'), value: Buffer.alloc(0) }] },
  ];
  const chunks: ManifestChunk[] = [];
  const writer = new ManifestWriter({ version: 1, minBytes: 16_384, averageBytes: 65_536, maxBytes: 262_144, fixedBytes: 65_536 }, (chunk) => chunks.push(chunk));
  for (const entry of entries) writer.add(entry.path, entry.kind, encodeEntryBody(entry));
  const parts: { offset: number; content: Buffer }[] = [];
  const builder = new ContentBuilder((part) => parts.push(part));
  for (let i = 0; i < 3000; i++) builder.add(id(i), 1000 + i);
  builder.finish();
  const last = Buffer.from('y');
  // The head of a file without content ends in an empty content field, which the first part takes the place of.
  const head = encodeEntryBody({ ...base, path: last, kind: KIND.file, flags: 16, size: builder.bytes });
  writer.add(last, KIND.file, Buffer.concat([head.subarray(0, -1), parts[0].content]));
  for (const { offset, content } of parts.slice(1)) writer.add(last, KIND.segment, encodeSegmentBody(offset, content));
  // Enough small entries for cuts by the hash of the path and for one by size.
  for (let i = 0; i < 3000; i++) writer.add(Buffer.from(`z${String(i).padStart(5, '0')}`), KIND.fifo, encodeEntryBody({ ...base, kind: KIND.fifo }));
  writer.add(Buffer.from('zz'), KIND.file, encodeEntryBody({ ...base, kind: KIND.file, xattrs: [{ name: Buffer.from('user.large'), value: Buffer.alloc(300_000, 7) }] }));
  writer.add(Buffer.from('zzz'), KIND.fifo, encodeEntryBody({ ...base, kind: KIND.fifo }));
  writer.finish();
  return chunks;
}

test('the Gear table of chunking version 1', () => {
  expect(blake3(new Uint8Array(GEAR.buffer)).toString('hex')).toBe(golden('gear.hex').toString('hex'));
});

test('cut points of 4 MiB of seeded bytes', () => {
  const data = seededBytes(1, 4 << 20);
  const cutter = createCutter({ params: DEFAULT_CHUNKING, dataBytes: data.length });
  cutter.memory.set(data, cutter.dataStart);
  const count = cutter.cutMany(cutter.dataStart, cutter.dataStart + data.length, true);
  const cuts = Array.from(cutter.cuts.subarray(0, count), (end) => end - cutter.dataStart);
  const expected = JSON.parse(readFileSync(new URL('./cuts.json', import.meta.url), 'utf8')) as number[];
  expect(cuts).toEqual(expected);
});

test('the bytes of a manifest: its first chunk, the ids of the others, index and root', () => {
  const chunks = goldenManifest();
  expect(chunks[0].data.subarray(0, 1024).toString('hex')).toBe(golden('manifest-chunk.hex').toString('hex'));
  expect(Buffer.concat(chunks.map((chunk) => chunk.id)).toString('hex')).toBe(golden('manifest-ids.hex').toString('hex'));
  expect(chunks.find(({ level }) => level === 1)!.data.toString('hex')).toBe(golden('manifest-index.hex').toString('hex'));
  expect(chunks.at(-1)!.data.toString('hex')).toBe(golden('manifest-root.hex').toString('hex'));
});

const plain = Buffer.concat([Buffer.from('farvault '.repeat(50)), seededBytes(2, 40)]);

test.each([
  ['zstd', CODEC.zstd],
  ['lz4', CODEC.lz4],
])('a payload that an earlier version wrote with %s', (name, codec) => {
  expect(decodeFrame(codec, golden(`frame-${name}.hex`), plain.length).equals(plain)).toBe(true);
});
