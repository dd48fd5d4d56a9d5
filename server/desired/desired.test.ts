import { describe, expect, it } from 'vitest';
import type { DesiredState } from '../../shared/rpc/gen/farvault/v1/DesiredState.js';
import type { Hello__Output } from '../../shared/rpc/gen/farvault/v1/Hello.js';
import type { ServerMessage } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import { DEFAULTS } from '../../shared/settings/index.js';
import { systemClock, type Clock } from '../../shared/time/clock.js';
import { MemoryJournal } from '../fleet/testing.js';
import type { JobRecord } from '../jobs/index.js';
import { Desired, DesiredStates, type WantedUpdate } from './index.js';

const NOW = 1_800_000_000_000;

function job(id: string, agentId: string, more: Partial<JobRecord> = {}): JobRecord {
  return { id, name: `job-${id}`, agentId, paths: ['/srv'], images: [], settings: {}, paused: false, sinceMs: 5, createdMs: 5, updatedMs: 5, ...more };
}

function hello(generation: number, clockMs = NOW, stateHash = ''): Hello__Output {
  return { facts: { version: '1', hostname: 'h', platform: 'linux', arch: 'x64', kernel: '', restoreRoots: [], warnings: [], clockMs, launcher: 0, slot: '', channel: '', update: null }, activeRuns: [], instanceId: 'one', generation, stateHash };
}

/** A server with these agents, all connected; what is in force is `settings` for every job. */
function rig(agents: string[], state = new DesiredStates()) {
  const clock: Clock = { ...systemClock, now: () => NOW, sleep: (ms, signal) => systemClock.sleep(ms / 1_000, signal) };
  const journal = new MemoryJournal(state, clock);
  const sent: { agentId: string; message: ServerMessage }[] = [];
  const world = { jobs: [] as JobRecord[], settings: DEFAULTS, updates: new Map<string, WantedUpdate>(), offline: new Set<string>(), fail: null as Error | null };
  const known = new Map(agents.map((id) => [id, { id, revokedMs: null as number | null }]));
  const desired = new Desired({
    journal: { appendJournal: (body) => (world.fail === null ? journal.appendJournal(body) : Promise.reject(world.fail)) },
    state,
    agents: known,
    jobs: () => world.jobs,
    update: (agentId) => world.updates.get(agentId),
    settingsOfAgent: () => world.settings,
    effective: (one) => ({ settings: { ...world.settings, ...one.settings }, sinceMs: one.sinceMs }),
    send: (agentId, message) => !world.offline.has(agentId) && sent.push({ agentId, message }) > 0,
    clock,
    log: () => undefined,
  });
  const change = async (ids: string[] | 'all' = 'all'): Promise<void> => {
    desired.changed(ids === 'all' ? 'all' : new Set(ids));
    await desired.settled();
  };
  const states = (agentId: string): DesiredState[] => sent.flatMap((one) => (one.agentId === agentId && one.message.desired ? [one.message.desired] : []));
  const applied = (agentId: string, generation: number, faults: { jobId: string; reason: string }[] = []): void => desired.onMessage(agentId, { message: 'applied', applied: { generation, faults } });
  return { desired, state, journal, sent, world, known, change, states, applied };
}

describe('desired state', () => {
  it('has a generation that rises when the content changes, and only then', async () => {
    const { world, change, states, journal } = rig(['a']);
    world.jobs = [job('1', 'a')];
    await change();
    await change();
    world.settings = { ...world.settings, schedule: ['@daily'] };
    await change();
    world.settings = { ...world.settings, keepLast: 7 }; // the server's own business
    await change();
    world.jobs = [];
    await change();
    expect(states('a').map(({ generation, jobs }) => [generation, jobs?.length])).toEqual([[1, 1], [2, 1], [3, 0]]);
    expect(journal.records.filter((record) => record.body.kind === 'desired.changed')).toHaveLength(3);
    expect(JSON.parse(states('a')[1].jobs?.[0].settingsJson ?? '')).toMatchObject({ schedule: ['@daily'], catchUp: true });
  });

  it('holds the update, with what it keeps to, also of an agent without jobs', async () => {
    const { world, change, states } = rig(['a']);
    await change();
    expect(states('a')).toEqual([]);
    world.updates.set('a', { rollout: 'r1', version: '0.10.0' });
    await change();
    await change();
    world.settings = { ...world.settings, updateWindow: ['22:00-06:00'], rateLimit: ['1MiB/s'], keepLast: 7 };
    await change();
    world.updates.clear();
    await change();
    const given = states('a');
    expect(given.map(({ generation, update }) => [generation, update?.rollout, update?.version])).toEqual([[1, 'r1', '0.10.0'], [2, 'r1', '0.10.0'], [3, undefined, undefined]]);
    expect(JSON.parse(given[1].update?.settingsJson ?? '')).toEqual({ rateLimit: ['1MiB/s'], timezone: 'UTC', updateWindow: ['22:00-06:00'] });
  });

  it('of a thousand agents costs one record, and reaches them in one go', async () => {
    const names = Array.from({ length: 1_000 }, (_, number) => `agent-${number}`);
    const { world, desired, sent, journal } = rig(names);
    world.jobs = names.map((name, number) => job(String(number), name));
    for (let time = 0; time < 50; time++) desired.changed('all');
    await desired.settled();
    expect(journal.records).toHaveLength(1);
    expect(new Set(sent.map(({ agentId }) => agentId)).size).toBe(1_000);
    expect(sent).toHaveLength(1_000);
  });

  it('of a server that was put back, and has counted to the same generation with other content, is replaced', async () => {
    const { world, desired, change, states, state } = rig(['a']);
    world.jobs = [job('1', 'a')];
    await change();
    const given = states('a')[0].hash ?? '';
    expect(given).toBe(state.byAgent.get('a')?.hash);
    for (const hash of [given, '']) desired.onHello('a', hello(1, NOW, hash));
    await desired.settled();
    expect(states('a')).toHaveLength(1);
    desired.onHello('a', hello(1, NOW, 'of another server'));
    await desired.settled();
    expect(states('a').at(-1)).toMatchObject({ generation: 3, hash: given });
    desired.onHello('a', hello(3, NOW, given));
    await desired.settled();
    expect(states('a')).toHaveLength(2);
  });

  it('reaches an agent that is behind and comes back in the middle of a change that is taken back', async () => {
    const { world, desired, change, states } = rig(['a']);
    world.jobs = [job('1', 'a')];
    world.offline.add('a');
    await change();
    world.settings = { ...world.settings, retries: 9 };
    await change();
    world.offline.delete('a');
    world.settings = { ...world.settings, retries: 8 };
    desired.onHello('a', hello(1));
    world.settings = { ...world.settings, retries: 9 };
    await desired.settled();
    expect(states('a').at(-1)?.generation).toBeGreaterThan(2);
    expect(JSON.parse(states('a').at(-1)?.jobs?.[0].settingsJson ?? '')).toMatchObject({ retries: 9 });
  });

  it('goes to an agent that comes back with an older one; one in step gets nothing', async () => {
    const { world, desired, change, states } = rig(['a']);
    world.jobs = [job('1', 'a')];
    world.offline.add('a');
    await change();
    world.settings = { ...world.settings, retries: 9 };
    await change();
    world.offline.clear();
    desired.onHello('a', hello(1));
    expect(states('a').map(({ generation }) => generation)).toEqual([2]);
    desired.onHello('a', hello(2));
    expect(states('a')).toHaveLength(1);
  });

  it('of an agent that works by one which this server never gave lies above it', async () => {
    const { world, desired, change, states } = rig(['a', 'b']);
    world.jobs = [job('1', 'a')];
    await change();
    desired.onHello('a', hello(41));
    desired.onHello('b', hello(7));
    await desired.settled();
    expect(states('a').map(({ generation }) => generation)).toEqual([1, 42]);
    expect(states('b')).toMatchObject([{ generation: 8, jobs: [] }]);
    desired.onHello('a', hello(2 ** 60));
    await desired.settled();
    expect(states('a')).toHaveLength(2);
  });

  it('is nothing for an agent without jobs, and for a revoked one', async () => {
    const { world, known, change, sent } = rig(['a', 'b']);
    world.jobs = [job('1', 'b')];
    known.set('b', { id: 'b', revokedMs: 1 });
    await change();
    expect(sent).toEqual([]);
  });

  it('leaves out what is more than an agent takes, and says so', async () => {
    const { world, desired, change, states } = rig(['a']);
    world.jobs = Array.from({ length: 514 }, (_, number) => job(String(number).padStart(4, '0'), 'a'));
    await change();
    expect(states('a')[0].jobs).toHaveLength(512);
    expect(desired.standing('a').faults.map(({ jobId }) => jobId)).toEqual(['0512', '0513']);
  });

  it('is worked out again when the journal did not take it', async () => {
    const { world, desired, states } = rig(['a']);
    world.jobs = [job('1', 'a')];
    world.fail = new Error('full');
    desired.changed('all');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(states('a')).toEqual([]);
    world.fail = null;
    await desired.settled();
    expect(states('a')).toHaveLength(1);
  });
});

describe('what agents say of their state', () => {
  it('is known at once, journalled together, and survives a restart', async () => {
    const { world, desired, change, applied, journal, state } = rig(['a', 'b']);
    world.jobs = [job('1', 'a'), job('2', 'b')];
    await change();
    expect(desired.isBehind('a')).toBe(true);
    applied('a', 1, [{ jobId: '1', reason: 'no hook' }]);
    applied('b', 1);
    applied('b', 1);
    expect(desired.standing('a')).toMatchObject({ desired: 1, actual: 1, appliedMs: NOW, faults: [{ jobId: '1', reason: 'no hook' }] });
    expect(desired.isBehind('a')).toBe(false);
    await desired.close();
    expect(journal.records.filter((record) => record.body.kind === 'desired.applied')).toHaveLength(1);
    const next = new DesiredStates();
    next.load(JSON.parse(JSON.stringify(state.save())));
    expect(rig(['a', 'b'], next).desired.standing('a')).toMatchObject({ actual: 1, faults: [{ jobId: '1' }] });
  });

  it('is bounded, and a generation that was never given is not believed', async () => {
    const { world, desired, change, applied } = rig(['a']);
    world.jobs = [job('1', 'a')];
    await change();
    applied('a', 99);
    applied('a', -1);
    expect(desired.standing('a').actual).toBe(0);
    applied('a', 1, Array.from({ length: 5_000 }, () => ({ jobId: 'x'.repeat(9_999), reason: 'y'.repeat(9_999) })));
    expect(JSON.stringify(desired.standing('a')).length).toBeLessThan(20_000);
    await desired.close();
  });

  it('tells how far its clock is off', () => {
    const { desired } = rig(['a']);
    desired.onHello('a', hello(0, NOW + 90_000));
    expect(desired.standing('a').clockOffsetMs).toBe(90_000);
  });
});
