// What each job has brought, over all its snapshots: sums kept beside the catalog, so that a report need not read it.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { JournalRecord, SnapshotRecord, ViewFollower, ViewStore } from '../repository/types.js';

export interface JobSums {
  /** The last journal record that is counted: one that comes again after a crash is not counted twice. */
  record: number;
  jobId: string;
  jobName: string;
  agentName: string;
  officeId: string;
  officeName: string;
  snapshots: number;
  /** Of the newest snapshot. */
  protectedBytes: number;
  logicalBytes: number;
  uniqueBytes: number;
  storedBytes: number;
}

/** In the catalog's view (docs/formats.md, Views). */
const PREFIX = 'J';
const COUNT = Buffer.from('K');

export class JobStorageFollower implements ViewFollower {
  readonly name = 'job-storage';

  /** A catalog that an earlier version made lacks the sums: it is made anew. */
  async check(view: ViewStore): Promise<void> {
    const catalog = (await view.get(Buffer.from('c')))?.readUInt32LE() ?? 0;
    const counted = (await readCount(view)).snapshots;
    if (catalog !== counted) throw new FarvaultError('CORRUPT', `the catalog holds ${catalog} snapshots, and the sums of jobs cover ${counted}`);
  }

  async apply({ number, body }: JournalRecord, view: ViewStore): Promise<void> {
    if (body.kind !== 'snapshot.committed') return;
    const snapshot = body['snapshot'] as SnapshotRecord;
    const count = await readCount(view);
    if (count.record >= number) return;
    const key = Buffer.from(`${PREFIX}${snapshot.jobId}`);
    const before = await view.get(key);
    const sums = add(before === undefined ? null : (JSON.parse(before.toString()) as JobSums), snapshot, number);
    await view.write((batch) => {
      batch.put(key, Buffer.from(JSON.stringify(sums)));
      batch.put(COUNT, Buffer.from(JSON.stringify({ record: number, snapshots: count.snapshots + 1 })));
    });
  }
}

export async function readJobStorage(view: ViewStore): Promise<JobSums[]> {
  const all: JobSums[] = [];
  for await (const [, value] of view.iterate({ gte: Buffer.from(PREFIX), lt: COUNT })) all.push(JSON.parse(value.toString()) as JobSums);
  return all;
}

async function readCount(view: ViewStore): Promise<{ record: number; snapshots: number }> {
  const stored = await view.get(COUNT);
  return stored === undefined ? { record: 0, snapshots: 0 } : (JSON.parse(stored.toString()) as { record: number; snapshots: number });
}

function add(sums: JobSums | null, { jobId, jobName, agentName, officeId, officeName, counters }: SnapshotRecord, record: number): JobSums {
  const of = (counter: string): number => counters[counter] ?? 0;
  return {
    record,
    jobId,
    jobName,
    agentName,
    officeId,
    officeName,
    snapshots: (sums?.snapshots ?? 0) + 1,
    protectedBytes: of('bytesLogical'),
    logicalBytes: (sums?.logicalBytes ?? 0) + of('bytesLogical'),
    uniqueBytes: (sums?.uniqueBytes ?? 0) + of('bytesUnique'),
    storedBytes: (sums?.storedBytes ?? 0) + of('bytesStored'),
  };
}
