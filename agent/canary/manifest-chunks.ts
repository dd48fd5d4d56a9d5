// Which chunks a snapshot stands for, by place in its manifest and as a whole.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { decodeRoot } from '../../shared/format/manifest-index.js';
import { listReferences } from '../../shared/format/manifest-reader.js';
import { ManifestTree } from '../../shared/format/manifest-tree.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { FetchItem__Output } from '../../shared/rpc/gen/farvault/v1/FetchItem.js';
import type { ChunkLookups, ChunkReads } from './chunk-store.js';

const LEVEL = { index: 0, manifest: 1, content: 2 } as const;

function treeOf(root: Buffer, chunks: ChunkReads): ManifestTree {
  return new ManifestTree({ root, fetch: (_level, _number, id) => chunks.read(id) });
}

/** INVALID for a place that the snapshot does not have. */
export async function chunksAt(root: Buffer, { level, number, ranges }: FetchItem__Output, chunks: ChunkReads): Promise<Buffer[]> {
  const tree = treeOf(root, chunks);
  if (level === LEVEL.index) {
    const item = tree.root.items[number];
    if (item === undefined) throw noSuchPlace();
    return [item.id];
  }
  if (number >= tree.chunkCount) throw noSuchPlace();
  if (level === LEVEL.manifest) return [(await tree.describe(number)).id];
  const { ids, lengths } = listReferences(await tree.load(number));
  const found: Buffer[] = [];
  for (let pair = 0; pair + 1 < ranges.length; pair += 2) {
    const [first, end] = [ranges[pair], ranges[pair] + ranges[pair + 1]];
    if (end > lengths.length) throw noSuchPlace();
    for (let ordinal = first; ordinal < end; ordinal++) found.push(ids.subarray(ordinal * ID_BYTES, (ordinal + 1) * ID_BYTES));
  }
  return found;
}

/** Ids, at most `most`, of what a manifest refers to and is not there. INVALID: it is no manifest. */
export async function missingFrom(rootId: Buffer, chunks: ChunkReads & ChunkLookups, most: number): Promise<Buffer[]> {
  const missing = new Map<string, Buffer>();
  const lacks = async (id: Buffer): Promise<boolean> => {
    if (missing.size >= most || (await chunks.has(id))) return false;
    missing.set(id.toString('hex'), Buffer.from(id));
    return true;
  };
  if (await lacks(rootId)) return [...missing.values()];
  try {
    const root = await chunks.read(rootId);
    for (const { id } of decodeRoot(root).items) await lacks(id);
    if (missing.size > 0) return [...missing.values()];
    const tree = treeOf(root, chunks);
    for (let number = 0; number < tree.chunkCount; number++) {
      if (await lacks((await tree.describe(number)).id)) continue;
      const { ids } = listReferences(await tree.load(number));
      for (let at = 0; at < ids.length; at += ID_BYTES) await lacks(ids.subarray(at, at + ID_BYTES));
    }
  } catch (error) {
    if (isFarvaultError(error, 'FORMAT')) throw new FarvaultError('INVALID', `the manifest cannot be committed: ${error.message}`, { cause: error });
    throw error;
  }
  return [...missing.values()];
}

function noSuchPlace(): FarvaultError {
  return new FarvaultError('INVALID', 'a fetch asks for a place that the snapshot does not have');
}
