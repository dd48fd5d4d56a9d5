import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standingOf } from './agent-state.js';
import { planRollout } from './plan.js';
import { agent, HOUR, MINUTE, NEW, NOW, OLD, report, rollout, updated } from './testing/records.js';
import { REPORT_STATES, type AgentView, type RolloutRecord } from './types.js';

const told = (...ids: string[]) => new Map(ids.map((id): [string, number] => [id, NOW]));
const all = ['a', 'b', 'c'];

describe('the state of an agent', () => {
  const one = rollout(all);
  const spoken = rollout(all, { told: told('a') });
  const ended = rollout(all, { told: told('a'), phase: 'aborted' });
  it.each<[string, RolloutRecord, Partial<AgentView>, string]>([
    ['not told, its ring closed', rollout(all, { members: new Map([['a', 1]]) }), {}, 'later'],
    ['not told, without a line', one, { online: false, unheardMs: HOUR }, 'offline'],
    ['started by hand', one, { managed: false }, 'unmanaged'],
    ['of another platform or channel', one, { served: false }, 'unserved'],
    ['runs it already', one, { version: NEW }, 'already'],
    ['runs a later one', one, { version: '0.11.0-rc.1' }, 'newer'],
    ['a version that is none is old', one, { version: '"; DROP' }, 'later'],
    ['in no ring: came late, and the last ring is not for all', rollout([], { rings: ['10%'] }), {}, 'outside'],
    ['came late', rollout([]), {}, 'later'],
    ['failed with this version before', one, { failed: [NEW] }, 'back'],
    ['told', spoken, {}, 'told'],
    ['told, and its line is down', spoken, { online: false, unheardMs: 14 * MINUTE }, 'told'],
    ['told, and gone', spoken, { online: false, unheardMs: 15 * MINUTE }, 'silent'],
    ['speaks of another rollout', spoken, { report: report('back', { rollout: 'r0' }) }, 'told'],
    ['speaks of another version', spoken, { report: report('updated', { version: '9.9.9' }) }, 'told'],
    ['downloads', spoken, { report: report('downloading') }, 'downloading'],
    ['downloads, and its line is down: it runs the version before', spoken, { report: report('downloading'), online: false, unheardMs: 9 * HOUR }, 'offline'],
    ['switches', spoken, { report: report('switching'), online: false, unheardMs: MINUTE }, 'switching'],
    ['on trial, with a line', spoken, { report: report('switching'), version: NEW }, 'switching'],
    ['switched, and gone', spoken, { report: report('switching'), online: false, unheardMs: HOUR }, 'silent'],
    ['waits for a line', spoken, { report: report('waiting'), online: false, unheardMs: HOUR }, 'waiting'],
    ['updated', spoken, { report: report('updated'), version: NEW }, 'updated'],
    ['updated, and gone much later', spoken, { report: report('updated'), version: NEW, online: false, unheardMs: HOUR }, 'updated'],
    ['updated, and gone soon after', spoken, { report: report('updated'), version: NEW, online: false, unheardMs: 1.5 * HOUR }, 'silent'],
    ['updated, and its line is down a moment later', spoken, { report: report('updated', { atMs: NOW + 1.5 * HOUR }), version: NEW, online: false, unheardMs: 14 * MINUTE }, 'updated'],
    ['updated, gone soon after, and the rollout is done', { ...spoken, phase: 'done' }, { report: report('updated'), version: NEW, online: false, unheardMs: 1.5 * HOUR }, 'updated'],
    ['says updated, runs the old one', spoken, { report: report('updated') }, 'told'],
    ['runs it and says nothing', spoken, { version: NEW }, 'updated'],
    ['went back', spoken, { report: report('back') }, 'back'],
    ['refuses', spoken, { report: report('refused') }, 'refused'],
    ['was told, and the rollout is aborted', ended, {}, 'stays'],
    ['downloads, and the rollout is aborted', ended, { report: report('downloading') }, 'stays'],
    ['switches, and the rollout is aborted', ended, { report: report('switching') }, 'switching'],
  ])('%s', (_, of, rest, state) => {
    expect(standingOf(of, agent('a', rest), NOW + 2 * HOUR).state).toBe(state);
  });
});

describe('a rollout', () => {
  it('tells the agents of the open ring that have a line', () => {
    expect(planRollout(rollout(all), all.map((id) => agent(id)), NOW).tell).toEqual(['a']);
    expect(planRollout(rollout(all, { ring: 1 }), [agent('a'), agent('b', { online: false }), agent('c', { failed: [NEW] })], NOW).tell).toEqual(['a']);
    expect(planRollout(rollout(all, { phase: 'paused' }), all.map((id) => agent(id)), NOW).tell).toEqual([]);
  });

  it('opens the next ring when this one is done and has soaked, and says when', () => {
    const begun = rollout(all, { told: told('a') });
    const fleet = [updated('a', NOW + 10 * MINUTE), agent('b'), agent('c')];
    expect(planRollout(begun, fleet, NOW + 30 * MINUTE)).toMatchObject({ open: null, nextRingMs: NOW + 70 * MINUTE, wakeMs: NOW + 70 * MINUTE, waits: 'it soaks' });
    expect(planRollout(begun, fleet, NOW + 70 * MINUTE)).toMatchObject({ open: 1, halt: null, done: false });
    expect(planRollout({ ...begun, phase: 'paused' }, fleet, NOW + 90 * MINUTE)).toMatchObject({ open: null, waits: 'it is paused' });
  });

  it('waits for whoever is online, for no one else, and for one success at least', () => {
    const begun = rollout(['a', 'b', 'c'], { members: new Map([['a', 0], ['b', 0], ['c', 1]]), told: told('a', 'b') });
    const with_ = (b: Partial<AgentView>, a = updated('a')): string => planRollout(begun, [a, agent('b', b), agent('c')], NOW + 5 * HOUR).waits;
    expect(with_({ report: report('downloading') })).toMatch(/1 agent of the open rings is not at an end/);
    expect(with_({ report: report('downloading'), online: false, unheardMs: 2 * MINUTE })).toBe('');
    expect(with_({ report: report('downloading'), online: false, unheardMs: MINUTE })).toMatch(/1 agent/); // a line that is down for a moment, or a server that has just started
    expect(with_({ report: report('waiting') })).toMatch(/1 agent/);
    expect(with_({ report: report('waiting'), online: false, unheardMs: 2 * MINUTE })).toBe('');
    expect(with_({ online: false, unheardMs: MINUTE })).toMatch(/1 agent/); // told: silent soon, or back
    expect(with_({ report: report('waiting'), online: false, unheardMs: HOUR }, agent('a', { report: report('downloading'), online: false, unheardMs: HOUR }))).toMatch(/no agent of the open rings has proven/);
  });

  it('does not go on when those who updated are lost soon after: it waits for them, and halts', () => {
    const begun = rollout(all, { told: told('a') });
    const lost = (unheardMs: number) => planRollout(begun, [{ ...updated('a'), online: false, unheardMs }, agent('b')], NOW + HOUR);
    expect(lost(10 * MINUTE)).toMatchObject({ open: null, halt: null, wakeMs: NOW + HOUR + 5 * MINUTE });
    expect(lost(10 * MINUTE).waits).toMatch(/1 agent of the open rings is not at an end/);
    expect(lost(15 * MINUTE).halt).toBe('of 1 agent told 1 went silent: more than 2 %');
    expect(planRollout({ ...begun, phase: 'halted' }, [{ ...updated('a'), online: false, unheardMs: HOUR }], NOW + HOUR).standings.get('a')?.state).toBe('silent'); // so that `resume` forgives it
  });

  it('does not go on because everybody who was told has been revoked', () => {
    expect(planRollout(rollout(all, { told: told('a') }), [agent('b'), agent('c')], NOW + 5 * HOUR)).toMatchObject({ open: null, done: false, waits: 'no agent of the open rings has proven this version yet' });
    expect(planRollout(rollout(all), [agent('b'), agent('c')], NOW + 5 * HOUR).open).toBe(1);
  });

  it('is done when the last ring is at an end, and tells who comes late', () => {
    const begun = rollout(['a', 'b'], { told: told('a', 'b'), ring: 1 });
    expect(planRollout(begun, [updated('a'), updated('b')], NOW)).toMatchObject({ done: true });
    expect(planRollout(rollout([]), [], NOW)).toMatchObject({ done: true });
    const done = { ...begun, phase: 'done' as const };
    expect(planRollout(done, [updated('a'), updated('b'), agent('new'), agent('away', { online: false })], NOW)).toMatchObject({ tell: ['new'], done: false });
    expect(planRollout({ ...done, rings: ['1%', '50%'] }, [updated('a'), agent('new')], NOW).tell).toEqual([]);
  });

  it.each([
    [1, 0, 2, false], [1, 1, 2, true], [10, 1, 2, true], [50, 1, 2, false], [49, 1, 2, true], [100, 2, 2, false], [100, 3, 2, true], [100, 1, 0, true], [4, 4, 100, false],
  ])('of %i told, %i failed, halting above %i %%: halts %s', (size, bad, haltAbove, halts) => {
    const ids = Array.from({ length: size }, (_, index) => `a${index}`);
    const fleet = ids.map((id, index) => (index < bad ? agent(id, { report: report('back') }) : updated(id)));
    expect(planRollout(rollout(ids, { told: told(...ids), haltAbove, ring: 1 }), fleet, NOW).halt !== null).toBe(halts);
  });

  it('counts who refuses and who went silent as failed, and who waits or has no line not', () => {
    const halt = (rest: Partial<AgentView>, more: Partial<RolloutRecord> = {}): string | null => planRollout(rollout(all, { told: told('a'), ...more }), [agent('a', rest)], NOW).halt;
    expect(halt({ report: report('refused') })).toBe('of 1 agent told 1 failed: more than 2 %');
    expect(halt({ online: false, unheardMs: HOUR })).toBe('of 1 agent told 1 went silent: more than 2 %');
    expect(halt({ report: report('waiting'), online: false, unheardMs: HOUR })).toBeNull();
    expect(halt({ report: report('ready'), online: false, unheardMs: HOUR })).toBeNull();
    expect(halt({ report: report('back') }, { forgiven: new Set(['a']) })).toBeNull();
    expect(halt({ report: report('back') }, { told: new Map() })).toBeNull();
    expect(halt({ report: report('back') }, { phase: 'paused' })).not.toBeNull();
    expect(halt({ report: report('back') }, { phase: 'done' })).not.toBeNull();
  });

  it('looks again when somebody would count as silent', () => {
    expect(planRollout(rollout(all, { told: told('a') }), [agent('a', { online: false, unheardMs: 5 * MINUTE })], NOW).wakeMs).toBe(NOW + 10 * MINUTE);
  });

  it('whatever agents say: nobody of a closed ring is told, nobody who failed, nobody while it is paused or over, and nothing opens when it halts', () => {
    const views = fc.array(
      fc.record({
        online: fc.boolean(), unheardMs: fc.nat({ max: HOUR }), version: fc.constantFrom(OLD, NEW, '0.11.0', '', 'nonsense'), managed: fc.boolean(), served: fc.boolean(), failed: fc.constantFrom([], [NEW]),
        report: fc.option(fc.record({ rollout: fc.constantFrom('r1', 'r0', '__proto__'), version: fc.constantFrom(NEW, OLD), state: fc.constantFrom(...REPORT_STATES), reason: fc.string(), bytesDone: fc.nat(), bytesTotal: fc.nat(), atMs: fc.integer({ min: NOW - HOUR, max: NOW + HOUR }) })),
      }),
      { maxLength: 12 },
    );
    const phases = fc.constantFrom('running', 'paused', 'halted', 'done', 'aborted');
    fc.assert(
      fc.property(views, phases, fc.nat({ max: 2 }), fc.array(fc.tuple(fc.integer({ min: -1, max: 2 }), fc.boolean()), { minLength: 12, maxLength: 12 }), (raw, phase, ring, places) => {
        const agents = raw.map((rest, index) => agent(`a${index}`, rest));
        const members = new Map(places.flatMap(([of], index): [string, number][] => (of < 0 ? [] : [[`a${index}`, of]])));
        const record = rollout([], { rings: ['1%', '10%', '50%'], phase, ring, members, told: told(...places.flatMap(([, is], index) => (is ? [`a${index}`] : []))) });
        const plan = planRollout(record, agents, NOW + HOUR);
        for (const id of plan.tell) {
          expect(members.get(id)).toBeLessThanOrEqual(ring);
          expect(record.told.has(id)).toBe(false);
          const view = agents.find((one) => one.id === id);
          expect(view).toMatchObject({ online: true, managed: true, served: true, failed: [] });
          expect([OLD, '', 'nonsense']).toContain(view?.version);
        }
        if (phase !== 'running' && phase !== 'done') expect(plan.tell).toEqual([]);
        if (phase !== 'running' || plan.halt !== null || plan.tell.length > 0) expect([plan.open, plan.done]).toEqual([null, false]);
        if (plan.halt !== null) expect(plan.tell).toEqual([]);
        if (plan.open !== null) expect(plan.open).toBeGreaterThan(ring);
      }),
      { numRuns: 500 },
    );
  });
});
