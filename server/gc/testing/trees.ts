// Small snapshots that share chunks: a few groups of files, each a manifest chunk, in a few variants.
import { KIND, type EntryMeta } from '../../../shared/format/entry.js';
import { encodeEntryBody } from '../../../shared/format/entry-encoder.js';
import { IndexBuilder, type IndexItem } from '../../../shared/format/manifest-index.js';
import { ManifestWriter } from '../../../shared/format/manifest-writer.js';
import { blake3 } from '../../../shared/hash/hash.js';

export const GROUPS = 3;
export const VARIANTS = 4;
const CHUNKING = { version: 1, minBytes: 16 << 10, averageBytes: 64 << 10, maxBytes: 256 << 10, fixedBytes: 64 << 10 };
const CHUNK_BYTES = 40;

export interface TestChunk {
  id: Buffer;
  hex: string;
  data: Buffer;
}

export interface Tree {
  root: TestChunk;
  index: TestChunk;
  groups: Group[];
  /** Of all its chunks, hexadecimal, its manifest included. */
  all: string[];
}

export interface Group {
  manifest: TestChunk;
  item: IndexItem;
  contents: TestChunk[];
}

function chunkOf(data: Buffer): TestChunk {
  const id = blake3(data);
  return { id, hex: id.toString('hex'), data };
}

const META: EntryMeta = {
  kind: KIND.file, flags: 0, mode: 0o644, uid: 0, gid: 0, user: null, group: null, mtimeSec: 1, mtimeNsec: 0, ctimeSec: 1, ctimeNsec: 0,
  inode: 7n, size: 0, target: null, major: 0, minor: 0, xattrs: [],
};

/** The manifest chunk of one file. */
function manifestOf(file: string, contents: readonly TestChunk[]): TestChunk {
  const made: Buffer[] = [];
  const writer = new ManifestWriter(CHUNKING, ({ data }) => made.push(Buffer.from(data)));
  const path = Buffer.from(file);
  const extents = contents.map(({ id, data }) => ({ id, length: data.length }));
  writer.add(path, KIND.file, encodeEntryBody({ ...META, size: contents.length * CHUNK_BYTES, path, extents }));
  writer.finish();
  return chunkOf(made[0]);
}

const groups = Array.from({ length: GROUPS }, (_, group) =>
  Array.from({ length: VARIANTS }, (__, variant): Group => {
    // Some of one variant are of the next, too, and some of another group.
    const contents = [group * 10 + variant, group * 10 + variant + 1, 100 + ((group + variant) % 3)].map((number) => chunkOf(Buffer.alloc(CHUNK_BYTES, blake3(Buffer.from(`chunk ${number}`)))));
    const path = `g${group}/file`;
    const manifest = manifestOf(path, contents);
    const item: IndexItem = { id: manifest.id, bytes: manifest.data.length, entries: 1, references: contents.length, fileBytes: contents.length * CHUNK_BYTES, firstPath: Buffer.from(path) };
    return { manifest, item, contents };
  }),
);

const trees = new Map<string, Tree>();

export function treeOf(variants: readonly number[]): Tree {
  const key = variants.join(' ');
  const known = trees.get(key);
  if (known !== undefined) return known;
  const chosen = variants.map((variant, group) => groups[group][variant]);
  const made: TestChunk[] = [];
  const index = new IndexBuilder(({ data }) => made.push(chunkOf(Buffer.from(data))));
  for (const { item } of chosen) index.add(item);
  const sum = (of: (item: IndexItem) => number): number => chosen.reduce((total, { item }) => total + of(item), 0);
  index.finish(CHUNKING, { entries: sum(({ entries }) => entries), files: GROUPS, fileBytes: sum(({ fileBytes }) => fileBytes), references: sum(({ references }) => references) });
  const [indexChunk, root] = made;
  const all = new Set([root, indexChunk, ...chosen.flatMap(({ manifest, contents }) => [manifest, ...contents])].map(({ hex }) => hex));
  const tree = { root, index: indexChunk, groups: chosen, all: [...all] };
  trees.set(key, tree);
  return tree;
}

/** By its root, hexadecimal. */
export function treeWithRoot(rootId: string): Tree {
  for (const tree of trees.values()) if (tree.root.hex === rootId) return tree;
  throw new Error(`no tree has the root ${rootId}`);
}
