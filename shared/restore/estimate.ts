// How much a restore may come to, from the manifest's index alone: announced before the start. Upper bounds, as whole manifest chunks are counted.
import type { SnapshotReader } from './read/snapshot-reader.js';

export interface RestoreEstimate {
  entries: number;
  /** Sum of file sizes; holes count, so less may be written. */
  fileBytes: number;
}

/** Manifest chunks that may hold `path` or anything below it: first, and the one behind the last. */
export async function unitsOf(reader: SnapshotReader, path: Buffer): Promise<{ first: number; end: number }> {
  const { tree } = reader;
  if (path.length === 0) return { first: 0, end: tree.chunkCount };
  // The smallest path that comes after everything below `path`.
  const after = Buffer.concat([path, Buffer.of(1)]);
  return { first: await tree.locate(path), end: Math.min(tree.chunkCount, (await tree.locate(after)) + 1) };
}

export async function estimateRestore(reader: SnapshotReader, path: Buffer, signal?: AbortSignal): Promise<RestoreEstimate> {
  if (path.length === 0) return { entries: reader.tree.root.totals.entries, fileBytes: reader.tree.root.totals.fileBytes };
  const { first, end } = await unitsOf(reader, path);
  const estimate: RestoreEstimate = { entries: 0, fileBytes: 0 };
  for (let number = first; number < end; number++) {
    signal?.throwIfAborted();
    const { entries, fileBytes } = await reader.tree.describe(number);
    estimate.entries += entries;
    estimate.fileBytes += fileBytes;
  }
  return estimate;
}
