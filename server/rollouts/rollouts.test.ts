import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JournalRecord } from '../repository/types.js';
import { compareVersions } from './agent-state.js';
import { Simulation, type Nature } from './testing/simulation.js';
import { RolloutState } from './state.js';
import { HOUR, MINUTE, NEW, NOW, OLD, report } from './testing/records.js';
import type { RolloutRecord } from './types.js';

const WISH = { version: NEW, rings: ['10%', '50%', '100%'], soakMs: 5 * MINUTE, haltAbove: 2, officeId: null };

/** A repeatable source of chance. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function fleet(seed: number, natures: Nature[]): Simulation {
  const world = new Simulation(chance(seed));
  for (const [index, nature] of natures.entries()) world.add(`a${String(index).padStart(3, '0')}`, nature);
  return world;
}

const many = (count: number, nature: Nature): Nature[] => Array.from({ length: count }, () => nature);

/** What must hold at every moment, whatever happens. */
class Watch {
  #before: RolloutRecord | undefined;

  constructor(
    private readonly world: Simulation,
    private readonly id: string,
  ) {}

  look(): void {
    const now = this.world.state.rollouts.get(this.id);
    if (now === undefined) throw new Error('the rollout is gone');
    const before = this.#before ?? now;
    for (const id of now.told.keys()) expect(now.members.get(id) ?? now.rings.length - 1).toBeLessThanOrEqual(now.ring);
    for (const id of before.told.keys()) expect(now.told.has(id)).toBe(true);
    expect(now.ring).toBeGreaterThanOrEqual(before.ring);
    if (before.phase !== 'running' && before.phase === now.phase && now.phase !== 'done') expect([now.ring, now.told.size]).toEqual([before.ring, before.told.size]);
    for (const agent of this.world.agents.values()) {
      if (agent.wanted !== undefined && agent.nature !== 'lies') expect(compareVersions(agent.wanted.version, agent.version)).toBeGreaterThanOrEqual(0);
      const wanted = this.world.rollouts.wanted(agent.id);
      if (this.world.rollouts.failedOn(agent.id).includes(NEW)) expect(wanted).toBeUndefined();
      if (agent.nature === 'by-hand') expect(wanted).toBeUndefined();
    }
    this.#before = now;
  }
}

const phaseOf = (world: Simulation): string => world.rollouts.get('latest').phase;
const statesOf = (world: Simulation): Map<string, string> => new Map([...world.rollouts.plan(world.rollouts.get('latest')).standings].map(([id, { state }]) => [id, state]));

describe('a rollout over a simulated fleet', () => {
  it.each([1, 2, 3, 4])('of a good version ends with all at it, over lost lines and crashes of the server (%i)', async (seed) => {
    const random = chance(seed * 7919);
    const world = fleet(seed, [...many(30, 'good'), ...many(2, 'by-hand')]);
    await world.minute(0);
    const { id } = await world.rollouts.start({ ...WISH, haltAbove: 50 }, 'maria');
    const watch = new Watch(world, id);
    for (let minute = 0; minute < 150; minute++) {
      await world.minute(minute < 100 ? 0.05 : 0);
      watch.look();
      if (random() < 0.04) await world.crash();
      watch.look();
    }
    for (const agent of world.agents.values()) if (!agent.online) agent.online = true;
    await world.crash();
    for (let minute = 0; minute < 40; minute++) await world.minute(0);
    watch.look();
    expect(phaseOf(world)).toBe('done');
    for (const agent of world.agents.values()) expect(agent.version).toBe(agent.nature === 'by-hand' ? OLD : NEW);
  });

  it.each<[Nature, string]>([['fails', 'back'], ['dies', 'silent'], ['refuses', 'refused']])('of a version with which an agent %s halts in its first ring, and stays halted over crashes', async (nature, state) => {
    const world = fleet(3, many(20, nature));
    for (const agent of world.agents.values()) agent.online = true;
    await world.crash();
    const { id } = await world.rollouts.start(WISH, 'maria');
    const watch = new Watch(world, id);
    for (let minute = 0; minute < 70; minute++) {
      await world.minute(0);
      watch.look();
      if (minute % 23 === 5) await world.crash();
    }
    expect(world.rollouts.halted()).toMatchObject({ id, ring: 0 });
    expect(world.rollouts.get(id).told.size).toBeLessThanOrEqual(2);
    expect([...statesOf(world).values()].filter((one) => one === state).length).toBeGreaterThan(0);
    expect([...world.agents.values()].every(({ version }) => version === OLD)).toBe(true);
  });

  it('halts where an earlier rollout brought all to the version that they come back to', async () => {
    const world = fleet(4, many(10, 'good'));
    for (const agent of world.agents.values()) Object.assign(agent, { online: true, version: '0.8.0' });
    await world.crash();
    await world.rollouts.start({ ...WISH, version: OLD, rings: ['100%'], soakMs: 0 }, 'maria');
    for (let minute = 0; minute < 10; minute++) await world.minute(0);
    expect([phaseOf(world), new Set([...world.agents.values()].map(({ version }) => version))]).toEqual(['done', new Set([OLD])]);
    for (const agent of world.agents.values()) agent.nature = 'fails';
    const { id } = await world.rollouts.start(WISH, 'maria');
    for (let minute = 0; minute < 20; minute++) await world.minute(0);
    expect(world.rollouts.halted()).toMatchObject({ id, ring: 0 });
    const [failed] = world.rollouts.get(id).told.keys();
    expect(world.rollouts.failure(failed)).toMatchObject({ rollout: id, state: 'back' });
  });

  it('does not lose that a version failed when the agent speaks of another rollout in the same second', async () => {
    const world = fleet(6, many(3, 'good'));
    for (const agent of world.agents.values()) Object.assign(agent, { online: true, version: '0.8.0' });
    await world.crash();
    const older = await world.rollouts.start({ ...WISH, version: OLD, rings: ['100%'], soakMs: 0 }, 'maria');
    for (let minute = 0; minute < 10; minute++) await world.minute(0);
    const { id } = await world.rollouts.start({ ...WISH, rings: ['100%'] }, 'maria');
    await world.settle();
    const said = { reason: '', bytesDone: 0, bytesTotal: 0, timeMs: NOW };
    world.rollouts.onMessage('a000', { message: 'update', update: { ...said, rollout: id, version: NEW, state: 'back' } });
    world.rollouts.onMessage('a000', { message: 'update', update: { ...said, rollout: older.id, version: OLD, state: 'downloading' } });
    expect(world.rollouts.failedOn('a000')).toEqual([NEW]);
    await world.settle();
    await world.crash();
    expect([world.rollouts.failedOn('a000'), statesOf(world).get('a000')]).toEqual([[NEW], 'back']);
  });

  it('of a thousand agents costs a record of the journal for each step, not for each agent', async () => {
    const world = fleet(5, many(1_000, 'good'));
    for (const agent of world.agents.values()) agent.online = true;
    await world.crash();
    await world.rollouts.start({ ...WISH, rings: ['1%', '10%', '100%'] }, 'maria');
    for (let minute = 0; minute < 40 && phaseOf(world) !== 'done'; minute++) await world.minute(0);
    expect([...world.agents.values()].filter(({ version }) => version === NEW)).toHaveLength(1_000);
    expect(world.records.length).toBeLessThan(40);
    expect(JSON.stringify(world.records).length).toBeLessThan(1_500_000);
  });

  it('is safe among liars', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(fc.constantFrom<Nature>('good', 'lies', 'fails', 'dies'), { minLength: 5, maxLength: 25 }), async (seed, natures) => {
        const world = fleet(seed, natures);
        await world.minute(0);
        const { id } = await world.rollouts.start({ ...WISH, haltAbove: 30 }, 'maria');
        const watch = new Watch(world, id);
        for (let minute = 0; minute < 60; minute++) {
          await world.minute(0.1);
          watch.look();
          if (minute % 17 === 11) await world.crash();
        }
      }),
      { numRuns: 15 },
    );
  });
});

it('a machine in the place of another is told again what failed on that', () => {
  const state = new RolloutState();
  const record = (body: object): void => state.apply({ number: 1, epoch: 1, timeMs: NOW, body: body as JournalRecord['body'] });
  for (const id of ['a', 'b']) record({ kind: 'rollout.reported', reports: [{ agent: id, report: report('back') }], gone: [] });
  record({ kind: 'fleet.agent-replaced', id: 'a' });
  expect([state.failed, state.reports.has('a')]).toEqual([new Map([['b', [NEW]]]), false]);
});

describe('what administrators do', () => {
  let world: Simulation;
  const pass = async (minutes: number): Promise<void> => {
    for (let minute = 0; minute < minutes; minute++) await world.minute(0);
  };
  beforeEach(async () => {
    world = fleet(1, many(10, 'good'));
    for (const agent of world.agents.values()) agent.online = true;
    await world.crash();
  });

  it('a paused rollout tells nobody new, and those that were told finish', async () => {
    await world.rollouts.start({ ...WISH, soakMs: 0 }, 'maria');
    await pass(2);
    await world.rollouts.change('latest', 'pause', 'paul');
    await world.crash();
    await pass(30);
    expect([...world.agents.values()].filter(({ version }) => version === NEW)).toHaveLength(1);
    await world.rollouts.change('latest', 'resume', 'paul');
    await pass(30);
    expect(phaseOf(world)).toBe('done');
  });

  it.each([5, -5])('a clock that is set by %i hours opens no ring before its time', async (hours) => {
    await world.rollouts.start({ ...WISH, soakMs: HOUR }, 'maria');
    await pass(20);
    world.setClock(hours * HOUR);
    await pass(35);
    expect(world.rollouts.get('latest').ring).toBe(0);
    await pass(15);
    if (hours < 0) world.setClock(-hours * HOUR);
    await pass(10);
    expect(world.rollouts.get('latest').ring).toBe(1);
  });

  it('an aborted one leaves those that have not begun to switch where they are; nobody goes back', async () => {
    await world.rollouts.start({ ...WISH, rings: ['100%'] }, 'maria');
    await pass(1);
    const [first, second] = [...world.agents.values()];
    first.report = { rollout: first.wanted?.rollout ?? '', version: NEW, state: 'switching', reason: '', bytesDone: 0, bytesTotal: 0, timeMs: 0 };
    world.rollouts.onMessage(first.id, { message: 'update', update: first.report });
    await world.rollouts.change('latest', 'abort', 'paul');
    expect(second.wanted).toBeUndefined();
    await pass(30);
    expect([...world.agents.values()].map(({ version }) => version)).toEqual([NEW, ...many(9, 'good').map(() => OLD)]);
    expect(statesOf(world).get(second.id)).toBe('stays');
    expect(statesOf(world).get(first.id)).toBe('updated');
  });

  it('one that is done is the wish for whoever comes later, until it is aborted', async () => {
    await world.rollouts.start({ ...WISH, rings: ['100%'] }, 'maria');
    await pass(20);
    expect(phaseOf(world)).toBe('done');
    const come = async (id: string): Promise<string | undefined> => {
      world.add(id, 'good');
      await world.crash();
      await pass(10);
      return world.agents.get(id)?.version;
    };
    expect(await come('b1')).toBe(NEW);
    await world.rollouts.change('latest', 'abort', 'paul');
    expect(await come('b2')).toBe(OLD);
  });

  it('a halted one that is resumed counts no more who has failed so far', async () => {
    const [bad] = [...world.agents.values()];
    for (const agent of world.agents.values()) agent.nature = 'fails';
    await world.rollouts.start(WISH, 'maria');
    await pass(10);
    expect(phaseOf(world)).toBe('halted');
    for (const agent of world.agents.values()) if (agent.failed.size === 0) agent.nature = 'good';
    await world.rollouts.change('latest', 'resume', 'paul');
    await pass(5);
    // Nobody has proven it yet: the next ring stays closed.
    expect(world.rollouts.plan(world.rollouts.get('latest')).waits).toMatch(/proven/);
    expect(bad.version).toBe(OLD);
  });

  it('agents on which the version has failed before are in no ring', async () => {
    for (const id of [...world.agents.keys()].slice(0, 9)) world.state.failed.set(id, [NEW]);
    const { id } = await world.rollouts.start({ ...WISH, rings: ['1%'] }, 'maria');
    expect([...world.rollouts.get(id).members]).toEqual([['a009', 0]]);
  });

  it('what cannot be is refused: a second one, an unknown version, a label of nobody', async () => {
    const start = (rest: Partial<typeof WISH>): Promise<RolloutRecord> => world.rollouts.start({ ...WISH, ...rest }, 'maria');
    await expect(start({ version: '0.11.0' })).rejects.toThrow(/no release 0.11.0 is listed/);
    await expect(start({ version: 'v1' })).rejects.toThrow(/not a version/);
    await expect(start({ rings: ['canary=yes', '100%'] })).rejects.toThrow(/has the label canary=yes/);
    await expect(start({ haltAbove: NaN })).rejects.toThrow(/0 to 100/);
    await expect(start({ soakMs: 1_000 * HOUR })).rejects.toThrow(/30 days/);
    const shown = world.rollouts.propose(WISH, 'maria');
    const { id, members } = await start({});
    expect([id, members]).toEqual([shown.id, shown.members]);
    await expect(start({})).rejects.toThrow(new RegExp(`rollout ${id} of ${NEW} is running`));
    await expect(world.rollouts.change(id, 'resume', 'paul')).rejects.toThrow(/nothing to resume/);
    await expect(world.rollouts.change(id, 'undo', 'paul')).rejects.toThrow(/not pause/);
    await world.rollouts.change(NEW, 'abort', 'paul');
    await expect(world.rollouts.change(id.slice(0, 5), 'abort', 'paul')).rejects.toThrow(/aborted already/);
    expect((await start({})).id).not.toBe(id);
  });
});
