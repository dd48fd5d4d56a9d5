import { beforeEach, describe, expect, it } from 'vitest';
import type { OwnSettings } from '../../shared/settings/index.js';
import { PolicyState } from './index.js';
import { MemoryWorld } from './testing.js';

let world: MemoryWorld;
const HOUR = 3_600_000;

beforeEach(async () => {
  world = new MemoryWorld();
  world.office('lyon');
  world.office('nice');
  world.agent('fs1', 'lyon', { tier: 'gold', host: 'esx1' });
  world.agent('fs2', 'nice');
  await world.jobs.create({ name: 'docs', agentId: 'id-fs1', paths: ['/srv'], settings: { retries: 9 } }, 'admin');
  await world.jobs.create({ name: 'mail', agentId: 'id-fs2', paths: ['/var/mail'] }, 'admin');
});

const say = (scope: string, settings: OwnSettings, maxRuns: number | null = null) => world.policies.set({ scope, settings, maxRuns }, 'admin');
const inForce = (job: string, key: keyof OwnSettings): [unknown, string] => {
  const { settings, from } = world.policies.effective(world.jobs.get(job));
  return [settings[key], from[key]];
};

describe('what is in force', () => {
  it('the nearest that says something wins, setting by setting, and is named', async () => {
    expect(inForce('docs', 'rpo')).toEqual([0, 'default']);
    await say('all', { rpo: 48 * HOUR, codec: 'lz4', retries: 1, exclude: ['a', 'b'] });
    await say('office lyon', { rpo: 24 * HOUR, exclude: ['c'] });
    await say('agent fs1', { catchUp: false });
    expect(inForce('docs', 'rpo')).toEqual([24 * HOUR, 'office lyon']);
    expect(inForce('mail', 'rpo')).toEqual([48 * HOUR, 'all']);
    expect(inForce('docs', 'codec')).toEqual(['lz4', 'all']);
    expect(inForce('docs', 'catchUp')).toEqual([false, 'agent fs1']);
    expect(inForce('docs', 'retries')).toEqual([9, 'job']);
    expect(inForce('docs', 'exclude')).toEqual([['c'], 'office lyon']); // replaced, not merged
    expect(inForce('docs', 'timezone')).toEqual(['Europe/Paris', 'default']);
    expect(world.policies.settingsOfAgent('id-fs1')).toMatchObject({ rpo: 24 * HOUR, retries: 1 });
  });

  it('of several labels the last in byte order wins', async () => {
    await say('label tier=gold', { rpo: 4 * HOUR });
    await say('label host=esx1', { rpo: 8 * HOUR, codec: 'raw' });
    expect(inForce('docs', 'rpo')).toEqual([4 * HOUR, 'label tier=gold']);
    expect(inForce('docs', 'codec')).toEqual(['raw', 'label host=esx1']);
    expect(inForce('mail', 'rpo')).toEqual([0, 'default']);
  });

  it('a policy follows its office and agent through renames, and says the new name', async () => {
    await say('office lyon', { codec: 'raw' });
    await say('agent fs1', { rpo: HOUR });
    world.offices.set('id-lyon', { ...world.getOffice('lyon'), name: 'paris' });
    world.agents.set('id-fs1', { ...world.agents.get('id-fs1')!, name: 'files' });
    expect([inForce('docs', 'codec'), inForce('docs', 'rpo')]).toEqual([['raw', 'office paris'], [HOUR, 'agent files']]);
    expect(world.policies.list().map(({ scope }) => scope)).toEqual(['agent files', 'office paris']);
    expect(world.policies.find('office lyon')).toBeUndefined();
  });

  it('limits hold for every scope that covers a run', async () => {
    await say('all', {}, 20);
    await say('label host=esx1', {}, 2);
    expect(world.policies.limits()).toEqual([{ scope: 'all', maxRuns: 20 }, { scope: 'label host=esx1', maxRuns: 2 }]);
    expect(world.policies.scopesOf(world.jobs.get('docs'))).toEqual(['all', 'office lyon', 'label host=esx1', 'label tier=gold', 'agent fs1']);
  });

  it('due times before a policy gave the schedule are nobody’s', async () => {
    world.nowMs = 5000;
    await say('office lyon', { schedule: ['0 2 * * *'] });
    world.nowMs = 9000;
    await say('office lyon', { schedule: ['0 2 * * *'], codec: 'raw' });
    expect(world.policies.effective(world.jobs.get('docs')).sinceMs).toBe(5000);
    expect(world.policies.effective(world.jobs.get('mail')).sinceMs).toBe(1000);
    expect(world.policies.nextDue(world.jobs.get('docs'))).toBe(HOUR); // 02:00 in Paris, 1970
    expect(world.policies.nextDue(world.jobs.get('mail'))).toBeNull();
    await world.jobs.update('docs', () => ({ paused: true }), 'admin');
    expect(world.policies.nextDue(world.jobs.get('docs'))).toBeNull();
  });
});

describe('contradictions', () => {
  it('are named with the job and both scopes', async () => {
    await say('office lyon', { schedule: ['0 12 * * *'] });
    const [fault, ...more] = world.policies.faultsOf({ policies: [{ scope: 'label tier=gold', settings: { window: ['22:00-06:00'] }, maxRuns: null }] });
    expect(more).toEqual([]);
    expect(fault).toMatch(/^job 'docs': schedule '0 12 \* \* \*' .*\(schedule from office lyon, window from label tier=gold\)$/);
    await expect(world.jobs.create({ name: 'more', agentId: 'id-fs1', paths: ['/x'], settings: { window: ['22:00-06:00'] } }, 'admin')).rejects.toThrow('schedule from office lyon, window from job');
  });

  it('that stand already do not keep other things from changing', async () => {
    await say('office lyon', { schedule: ['0 12 * * *'] });
    await say('agent fs1', { window: ['22:00-06:00'] });
    expect(world.policies.faultsOf({ policies: [{ scope: 'all', settings: { codec: 'raw' }, maxRuns: null }] })).toEqual([]);
    expect(world.policies.faultsOf({ gone: ['agent fs1'] })).toEqual([]);
  });

  it('come from labels and from policies that go, too', async () => {
    await say('all', { window: ['22:00-06:00'] });
    await say('office lyon', { window: ['10:00-14:00'], schedule: ['0 12 * * *'] });
    await say('label slow=yes', { window: ['22:00-06:00'] });
    expect(world.policies.faultsOf({ labels: new Map([['id-fs1', { slow: 'yes' }]]) })[0]).toContain('window from label slow=yes');
    expect(world.policies.faultsOf({ gone: ['office lyon'] })).toEqual([]);
    await world.jobs.update('docs', () => ({ settings: { schedule: ['0 12 * * *'] } }), 'admin');
    expect(world.policies.faultsOf({ gone: ['office lyon'] })[0]).toContain("job 'docs'");
  });

  it('an overrun said for many may meet jobs without a window; one said by the job may not', async () => {
    expect(world.policies.faultsOf({ policies: [{ scope: 'all', settings: { overrun: 'stop' }, maxRuns: null }] })).toEqual([]);
    await expect(world.jobs.update('mail', () => ({ settings: { overrun: 'stop' } }), 'admin')).rejects.toThrow('no window');
  });

  it('settings too large for one policy are refused', () => {
    expect(world.policies.faultsOf({ policies: [{ scope: 'all', settings: { exclude: Array.from({ length: 200 }, () => 'x'.repeat(400)) }, maxRuns: null }] })[0]).toMatch(/bytes, at most 65536/);
  });
});

describe('policies', () => {
  it('come back from the journal and from a checkpoint', async () => {
    await say('office lyon', { rpo: HOUR }, 3);
    await say('all', {});
    await world.policies.remove('all', 'admin');
    const replayed = new PolicyState();
    for (const record of world.records) replayed.apply(record);
    const loaded = new PolicyState();
    loaded.load(JSON.parse(JSON.stringify(world.policyState.save())));
    expect([...replayed.byKey]).toEqual([...world.policyState.byKey]);
    expect([...loaded.byKey]).toEqual([...world.policyState.byKey]);
    expect(loaded.byKey.size).toBe(1);
  });

  it('go with their office or agent', async () => {
    await say('office lyon', { rpo: HOUR });
    await say('agent fs2', { rpo: HOUR });
    await world.journal.appendJournal({ kind: 'fleet.office-deleted', id: 'id-lyon' });
    await world.journal.appendJournal({ kind: 'fleet.agent-deleted', id: 'id-fs2' });
    expect(world.policyState.byKey.size).toBe(0);
  });

  it('need a scope that exists', async () => {
    await expect(say('office nowhere', {})).rejects.toThrow("no such scope: 'office nowhere'");
    await expect(world.policies.remove('all', 'admin')).rejects.toThrow('no policy');
  });

  it('tell once, and soon, whose settings may have changed', async () => {
    const heard: (string[] | 'all')[] = [];
    world.policies.onChange((ids) => heard.push(ids === 'all' ? ids : [...ids]));
    await world.jobs.update('docs', () => ({ paused: true }), 'admin');
    await world.setLabels('fs2', { tier: 'gold' }, []);
    await say('all', { rpo: HOUR });
    await Promise.resolve();
    expect(heard).toEqual([['id-fs1'], ['id-fs2'], 'all']);
  });
});
