// Small snapshots that share chunks: a few groups of files, each a manifest chunk, in a few variants.
import { IndexBuilder, type IndexItem } from '../../../shared/format/manifest-index.js';
import { blake3 } from '../../../shared/hash/hash.js';
import { chunkNumber, manifestOf } from '../../snapshots/testing/memory-store.js';

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

const groups = Array.from({ length: GROUPS }, (_, group) =>
  Array.from({ length: VARIANTS }, (__, variant): Group => {
    // Some of one variant are of the next, too, and some of another group.
    const contents = [group * 10 + variant, group * 10 + variant + 1, 100 + ((group + variant) % 3)].map((number) => chunkOf(chunkNumber(number, CHUNK_BYTES)));
    const path = `g${group}/file`;
    const [manifest] = manifestOf([{ path, chunks: contents.map(({ data }) => data) }]).map(chunkOf);
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
