// Grants that follow from committed snapshots. While the server runs, sessions have added them all by the time of a commit; this is what brings them
// back after a crash or with the view lost. What cannot be read gives no grant: that costs a proof.
import { isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { decodeIndexChunk, decodeRoot } from '../../shared/format/manifest-index.js';
import { listReferences } from '../../shared/format/manifest-reader.js';
import type { JournalRecord, SnapshotRecord, ViewFollower } from '../repository/types.js';
import type { ChunkReader } from './chunk-reader.js';
import type { Grants } from './grants.js';
import { parseSnapshotRecord } from './snapshot-record.js';
import type { SnapshotLog } from './types.js';

export class GrantsFollower implements ViewFollower {
  readonly name = 'grants';
  readonly #grants: Grants;
  readonly #reader: ChunkReader;
  readonly #log: SnapshotLog;

  constructor(grants: Grants, reader: ChunkReader, log: SnapshotLog) {
    this.#grants = grants;
    this.#reader = reader;
    this.#log = log;
  }

  async apply(record: JournalRecord): Promise<void> {
    if (record.body.kind === 'snapshot.committed') {
      const snapshot = parseSnapshotRecord(record.body['snapshot']);
      try {
        await this.#grant(snapshot);
      } catch (error) {
        if (!isFarvaultError(error, 'FORMAT')) throw error;
        this.#log.warn({ snapshot: snapshot.id, error: messageOf(error) }, 'grants of a snapshot cannot be made from its manifest');
      }
    }
    this.#grants.covers(record.number);
  }

  async #grant(snapshot: SnapshotRecord): Promise<void> {
    const root = await this.#unlessGranted(snapshot, Buffer.from(snapshot.rootId, 'hex'));
    if (root === null) return;
    for (const index of decodeRoot(root).items) {
      const items = await this.#unlessGranted(snapshot, index.id);
      if (items === null) continue;
      for (const item of decodeIndexChunk(items)) {
        const chunk = await this.#unlessGranted(snapshot, item.id);
        if (chunk === null) continue;
        this.#grants.add(snapshot.officeId, listReferences(chunk).ids);
        this.#grants.add(snapshot.officeId, item.id);
        await this.#grants.ready();
      }
      this.#grants.add(snapshot.officeId, index.id);
    }
    this.#grants.add(snapshot.officeId, Buffer.from(snapshot.rootId, 'hex'));
  }

  /** Null when the chunk cannot be read, or is granted: then what it names has been granted before it. */
  async #unlessGranted(snapshot: SnapshotRecord, id: Buffer): Promise<Buffer | null> {
    if ((await this.#grants.has(snapshot.officeId, id))[0] === 1) return null;
    try {
      return await this.#reader.readOne(id);
    } catch (error) {
      if (!isFarvaultError(error)) throw error;
      this.#log.warn({ snapshot: snapshot.id, chunk: id.toString('hex'), error: messageOf(error) }, 'grants of a snapshot cannot be made from a chunk of its manifest');
      return null;
    }
  }
}
