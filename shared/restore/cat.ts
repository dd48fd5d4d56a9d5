// One file of a snapshot as a stream of bytes.
import type { Writable } from 'node:stream';
import { once } from 'node:events';
import { FarvaultError } from '../errors/errors.js';
import { KIND } from '../format/entry.js';
import type { FoundEntry } from '../format/manifest-tree.js';
import { printablePath } from '../sys/system-error.js';
import { RandomReader } from './read/random-reader.js';
import type { SnapshotReader } from './read/snapshot-reader.js';

const PIECE_BYTES = 1024 * 1024;

/** The regular file at `path`; a hard link gives the file that it is a name of. */
export async function findFile(reader: SnapshotReader, path: Buffer, signal?: AbortSignal): Promise<FoundEntry> {
  let found = await reader.tree.find(path, signal);
  if (found?.entry.kind === KIND.hardlink) found = await reader.tree.find(found.entry.target!, signal);
  if (found === null) throw new FarvaultError('NOT_FOUND', `'${printablePath(path)}' is not in snapshot ${reader.snapshotId}`, { remedy: 'List the snapshot with backupctl snapshot ls.' });
  if (found.entry.kind !== KIND.file) throw new FarvaultError('USAGE', `'${printablePath(path)}' is not a regular file`, { remedy: 'Use restore for directories, links and devices.' });
  return found;
}

/** Returns the number of bytes written. Each is verified before it is. */
export async function writeFileTo(reader: SnapshotReader, found: FoundEntry, out: Writable, signal: AbortSignal): Promise<number> {
  const file = new RandomReader(reader, found);
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    signal.throwIfAborted();
    const piece = await file.readAt(at, PIECE_BYTES);
    if (!out.write(piece)) await once(out, 'drain', { signal });
  }
  return file.size;
}
