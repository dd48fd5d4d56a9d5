import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { ownSettings } from '../../shared/settings/testing/arbitraries.js';
import { plainSettings } from '../../shared/settings/index.js';
import { MemoryWorld } from '../policies/testing.js';
import { agentKind, jobKind, officeKind, policyKind, Resources } from './index.js';

let world: MemoryWorld;
let resources: Resources;
let running: { id: string; state: string }[];

function build(): void {
  world = new MemoryWorld();
  running = [];
  const { policies, jobs } = world;
  resources = new Resources([officeKind({ fleet: world, snapshots: { count: () => Promise.resolve(0) } }), agentKind(world), policyKind({ policies, jobs, fleet: world }), jobKind({ jobs, runs: { active: () => running }, fleet: world })]);
  world.office('lyon');
  world.agent('fs1', 'lyon');
  world.agent('fs2', 'lyon', { host: 'esx1' });
}
beforeEach(build);

const apply = (raw: unknown, { dryRun = false, merge = false } = {}) => resources.apply(raw, { dryRun, merge, by: 'admin' });
const actions = async (raw: unknown, options = {}) => (await apply(raw, options)).map(({ name, action }) => `${action} ${name}`);

const WANTED = {
  jobs: [{ name: 'docs', agent: 'fs1', paths: ['/srv'], schedule: '0 2 * * *', retries: 1 }],
  policies: [{ scope: 'office paris', rpo: '24h' }, { scope: 'label host=esx1', maxRuns: 2, window: ['22:00-06:00'] }],
  agents: [{ name: 'fs1', labels: { host: 'esx1' } }],
  offices: [{ name: 'paris' }],
};

describe('apply', () => {
  it('makes what is missing in the order of need, and the second time nothing', async () => {
    expect(await actions(WANTED)).toEqual(['create paris', 'update fs1', 'create office paris', 'create label host=esx1', 'create docs']);
    const records = world.records.length;
    expect(new Set((await apply(WANTED)).map(({ action }) => action))).toEqual(new Set(['unchanged']));
    expect(world.records).toHaveLength(records);
    expect(world.policies.effective(world.jobs.get('docs'))).toMatchObject({ settings: { window: ['22:00-06:00'] }, from: { window: 'label host=esx1', retries: 'job' } });
  });

  it('a dry run tells the same, and changes nothing', async () => {
    const planned = await apply(WANTED, { dryRun: true });
    expect(world.records).toHaveLength(0);
    expect(planned).toEqual(await apply(WANTED));
  });

  it('says what changes, key by key; what a resource no longer says goes', async () => {
    await apply({ policies: [{ scope: 'all', rateLimit: ['2MiB/s'], rpo: '1d', retries: 2 }] });
    const [change] = await apply({ policies: [{ scope: 'all', rateLimit: 'none', rpo: '24h', codec: 'lz4' }] });
    expect(change).toEqual({ section: 'policies', name: 'all', action: 'update', details: ['codec: unset -> lz4', 'retries: 2 -> unset', 'rateLimit: 2MiB/s -> none'] });
    expect(world.policies.find('all')?.settings).toEqual({ codec: 'lz4', rpo: 86_400_000, rateLimit: [] });
  });

  it('with merge changes only what is given; null takes away', async () => {
    await apply(WANTED);
    const [change] = await apply({ jobs: [{ name: 'docs', retries: null, rpo: '2d' }] }, { merge: true });
    expect(change?.details).toEqual(['retries: 1 -> unset', 'rpo: unset -> 2d']);
    expect(world.jobs.get('docs')).toMatchObject({ paths: ['/srv'], settings: { schedule: ['0 2 * * *'], rpo: 172_800_000 } });
    await expect(apply({ jobs: [{ name: 'docs', agent: null }] }, { merge: true })).rejects.toThrow('agent is missing');
  });

  it('tells every fault before anything is changed', async () => {
    const bad = { offices: [{ name: 'nice' }, { name: 'no good' }], jobs: [{ name: 'a', agent: 'fs1', paths: ['/a'], retires: 1 }, { name: 'a', agent: 'fs1', paths: [] }], polices: [] };
    const text = await apply(bad).then(String, (error: Error) => error.message);
    for (const part of ['offices[1].name', 'jobs[0].retires', 'did you mean retries', 'no path given', 'did you mean policies']) expect(text).toContain(part);
    const wrong = { offices: [{ name: 'nice' }], agents: [{ name: 'ghost' }], policies: [{ scope: 'office ghost' }, { scope: 'agent ghost' }], jobs: [{ name: 'b', agent: 'ghost', paths: ['/b'] }] };
    const later = await apply(wrong).then(String, (error: Error) => error.message);
    for (const part of ["agent 'ghost': there is no such agent", "no office 'ghost'", "policy 'agent ghost'", "job 'b': there is no agent"]) expect(later).toContain(part);
    expect(world.records).toHaveLength(0);
  });

  it('judges all that comes together: policies, labels and jobs', async () => {
    const clash = { agents: [{ name: 'fs1', labels: { tier: 'night' } }], policies: [{ scope: 'label tier=night', window: ['22:00-06:00'] }], jobs: [{ name: 'noon', agent: 'fs1', paths: ['/srv'], schedule: ['0 12 * * *'] }] };
    await expect(apply(clash)).rejects.toThrow("job 'noon': schedule '0 12 * * *'");
    expect(world.records).toHaveLength(0);
    // Either half is fine, and so is a change that passes through what would contradict.
    await apply({ ...clash, policies: [{ scope: 'label tier=night', window: ['10:00-14:00'] }] });
    await apply({ policies: [{ scope: 'label tier=night', window: ['22:00-06:00'] }], jobs: [{ name: 'noon', agent: 'fs1', paths: ['/srv'], schedule: ['0 23 * * *'] }] });
    await expect(resources.remove('policies', 'label tier=day', 'admin')).rejects.toThrow('no policy');
  });

  it('a job stays with its agent', async () => {
    await apply({ jobs: [{ name: 'docs', agent: 'fs1', paths: ['/srv'] }] });
    await expect(apply({ jobs: [{ name: 'docs', agent: 'fs2', paths: ['/srv'] }] })).rejects.toThrow('stays with its agent');
  });

  it('goes on when it is applied again after it was cut off', async () => {
    const append = world.journal.appendJournal;
    let left = 2;
    world.journal.appendJournal = (body) => (left-- > 0 ? append(body) : Promise.reject(new Error('the disk is full')));
    await expect(apply(WANTED)).rejects.toThrow('the disk is full');
    world.journal.appendJournal = append;
    expect(await actions(WANTED)).toEqual(['unchanged paris', 'unchanged fs1', 'create office paris', 'create label host=esx1', 'create docs']);
  });
});

describe('delete', () => {
  it('refuses what is needed', async () => {
    await apply(WANTED);
    running = [{ id: 'r1', state: 'running' }];
    await expect(resources.remove('jobs', 'docs', 'admin')).rejects.toThrow('is running as run r1');
    running = [];
    await resources.remove('jobs', 'docs', 'admin');
    await expect(resources.remove('jobs', 'docs', 'admin')).rejects.toThrow('no job');
    await expect(resources.remove('agents', 'fs1', 'admin')).rejects.toThrow('not taken away');
    await expect(resources.remove('job', 'x', 'admin')).rejects.toThrow('did you mean jobs');
    await resources.remove('policies', 'office paris', 'admin');
    expect(world.policies.find('office paris')).toBeUndefined();
  });
});

describe('export', () => {
  it('comes in pages, and a page that is gone is said', async () => {
    const globs = Array.from({ length: 100 }, (_, index) => `${index}${'x'.repeat(500)}`);
    await apply({ jobs: Array.from({ length: 30 }, (_, index) => ({ name: `job${index}`, agent: 'fs1', paths: ['/srv'], exclude: globs })) });
    const first = resources.export(['jobs'], '');
    const second = resources.export(['jobs'], first.next);
    expect([first.next, second.next]).toEqual([expect.stringMatching('jobs/job'), '']);
    expect([...(first.resources['jobs'] ?? []), ...(second.resources['jobs'] ?? [])]).toHaveLength(30);
    expect(() => resources.export(['jobs'], 'jobs/gone')).toThrow('changed meanwhile');
  });

  it('is applied as unchanged, and makes the same on another server', async () => {
    const labels = fc.dictionary(fc.constantFrom('host', 'tier', 'a.b/c'), fc.constantFrom('esx1', 'gold', '1'));
    const scope = fc.constantFrom('all', 'office lyon', 'label host=esx1', 'agent fs1');
    await fc.assert(
      fc.asyncProperty(labels, fc.uniqueArray(fc.record({ scope, settings: ownSettings(), maxRuns: fc.option(fc.integer({ min: 1, max: 9 })) }), { selector: (one) => one.scope, maxLength: 4 }), fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/), settings: ownSettings(), paused: fc.boolean() }), { selector: (one) => one.name, maxLength: 4 }), async (fs1, policies, jobs) => {
        build();
        await apply({
          agents: [{ name: 'fs1', labels: fs1 }],
          policies: policies.map(({ scope: at, settings, maxRuns }) => ({ scope: at, ...plainSettings(settings), ...(maxRuns === null ? {} : { maxRuns }) })),
          jobs: jobs.map(({ name, settings, paused }) => ({ name, agent: 'fs1', paths: ['/srv'], paused, ...plainSettings(settings) })),
        });
        const exported = JSON.parse(JSON.stringify(resources.export([], '').resources)) as unknown;
        expect(new Set((await apply(exported)).map(({ action }) => action)).has('update')).toBe(false);
        expect((await apply(exported)).every(({ action }) => action === 'unchanged')).toBe(true);
        build();
        await apply(exported);
        expect(resources.export([], '').resources).toEqual(exported);
      }),
      { numRuns: 12 },
    );
  });
});
