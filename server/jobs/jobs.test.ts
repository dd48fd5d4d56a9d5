import { describe, expect, it } from 'vitest';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { DEFAULTS } from '../../shared/settings/index.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import { backupSettings, Jobs, JobState, type JobRecord } from './index.js';

function setUp(faultsOf: (job: JobRecord) => string[] = () => []) {
  const state = new JobState();
  const records: JournalRecord[] = [];
  const clock = { ms: 1000 };
  const journal = {
    appendJournal: async (body: JournalBody): Promise<JournalRecord> => {
      await Promise.resolve();
      const record = { number: records.length + 1, epoch: 1, timeMs: 0, body: JSON.parse(JSON.stringify(body)) as JournalBody };
      records.push(record);
      state.apply(record);
      return record;
    },
  };
  return { jobs: new Jobs({ journal, state, now: () => clock.ms, faultsOf }), state, records, clock };
}

const DOCS = { name: 'docs', agentId: 'a1', paths: ['/srv'] };

describe('jobs', () => {
  it('are created once by name, also when two ask at the same time', async () => {
    const { jobs } = setUp();
    const results = await Promise.allSettled([jobs.create(DOCS, 'admin'), jobs.create(DOCS, 'admin')]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(jobs.list()).toHaveLength(1);
  });

  it('two updates at once both count', async () => {
    const { jobs } = setUp();
    await jobs.create(DOCS, 'admin');
    await Promise.all([
      jobs.update('docs', (job) => ({ settings: { ...job.settings, maxSize: 5 } }), 'admin'),
      jobs.update('docs', (job) => ({ settings: { ...job.settings, rpo: 3_600_000 } }), 'admin'),
    ]);
    expect(jobs.get('docs').settings).toEqual({ maxSize: 5, rpo: 3_600_000 });
  });

  it('state comes back from the journal and from a checkpoint', async () => {
    const { jobs, state, records } = setUp();
    await jobs.create({ ...DOCS, settings: { exclude: ['*.tmp'] } }, 'admin');
    await jobs.create({ ...DOCS, name: 'mail' }, 'admin');
    await jobs.delete('mail', 'admin');
    const replayed = new JobState();
    for (const record of records) replayed.apply(record);
    const loaded = new JobState();
    loaded.load(JSON.parse(JSON.stringify(state.save())));
    expect(replayed.all()).toEqual(state.all());
    expect(loaded.all()).toEqual(state.all());
  });

  it('a job of before there were policies says what was not at its default', () => {
    const old = { id: 'ab', name: 'docs', agentId: 'a1', paths: ['/srv'], images: [], excludes: ['*.tmp'], oneFileSystem: true, maxSizeBytes: 0, rateLimitBytes: 2 << 20, codec: 'auto', fsSnapshot: 'lvm', includeCachedirTagged: false, createdMs: 7, updatedMs: 9 };
    const state = new JobState();
    state.apply({ number: 1, epoch: 1, timeMs: 0, body: { kind: 'job.created', job: old, by: 'admin' } });
    const job = state.find('docs');
    expect(job).toEqual({ id: 'ab', name: 'docs', agentId: 'a1', paths: ['/srv'], images: [], settings: { exclude: ['*.tmp'], oneFileSystem: true, snapshot: 'lvm', rateLimit: ['2MiB/s'] }, paused: false, sinceMs: 7, createdMs: 7, updatedMs: 9 });
    const loaded = new JobState();
    loaded.load([old]);
    expect(loaded.all()).toEqual([job]);
  });

  it('due times before it was resumed, or its schedule changed, are nobody’s', async () => {
    const { jobs, clock } = setUp();
    await jobs.create(DOCS, 'admin');
    clock.ms = 2000;
    await jobs.update('docs', () => ({ paused: true }), 'admin');
    expect(jobs.get('docs')).toMatchObject({ paused: true, sinceMs: 1000 });
    clock.ms = 3000;
    expect(await jobs.update('docs', () => ({ paused: false }), 'admin')).toMatchObject({ paused: false, sinceMs: 3000 });
    clock.ms = 4000;
    expect(await jobs.update('docs', () => ({ settings: { maxSize: 1 } }), 'admin')).toMatchObject({ sinceMs: 3000, updatedMs: 4000 });
    expect(await jobs.update('docs', () => ({ settings: { schedule: ['0 2 * * *'] } }), 'admin')).toMatchObject({ sinceMs: 4000 });
  });

  it('a bad job is refused with every fault at once, and what the policies say against it', async () => {
    const { jobs, records } = setUp((job) => (job.name === 'clash' ? ['the window excludes the schedule'] : []));
    const error = await jobs.create({ name: 'bad name', agentId: 'a1', paths: ['relative', '/a/../b'], settings: { codec: 'gzip', rateLimit: ['10B/s'] } }, 'admin').catch((caught: unknown) => caught);
    expect(isFarvaultError(error, 'USAGE')).toBe(true);
    for (const part of ['bad name', 'relative', '/a/../b', 'gzip', '16KiB/s']) expect((error as Error).message).toContain(part);
    await expect(jobs.create({ ...DOCS, paths: [] }, 'admin')).rejects.toThrow('no path');
    await expect(jobs.create({ ...DOCS, name: 'clash' }, 'admin')).rejects.toThrow('excludes the schedule');
    expect(records).toHaveLength(0);
  });

  it('a backup is told the rate of the hours that have none of their own', () => {
    const job = { id: '1', name: 'docs', paths: ['/srv'], images: [] };
    expect(backupSettings(job, { ...DEFAULTS, rateLimit: ['1MiB/s@Mon-Fri/08:00-18:00', '2MiB/s'] })).toMatchObject({ rateLimitBytes: 2 << 20, codec: 'auto', maxSizeBytes: 0 });
    expect(backupSettings(job, { ...DEFAULTS, rateLimit: ['1MiB/s@Mon-Fri/08:00-18:00'] }).rateLimitBytes).toBe(0);
  });
});
