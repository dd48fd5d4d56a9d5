// The catalog: what a query about snapshots needs, as a view that follows the journal. Keys: docs/formats.md, Views.
import { FarvaultError } from '../../shared/errors/errors.js';
import { LostChunks } from './lost-chunks.js';
import { parseSnapshotRecord } from './snapshot-record.js';
import type { JournalRecord, SnapshotRecord, ViewBatch, ViewFollower, ViewStore } from '../repository/types.js';

/** Filters that are set must all match; newest first. */
export interface SnapshotFilter {
  jobId?: string;
  jobName?: string;
  agentId?: string;
  officeId?: string;
  limit?: number;
}

const MIN_PREFIX_CHARS = 4;
const LATEST = 'latest:';
const COUNT_KEY = Buffer.from('c');

export class SnapshotCatalog implements ViewFollower {
  readonly name = 'catalog';
  readonly #view: ViewStore;
  readonly lost: LostChunks;
  #count = 0;

  private constructor(view: ViewStore) {
    this.#view = view;
    this.lost = new LostChunks(view);
  }

  /** CORRUPT when snapshots have gone missing from the view: it must be destroyed and rebuilt. */
  static async open(view: ViewStore): Promise<SnapshotCatalog> {
    const catalog = new SnapshotCatalog(view);
    const stored = await view.get(COUNT_KEY);
    for await (const _ of view.iterate(prefixRange('t'))) catalog.#count++;
    const expected = stored === undefined ? 0 : stored.readUInt32LE();
    if (expected !== catalog.#count) {
      throw new FarvaultError('CORRUPT', `the catalog holds ${catalog.#count} snapshots where it counted ${expected}`, {
        remedy: 'Nothing stored is lost: restart backupd, or run `backupd rebuild`, to make the catalog anew.',
      });
    }
    return catalog;
  }

  async count(filter: SnapshotFilter): Promise<number> {
    const prefix = referencePrefix(filter);
    if (prefix === 't') return this.#count;
    return (await this.list(filter)).length;
  }

  async latestOf(jobId: string): Promise<SnapshotRecord | null> {
    return (await this.list({ jobId, limit: 1 }))[0] ?? null;
  }

  async apply(record: JournalRecord, view: ViewStore): Promise<void> {
    if (record.body.kind === 'chunk.quarantined') await this.lost.note(Buffer.from(record.body['ids'] as string, 'base64'), view);
    if (record.body.kind !== 'snapshot.committed') return;
    const snapshot = parseSnapshotRecord(record.body['snapshot']);
    const key = snapshotKey(snapshot.id);
    // A record that is applied again after a crash is not counted twice.
    const known = (await view.get(key)) !== undefined;
    await view.write((batch) => {
      batch.put(key, Buffer.from(JSON.stringify(snapshot)));
      putReferences(batch, snapshot);
      const count = Buffer.alloc(4);
      count.writeUInt32LE(this.#count + (known ? 0 : 1));
      batch.put(COUNT_KEY, count);
    });
    if (!known) this.#count++;
  }

  async get(id: string): Promise<SnapshotRecord | null> {
    if (!/^[0-9a-f]{32}$/.test(id)) return null;
    const value = await this.#view.get(snapshotKey(id));
    return value === undefined ? null : parseStored(value);
  }

  /** By id, unique prefix of four or more characters, or `latest:JOB` (the job's name). NOT_FOUND; INVALID when it fits several. */
  async resolve(selector: string): Promise<SnapshotRecord> {
    if (selector.startsWith(LATEST)) {
      const jobName = selector.slice(LATEST.length);
      const [newest] = await this.list({ jobName, limit: 1 });
      if (newest === undefined) throw new FarvaultError('NOT_FOUND', `job '${jobName}' has no snapshot`, { remedy: 'See `backupctl snapshot list` and `backupctl job list`.' });
      return newest;
    }
    const prefix = selector.toLowerCase();
    if (!/^[0-9a-f]{4,32}$/.test(prefix)) {
      throw new FarvaultError('INVALID', `'${selector}' is not a snapshot: give an id, ${MIN_PREFIX_CHARS} or more of its first characters, or ${LATEST}JOB`);
    }
    const found: SnapshotRecord[] = [];
    for await (const [, value] of this.#view.iterate({ ...prefixRange(`s${prefix}`), limit: 2 })) found.push(parseStored(value));
    if (found.length > 1) {
      throw new FarvaultError('INVALID', `'${selector}' fits more than one snapshot, such as ${found[0]!.id} and ${found[1]!.id}`, { remedy: 'Give more characters.' });
    }
    if (found.length === 0) throw new FarvaultError('NOT_FOUND', `there is no snapshot '${selector}'`, { remedy: 'See `backupctl snapshot list`.' });
    return found[0]!;
  }

  /** Newest first. */
  async list(filter: SnapshotFilter): Promise<SnapshotRecord[]> {
    const limit = filter.limit ?? Infinity;
    const snapshots: SnapshotRecord[] = [];
    for await (const [key] of this.#view.iterate({ ...prefixRange(referencePrefix(filter)), reverse: true })) {
      const snapshot = await this.get(key.toString('latin1', key.length - 32));
      if (snapshot === null || !matches(snapshot, filter)) continue;
      snapshots.push(snapshot);
      if (snapshots.length >= limit) break;
    }
    return snapshots;
  }
}

function matches(snapshot: SnapshotRecord, filter: SnapshotFilter): boolean {
  return (
    (filter.jobId === undefined || snapshot.jobId === filter.jobId) &&
    (filter.jobName === undefined || snapshot.jobName === filter.jobName) &&
    (filter.agentId === undefined || snapshot.agentId === filter.agentId) &&
    (filter.officeId === undefined || snapshot.officeId === filter.officeId)
  );
}

/** The narrowest of the lists that hold everything the filter lets through. */
function referencePrefix(filter: SnapshotFilter): string {
  if (filter.jobId !== undefined) return `j${filter.jobId}\0`;
  if (filter.jobName !== undefined) return `n${filter.jobName}\0`;
  if (filter.agentId !== undefined) return `a${filter.agentId}\0`;
  if (filter.officeId !== undefined) return `o${filter.officeId}\0`;
  return 't';
}

function putReferences(batch: ViewBatch, snapshot: SnapshotRecord): void {
  const tail = Buffer.alloc(8 + 32);
  tail.writeBigUInt64BE(BigInt(snapshot.timeMs));
  tail.write(snapshot.id, 8, 'latin1');
  const nothing = Buffer.alloc(0);
  const { jobId, jobName, agentId, officeId } = snapshot;
  for (const filter of [{}, { jobId }, { jobName }, { agentId }, { officeId }]) {
    batch.put(Buffer.concat([Buffer.from(referencePrefix(filter)), tail]), nothing);
  }
}

function snapshotKey(id: string): Buffer {
  return Buffer.from(`s${id}`);
}

function prefixRange(prefix: string): { gte: Buffer; lt: Buffer } {
  const gte = Buffer.from(prefix);
  const lt = Buffer.from(gte);
  lt[lt.length - 1]!++;
  return { gte, lt };
}

function parseStored(value: Buffer): SnapshotRecord {
  return parseSnapshotRecord(JSON.parse(value.toString()) as unknown);
}
