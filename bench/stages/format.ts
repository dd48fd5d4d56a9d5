// Cost of the manifest for each entry: encoding, decoding, and copying unchanged entries from one manifest to the next.
//   node dist/bench/stages/format.js [entries]
import process from 'node:process';
import { KIND, type Entry } from '../../shared/format/entry.js';
import { encodeEntryBody, writeFileBody } from '../../shared/format/entry-encoder.js';
import { ContentBuilder } from '../../shared/format/content-builder.js';
import type { ManifestChunk } from '../../shared/format/manifest-index.js';
import { listReferences, ManifestChunkReader } from '../../shared/format/manifest-reader.js';
import { ManifestWriter } from '../../shared/format/manifest-writer.js';
import { ByteWriter } from '../../shared/format/varint.js';
import { blake3 } from '../../shared/hash/hash.js';

const count = Number(process.argv[2] ?? 200_000);
const chunking = { version: 1, minBytes: 16384, averageBytes: 65536, maxBytes: 262144, fixedBytes: 65536 };

function entryOf(i: number): Entry {
  const path = Buffer.from(`srv/share/project-${String(Math.floor(i / 1000)).padStart(4, '0')}/folder-${String(Math.floor(i / 40) % 25).padStart(2, '0')}/document-${String(i).padStart(7, '0')}.odt`);
  return {
    path, kind: KIND.file, flags: 0, mode: 0o644, uid: 1000, gid: 1000, user: Buffer.from('anna'), group: Buffer.from('office'), mtimeSec: 1_700_000_000 + i, mtimeNsec: 123_456_789,
    ctimeSec: 1_700_000_001 + i, ctimeNsec: 987_654_321, inode: BigInt(i + 100_000), size: 9000 + i, target: null, major: 0, minor: 0, xattrs: [], extents: [{ id: blake3(path), length: 9000 + i }],
  };
}

function report(name: string, run: () => void): void {
  run();
  const before = process.cpuUsage();
  run();
  const used = process.cpuUsage(before);
  console.log(`${name}: ${((used.user + used.system) / count).toFixed(2)} us an entry`);
}

const entries = Array.from({ length: count }, (_, i) => entryOf(i));
let chunks: ManifestChunk[] = [];

report('encode and write (body as a buffer)', () => {
  chunks = [];
  const writer = new ManifestWriter(chunking, (chunk) => chunks.push(chunk));
  for (const entry of entries) writer.add(entry.path, entry.kind, encodeEntryBody(entry));
  writer.finish();
});
report('encode and write (reused memory)', () => {
  const out = new ByteWriter();
  let content: Buffer = Buffer.alloc(0);
  const builder = new ContentBuilder((part) => (content = part.content));
  const writer = new ManifestWriter(chunking, () => undefined);
  for (const entry of entries) {
    builder.reset();
    for (const { id, length } of entry.extents) builder.add(id, length);
    builder.finish();
    out.reset();
    writeFileBody(out, entry, content, false);
    writer.add(entry.path, entry.kind, out.view());
  }
  writer.finish();
});
const manifest = chunks.filter(({ level }) => level === 0);
const reader = new ManifestChunkReader();
report('read and look at size and times', () => {
  let sum = 0;
  for (const { data } of manifest) {
    reader.open(data);
    while (reader.next()) sum += reader.head().size;
  }
  if (sum === 0) throw new Error('nothing was read');
});
report('read and copy unchanged', () => {
  const writer = new ManifestWriter(chunking, () => undefined);
  for (const { data } of manifest) {
    reader.open(data);
    while (reader.next()) writer.addCurrent(reader);
  }
  writer.finish();
});
report('decode whole', () => {
  let sum = 0;
  for (const { data } of manifest) {
    reader.open(data);
    while (reader.next()) sum += reader.decode().extents.length;
  }
  if (sum !== count) throw new Error('entries are missing');
});
report('list references', () => {
  for (const { data } of manifest) listReferences(data);
});
console.log(`${(manifest.reduce((sum, { data }) => sum + data.length, 0) / count).toFixed(0)} bytes an entry, ${manifest.length} manifest chunks of ${(manifest.reduce((sum, { data }) => sum + data.length, 0) / manifest.length / 1024).toFixed(0)} KiB`);
