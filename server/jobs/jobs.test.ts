import { describe, expect, it } from 'vitest';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { Jobs, JobState, type JobSettings } from './index.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';

const SETTINGS: JobSettings = { paths: ['/srv'], excludes: [], images: [], oneFileSystem: false, maxSizeBytes: 0, rateLimitBytes: 0, codec: 'auto', fsSnapshot: 'auto', includeCachedirTagged: false };

function setUp(): { jobs: Jobs; state: JobState; records: JournalRecord[] } {
  const state = new JobState();
  const records: JournalRecord[] = [];
  const journal = {
    appendJournal: async (body: JournalBody): Promise<JournalRecord> => {
      await Promise.resolve();
      const record = { number: records.length + 1, epoch: 1, timeMs: 0, body: JSON.parse(JSON.stringify(body)) as JournalBody };
      records.push(record);
      state.apply(record);
      return record;
    },
  };
  return { jobs: new Jobs(journal, state, () => 1000), state, records };
}

describe('jobs', () => {
  it('are created once by name, also when two ask at the same time', async () => {
    const { jobs } = setUp();
    const results = await Promise.allSettled([jobs.create('docs', 'a1', SETTINGS, 'admin'), jobs.create('docs', 'a1', SETTINGS, 'admin')]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(jobs.list()).toHaveLength(1);
  });

  it('update changes only what is given', async () => {
    const { jobs } = setUp();
    await jobs.create('docs', 'a1', { ...SETTINGS, excludes: ['*.tmp'] }, 'admin');
    const updated = await jobs.update('docs', { maxSizeBytes: 5 }, 'admin');
    expect(updated).toMatchObject({ maxSizeBytes: 5, excludes: ['*.tmp'], paths: ['/srv'] });
  });

  it('state comes back from the journal and from a checkpoint', async () => {
    const { jobs, state, records } = setUp();
    await jobs.create('docs', 'a1', SETTINGS, 'admin');
    await jobs.create('mail', 'a1', SETTINGS, 'admin');
    await jobs.delete('mail', 'admin');
    const replayed = new JobState();
    for (const record of records) replayed.apply(record);
    const loaded = new JobState();
    loaded.load(JSON.parse(JSON.stringify(state.save())));
    expect(replayed.all()).toEqual(state.all());
    expect(loaded.all()).toEqual(state.all());
  });

  it('a bad job is refused with every fault at once', async () => {
    const { jobs } = setUp();
    const error = await jobs.create('bad name', 'a1', { ...SETTINGS, paths: ['relative', '/a/../b'], codec: 'gzip', rateLimitBytes: 10 }, 'admin').catch((caught: unknown) => caught);
    expect(isFarvaultError(error, 'USAGE')).toBe(true);
    for (const part of ['name', 'relative', '/a/../b', 'gzip', '16 KiB/s']) expect((error as Error).message).toContain(part);
  });
});
