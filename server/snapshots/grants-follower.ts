// Grants that follow from committed snapshots. While the server runs, a session has added them all by the time of its commit; after a crash, or with the
// view lost, they are worked out anew in the background from markers that `apply` leaves in the view: until then an agent is asked for proofs.
// What cannot be read gives no grant.
import { isFarvaultError, messageOf, type FarvaultError } from '../../shared/errors/errors.js';
import { decodeIndexChunk, decodeRoot } from '../../shared/format/manifest-index.js';
import { listReferences } from '../../shared/format/manifest-reader.js';
import type { JournalRecord, SnapshotRecord, ViewFollower, ViewStore } from '../repository/index.js';
import type { ChunkReader } from './chunk-reader.js';
import type { Grants } from './grants.js';
import { parseSnapshotRecord } from './snapshot-record.js';
import type { SnapshotLog } from './types.js';

/** Where a grant has its office: no office's hash is zero. Behind it stands the number of the journal record. */
const MARKER = Buffer.alloc(16);
const AFTER_MARKERS = Buffer.alloc(16);
AFTER_MARKERS[15] = 1;

interface Working {
  view: ViewStore;
  grants: Grants;
  reader: ChunkReader;
}

export class GrantsFollower implements ViewFollower {
  readonly name = 'grants';
  #working: Working | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(private readonly log: SnapshotLog) {}

  async apply(record: JournalRecord, view: ViewStore): Promise<void> {
    if (record.body.kind !== 'snapshot.committed') return;
    const snapshot = parseSnapshotRecord(record.body['snapshot']);
    if (this.#working !== null && (await isGranted(this.#working.grants, snapshot.officeId, Buffer.from(snapshot.rootId, 'hex')))) {
      // The view's position moves on behind the session's grants.
      await this.#working.grants.flush();
      return;
    }
    const key = Buffer.concat([MARKER, Buffer.alloc(8)]);
    key.writeBigUInt64BE(BigInt(record.number), MARKER.length);
    await view.write((batch) => batch.put(key, Buffer.from(JSON.stringify(snapshot))));
    this.#wake();
  }

  /** Begins with what `apply` has left, in the background. */
  start(working: Working): void {
    this.#working = working;
    this.#wake();
  }

  /** Resolves when nothing is left to be worked out. */
  async settle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  /** Ends after the snapshot in work; the rest waits for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.settle();
  }

  #wake(): void {
    if (this.#working === null) return;
    this.#again = true;
    this.#running ??= this.#work(this.#working).finally(() => (this.#running = null));
  }

  async #work(working: Working): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#workOff(working);
      } catch (error) {
        this.log.warn({ error: messageOf(error) }, 'grants cannot be worked out now; agents are asked for proofs, and the next start tries again');
      }
    }
  }

  async #workOff({ view, grants, reader }: Working): Promise<void> {
    for await (const [key, value] of view.iterate({ gte: MARKER, lt: AFTER_MARKERS })) {
      if (this.#stopped) return;
      const snapshot = parseSnapshotRecord(JSON.parse(value.toString()) as unknown);
      try {
        await this.#grant(snapshot, grants, reader);
      } catch (error) {
        if (!isFarvaultError(error, 'FORMAT')) throw error;
        this.#cannot(snapshot, error);
      }
      await grants.flush();
      await view.write((batch) => batch.delete(key));
    }
  }

  async #grant(snapshot: SnapshotRecord, grants: Grants, reader: ChunkReader): Promise<void> {
    const { officeId } = snapshot;
    const read = async (id: Buffer): Promise<Buffer | null> => {
      // What a granted chunk names was granted before it.
      if (await isGranted(grants, officeId, id)) return null;
      try {
        return await reader.readOne(id);
      } catch (error) {
        if (!isFarvaultError(error)) throw error;
        this.#cannot(snapshot, error);
        return null;
      }
    };
    const rootId = Buffer.from(snapshot.rootId, 'hex');
    const root = await read(rootId);
    if (root === null) return;
    for (const index of decodeRoot(root).items) {
      const items = await read(index.id);
      if (items === null) continue;
      for (const item of decodeIndexChunk(items)) {
        const chunk = await read(item.id);
        if (chunk === null) continue;
        await grants.ready();
        grants.add(officeId, listReferences(chunk).ids);
        grants.add(officeId, item.id);
      }
      grants.add(officeId, index.id);
    }
    grants.add(officeId, rootId);
  }

  #cannot(snapshot: SnapshotRecord, error: FarvaultError): void {
    this.log.warn({ snapshot: snapshot.id, error: messageOf(error) }, 'some grants of a snapshot cannot be made from its manifest');
  }
}

async function isGranted(grants: Grants, officeId: string, id: Buffer): Promise<boolean> {
  return (await grants.has(officeId, id))[0] === 1;
}
