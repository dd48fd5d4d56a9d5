// Opens the manifest of a snapshot for ls, find and diff, over the Read RPC.
import { FarvaultError } from '../shared/errors/errors.js';
import type { ManifestTree } from '../shared/format/manifest-tree.js';
import type { ReadStream } from '../shared/restore/index.js';
import type { Snapshot__Output } from '../shared/rpc/gen/farvault/v1/Snapshot.js';
import { systemClock } from '../shared/time/clock.js';
import type { CommandContext } from './command.js';

/** SNAPSHOT[:PATH] as given on the command line; `latest:JOB` may itself be followed by `:PATH`. */
export interface SnapshotReference {
  snapshot: string;
  /** Manifest path: no leading slash; empty: everything. */
  path: Buffer;
}

export function parseReference(text: string): SnapshotReference {
  const parts = text.startsWith('latest:') ? /^(latest:[^:]+)(?::(.*))?$/s.exec(text) : /^([^:]+)(?::(.*))?$/s.exec(text);
  if (parts === null) throw new FarvaultError('USAGE', `'${text}' is not SNAPSHOT or SNAPSHOT:PATH`, { remedy: 'give an id, a prefix of four or more characters, or latest:JOB' });
  const path = (parts[2] ?? '').replace(/^\/+/, '').replace(/\/+$/, '');
  return { snapshot: parts[1], path: Buffer.from(path) };
}

export interface OpenTree {
  snapshot: Snapshot__Output;
  tree: ManifestTree;
  close: () => void;
}

export function openReadStream(context: CommandContext): ReadStream {
  const stream = context.connection.data.read();
  context.signal.addEventListener('abort', () => stream.cancel(), { once: true });
  return stream;
}

export async function openTree(context: CommandContext, reference: string): Promise<OpenTree> {
  const snapshot = await context.call('GetSnapshot', { id: reference });
  const { SnapshotReader } = await import('../shared/restore/index.js');
  const reader = await SnapshotReader.open(openReadStream(context), { snapshotId: snapshot.id, clock: systemClock });
  return { snapshot, tree: reader.tree, close: () => reader.close() };
}
