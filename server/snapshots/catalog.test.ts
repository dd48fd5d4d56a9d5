import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { SnapshotRecord } from '../repository/index.js';
import { CatalogFollower } from './catalog-follower.js';
import { SnapshotCatalog } from './catalog.js';
import { SnapshotSet } from './snapshot-set.js';
import { parseSnapshotRecord } from './snapshot-record.js';
import { MemoryView } from './testing/memory-view.js';
import { recordOf } from './testing/memory-store.js';

let view: MemoryView;
let follower: CatalogFollower;
let catalog: SnapshotCatalog;
let set: SnapshotSet;
beforeEach(() => {
  view = new MemoryView();
  follower = new CatalogFollower();
  set = new SnapshotSet();
  catalog = new SnapshotCatalog(view, set);
});

async function commit(record: SnapshotRecord, number = 1): Promise<SnapshotRecord> {
  const journalled = { number, epoch: 1, timeMs: record.timeMs, body: { kind: 'snapshot.committed', snapshot: record } };
  set.apply(journalled);
  await follower.apply(journalled, view);
  return record;
}
const record = (agentId: string, fields: Partial<SnapshotRecord> = {}): SnapshotRecord => recordOf(Buffer.from('root'), 'office', agentId, fields);

describe('the catalog', () => {
  test('finds a snapshot by id, by unique prefix, and as the latest of its job', async () => {
    const first = await commit(record('a', { id: 'abcd0000000000000000000000000001' }));
    const second = await commit(record('a', { id: 'abce0000000000000000000000000002' }));
    expect(await catalog.get(first.id)).toEqual(first);
    expect(await catalog.resolve('abcd')).toEqual(first);
    expect(await catalog.resolve('ABCE')).toEqual(second);
    expect(await catalog.resolve('latest:files')).toEqual(second);
    expect(await catalog.latestOf(first.jobId)).toEqual(second);
    expect(await catalog.latestOf('no such job')).toBeNull();
    expect(await catalog.get('../../etc')).toBeNull();
  });

  test.each([['abc', 'INVALID'], ['ffff', 'NOT_FOUND'], ['0', 'INVALID'], ['latest:none', 'NOT_FOUND'], ['abcd', 'INVALID'], ['xyz!', 'INVALID']])('refuses %s with %s', async (selector, code) => {
    await commit(record('a', { id: 'abcd0000000000000000000000000001' }));
    await commit(record('a', { id: 'abcd0000000000000000000000000002' }));
    await expect(catalog.resolve(selector)).rejects.toMatchObject({ code });
  });

  test('has as the latest of a job the one that was committed last, also when the clock was ahead or behind', async () => {
    const day = 86_400_000;
    const [ahead, right, behind] = [record('a', { timeMs: 50 * day }), record('a', { timeMs: 30 * day }), record('a', { timeMs: 10 * day })];
    await commit(ahead, 1);
    await commit(right, 2);
    expect([await catalog.latestOf(right.jobId), await catalog.resolve('latest:files')]).toEqual([right, right]);
    await commit(behind, 3);
    expect(await catalog.latestOf(right.jobId)).toEqual(behind);
    for (const [at, body] of [{ kind: 'snapshots.trashed', ids: [behind.id], reason: '', sinceMs: 0, purgeMs: 1 }, { kind: 'snapshots.purged', ids: [behind.id] }].entries()) {
      set.apply({ number: 4 + at, epoch: 1, timeMs: 0, body });
      expect(await catalog.latestOf(right.jobId)).toEqual(right);
    }
    set.load(JSON.parse(JSON.stringify(set.save())));
    expect(await catalog.latestOf(right.jobId)).toEqual(right);
  });

  test('lists newest first, by any filter, and counts', async () => {
    const mine = [await commit(record('a')), await commit(record('a'))];
    const other = await commit(record('b', { officeId: 'elsewhere', jobName: 'mail' }));
    const ids = async (filter: Parameters<SnapshotCatalog['list']>[0]): Promise<string[]> => (await catalog.list(filter)).map(({ id }) => id);
    expect(await ids({})).toEqual([other.id, mine[1].id, mine[0].id]);
    expect(await ids({ agentId: 'a' })).toEqual([mine[1].id, mine[0].id]);
    expect(await ids({ officeId: 'elsewhere' })).toEqual([other.id]);
    expect(await ids({ jobName: 'mail', agentId: 'a' })).toEqual([]);
    expect(await ids({ limit: 1 })).toEqual([other.id]);
    expect(await catalog.count({})).toBe(3);
    expect(await catalog.count({ officeId: 'office' })).toBe(2);
  });

  test('takes the same record twice, and notices a snapshot that has gone', async () => {
    const lost = await commit(record('a'));
    await commit(lost);
    expect(await catalog.count({})).toBe(1);
    await follower.check(view);
    for (const key of view.entries.keys()) if (key.startsWith(Buffer.from('t').toString('hex'))) view.entries.delete(key);
    await expect(follower.check(view)).rejects.toMatchObject({ code: 'CORRUPT' });
  });
});

test('a snapshot record is read from any JSON, or refused as CORRUPT', () => {
  const whole = record('a');
  const anything = fc.oneof(fc.jsonValue(), fc.tuple(fc.constantFrom(...Object.keys(whole)), fc.jsonValue()).map(([field, value]) => ({ ...whole, [field]: value })));
  fc.assert(
    fc.property(anything, (value) => {
      try {
        expect(parseSnapshotRecord(value).id).toHaveLength(32);
      } catch (error) {
        expect(error).toBeInstanceOf(FarvaultError);
        expect((error as FarvaultError).code).toBe('CORRUPT');
      }
    }),
  );
});

test('a snapshot that only the packs told of stays marked', async () => {
  const found = record('a');
  const journalled = { number: 1, epoch: 1, timeMs: 1, body: { kind: 'snapshot.committed', snapshot: found, recovered: true } };
  set.apply(journalled);
  await follower.apply(journalled, view);
  expect(await catalog.get(found.id)).toEqual({ ...found, recovered: true });
});
