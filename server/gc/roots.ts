// Which snapshots there are, as two that keep count of them apart agree: the set that follows from the journal, and the catalog on disk. A listing that is short by an error must not
// make garbage of what a snapshot needs.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Pins, SnapshotCatalog, SnapshotSet } from '../snapshots/index.js';
import type { Root } from './types.js';

export interface RootParts {
  snapshots: Pick<SnapshotSet, 'all' | 'get'>;
  pins: Pick<Pins, 'roots'>;
  catalog: Pick<SnapshotCatalog, 'ids'>;
  /** Resolves when the views have seen all records so far. */
  settleViews: () => Promise<void>;
}

/** Listed, in the trash, or being read. Parents of open sessions are among them: one that is not was purged before its session began, and counts for nothing. */
export function rootsNow({ snapshots, pins }: RootParts): Root[] {
  return [...snapshots.all(), ...pins.roots()].map(({ id, rootId }) => ({ id, rootId }));
}

/** CORRUPT when the catalog knows of other snapshots than the journal. */
export async function checkCatalog({ snapshots, catalog, settleViews }: RootParts): Promise<void> {
  const before = [...snapshots.all()].map(({ id }) => id);
  await settleViews();
  const seen = await idsOf(catalog);
  // What was purged while we looked is no contradiction, nor what was committed.
  const lost = before.find((id) => !seen.has(id) && snapshots.get(id) !== undefined);
  if (lost !== undefined) throw disagree(`it does not hold snapshot ${lost}`);
  const strange = [...seen].filter((id) => snapshots.get(id) === undefined);
  if (strange.length === 0) return;
  await settleViews();
  const again = await idsOf(catalog);
  const still = strange.find((id) => again.has(id));
  if (still !== undefined) throw disagree(`it holds snapshot ${still}, of which the journal does not tell`);
}

async function idsOf(catalog: Pick<SnapshotCatalog, 'ids'>): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const id of catalog.ids()) ids.add(id);
  return ids;
}

function disagree(how: string): FarvaultError {
  return new FarvaultError('CORRUPT', `the catalog of snapshots disagrees with the journal: ${how}; nothing was removed`, { remedy: 'Stop backupd, run `backupd rebuild`, and start it again; nothing stored is lost.' });
}
