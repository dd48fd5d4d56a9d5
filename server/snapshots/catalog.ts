// The catalog as it is asked: snapshots by id, prefix, job, agent and office. catalog-follower.ts keeps it.
import { FarvaultError } from '../../shared/errors/errors.js';
import { prefixRange, referencePrefix, snapshotIdOf, snapshotKey, type SnapshotFilter } from './catalog-keys.js';
import { parseSnapshotRecord } from './snapshot-record.js';
import type { SnapshotSet } from './snapshot-set.js';
import type { SnapshotRecord, ViewStore } from '../repository/index.js';

const MIN_PREFIX_CHARS = 4;
const LATEST = 'latest:';

export class SnapshotCatalog {
  /** `set` decides which there are; the view finds them. */
  constructor(
    private readonly view: ViewStore,
    private readonly set: Pick<SnapshotSet, 'get' | 'isListed' | 'listed' | 'newestOf'>,
  ) {}

  /** How many are listed. */
  count({ officeId, agentId }: { officeId?: string; agentId?: string }): Promise<number> {
    return Promise.resolve(this.set.listed(agentId ?? officeId));
  }

  /** Of all, as the view has them: for comparing it with what the journal says. */
  async *ids(): AsyncGenerator<string, void, undefined> {
    for await (const [key] of this.view.iterate(prefixRange('s'))) yield key.toString('latin1', 1);
  }

  /** That was committed last: the list goes by times, and a clock may have been wrong. */
  async latestOf(jobId: string): Promise<SnapshotRecord | null> {
    const newest = this.set.newestOf(jobId);
    // A view that is behind does not have it yet.
    return (newest === undefined ? null : await this.get(newest.id)) ?? (await this.list({ jobId, limit: 1 }))[0] ?? null;
  }

  /** Also one in the trash. */
  async get(id: string): Promise<SnapshotRecord | null> {
    if (!/^[0-9a-f]{32}$/.test(id) || this.set.get(id) === undefined) return null;
    const value = await this.view.get(snapshotKey(id));
    return value === undefined ? null : parseStored(value);
  }

  /** By id, unique prefix of four or more characters, or `latest:JOB` (the job's name). NOT_FOUND; INVALID when it fits several. */
  async resolve(selector: string): Promise<SnapshotRecord> {
    if (selector.startsWith(LATEST)) {
      const jobName = selector.slice(LATEST.length);
      const [newest] = await this.list({ jobName, limit: 1 });
      if (newest === undefined) throw new FarvaultError('NOT_FOUND', `job '${jobName}' has no snapshot`, { remedy: 'See `backupctl snapshot list` and `backupctl job list`.' });
      return (await this.latestOf(newest.jobId)) ?? newest;
    }
    const prefix = selector.toLowerCase();
    if (!/^[0-9a-f]{4,32}$/.test(prefix)) {
      throw new FarvaultError('INVALID', `'${selector}' is not a snapshot: give an id, ${MIN_PREFIX_CHARS} or more of its first characters, or ${LATEST}JOB`);
    }
    const found: SnapshotRecord[] = [];
    for await (const [, value] of this.view.iterate(prefixRange(`s${prefix}`))) {
      const snapshot = parseStored(value);
      // One that was purged a moment ago may stand in the view still.
      if (this.set.get(snapshot.id) !== undefined) found.push(snapshot);
      if (found.length > 1) break;
    }
    if (found.length > 1) {
      throw new FarvaultError('INVALID', `'${selector}' fits more than one snapshot, such as ${found[0].id} and ${found[1].id}`, { remedy: 'Give more characters.' });
    }
    if (found.length === 0) throw new FarvaultError('NOT_FOUND', `there is no snapshot '${selector}'`, { remedy: 'See `backupctl snapshot list`.' });
    return found[0];
  }

  /** Newest first; those that are listed, unless the filter asks for others. */
  async list(filter: SnapshotFilter): Promise<SnapshotRecord[]> {
    const limit = filter.limit ?? Infinity;
    const snapshots: SnapshotRecord[] = [];
    for await (const [key] of this.view.iterate({ ...prefixRange(referencePrefix(filter)), reverse: true })) {
      const snapshot = await this.get(snapshotIdOf(key));
      if (snapshot === null || !matches(snapshot, filter) || !this.#isWanted(snapshot.id, filter.state)) continue;
      snapshots.push(snapshot);
      if (snapshots.length >= limit) break;
    }
    return snapshots;
  }

  #isWanted(id: string, state: SnapshotFilter['state']): boolean {
    return state === 'all' || this.set.isListed(id) === (state !== 'trash');
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

function parseStored(value: Buffer): SnapshotRecord {
  return parseSnapshotRecord(JSON.parse(value.toString()) as unknown);
}
