// Keeps the catalog: a view of committed snapshots and of chunks that were lost, from the journal.
import { FarvaultError } from '../../shared/errors/errors.js';
import { COUNT_KEY, decodeCount, encodeCount, prefixRange, referenceKeys, snapshotKey } from './catalog-keys.js';
import { noteLostChunks } from './lost-chunks.js';
import { parseSnapshotRecord } from './snapshot-record.js';
import type { JournalRecord, SnapshotRecord, ViewFollower, ViewStore } from '../repository/index.js';

const NOTHING = Buffer.alloc(0);

export class CatalogFollower implements ViewFollower {
  readonly name = 'catalog';

  /** LevelDB can lose keys without a word: CORRUPT when there are fewer snapshots than were counted. */
  async check(view: ViewStore): Promise<void> {
    const expected = decodeCount(await view.get(COUNT_KEY));
    let count = 0;
    for await (const [key] of view.iterate(prefixRange('t'))) if (key.length > 0) count++;
    if (count === expected) return;
    throw new FarvaultError('CORRUPT', `the catalog holds ${count} snapshots where it counted ${expected}`, { remedy: 'Run `backupd rebuild`; nothing stored is lost.' });
  }

  async apply(record: JournalRecord, view: ViewStore): Promise<void> {
    if (record.body.kind === 'snapshot.committed') {
      const snapshot = parseSnapshotRecord(record.body['snapshot']);
      await this.#add(record.body['recovered'] === true ? { ...snapshot, recovered: true } : snapshot, view);
    }
    if (record.body.kind === 'snapshots.purged') for (const id of record.body['ids'] as string[]) await this.#remove(id, view);
    if (record.body.kind === 'chunk.quarantined' || record.body.kind === 'chunks.missed') await noteLostChunks(Buffer.from(String(record.body['ids']), 'base64'), view);
  }

  async #add(snapshot: SnapshotRecord, view: ViewStore): Promise<void> {
    const key = snapshotKey(snapshot.id);
    // A record that is applied again after a crash is not counted twice.
    const isNew = (await view.get(key)) === undefined;
    const count = decodeCount(await view.get(COUNT_KEY)) + (isNew ? 1 : 0);
    await view.write((batch) => {
      batch.put(key, Buffer.from(JSON.stringify(snapshot)));
      for (const reference of referenceKeys(snapshot)) batch.put(reference, NOTHING);
      batch.put(COUNT_KEY, encodeCount(count));
    });
  }

  async #remove(id: string, view: ViewStore): Promise<void> {
    const key = snapshotKey(id);
    const stored = await view.get(key);
    if (stored === undefined) return; // Applied before a crash already.
    const snapshot = parseSnapshotRecord(JSON.parse(stored.toString()) as unknown);
    const count = decodeCount(await view.get(COUNT_KEY)) - 1;
    await view.write((batch) => {
      batch.delete(key);
      for (const reference of referenceKeys(snapshot)) batch.delete(reference);
      batch.put(COUNT_KEY, encodeCount(count));
    });
  }
}
