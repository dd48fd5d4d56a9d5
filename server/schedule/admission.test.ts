import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock } from '../../shared/time/clock.js';
import { Admission, ROOM_WITHOUT_LINE_MS } from './admission.js';
import { DEFAULT_MAX_RUNS, planAdmission, type Limit, type QueuedRun } from './plan-admission.js';

const HOUR = 3_600_000;
const NOW = 1_000 * HOUR;

function queued(id: string, more: Partial<QueuedRun> = {}): QueuedRun {
  return { id, kind: 'backup', reason: 'schedule', queuedMs: NOW - HOUR, dueMs: NOW - HOUR, rpoMs: 0, lastGoodMs: NOW - 24 * HOUR, lastTriedMs: 0, scopes: ['all', 'office lyon'], opensMs: 0, ...more };
}

function plan(runs: QueuedRun[], limits: Limit[] = [], active: string[][] = []) {
  return planAdmission({ nowMs: NOW, queued: runs, limits, active: active.map((scopes) => ({ scopes })) });
}

test('restores go first, then what people started, then what is furthest behind its RPO', () => {
  const runs = [
    queued('waits for two days, no RPO', { queuedMs: NOW - 48 * HOUR, dueMs: NOW - 48 * HOUR }),
    queued('half of its RPO', { rpoMs: 24 * HOUR, lastGoodMs: NOW - 12 * HOUR }),
    queued('three times its RPO', { rpoMs: 4 * HOUR, lastGoodMs: NOW - 12 * HOUR }),
    queued('never backed up', { rpoMs: 24 * HOUR, lastGoodMs: 0 }),
    queued('by hand', { reason: 'manual', dueMs: 0, queuedMs: NOW - 1 }),
    queued('by hand, earlier', { reason: 'manual', dueMs: 0, queuedMs: NOW - 5 }),
    queued('restore', { kind: 'restore', reason: 'manual', dueMs: 0, queuedMs: NOW }),
    queued('just due, no RPO', { queuedMs: NOW, dueMs: NOW }),
  ];
  expect(plan(runs).start).toEqual(['restore', 'by hand, earlier', 'by hand', 'never backed up', 'three times its RPO', 'waits for two days, no RPO', 'half of its RPO', 'just due, no RPO']);
});

test('every scope that covers a run must have room; others go past it', () => {
  const limits = [{ scope: 'office lyon', maxRuns: 2 }, { scope: 'label host=esx1', maxRuns: 1 }];
  const runs = [
    queued('a', { scopes: ['all', 'office lyon', 'label host=esx1'], queuedMs: 1, dueMs: 1 }),
    queued('b', { scopes: ['all', 'office lyon'], queuedMs: 2, dueMs: 2 }),
    queued('c', { scopes: ['all', 'office lyon'], queuedMs: 3, dueMs: 3 }),
    queued('d', { scopes: ['all', 'office nantes'], queuedMs: 4, dueMs: 4 }),
  ];
  const { start, waiting } = plan(runs, limits, [['all', 'office nantes', 'label host=esx1']]);
  expect(start).toEqual(['b', 'c', 'd']);
  expect([...waiting]).toEqual([['a', 'a run of label host=esx1 to end: 1 of at most 1 go on']]);
});

test('where nobody has set a limit for all, the server has one of its own, which no restore waits for', () => {
  const active = Array.from({ length: DEFAULT_MAX_RUNS - 1 }, () => ['all']);
  const runs = [queued('a', { queuedMs: 1, dueMs: 1 }), queued('b'), queued('r', { kind: 'restore', reason: 'manual' })];
  const { start, waiting } = plan(runs, [], active);
  expect(start).toEqual(['r']);
  expect(waiting.get('a')).toMatch(/64 go on, and the server runs 64 at once unless the policy of all says otherwise/);
  expect(plan(runs, [{ scope: 'all', maxRuns: 500 }], active).start).toHaveLength(3);
  expect(plan(runs, [{ scope: 'all', maxRuns: 10 }], active).start).toEqual([]);
});

test('no plan breaks a limit, leaves room that a waiting run could use, or depends on the order in which runs are named', () => {
  const scopes = fc.subarray(['office lyon', 'office nantes', 'label a=1', 'label b=2']).map((some) => ['all', ...some]);
  const run = fc.record({ kind: fc.constantFrom('backup', 'restore'), reason: fc.constantFrom('manual', 'schedule', 'retry'), queuedMs: fc.nat({ max: 100 }), dueMs: fc.nat({ max: 100 }), rpoMs: fc.constantFrom(0, 50), lastGoodMs: fc.nat({ max: 100 }), lastTriedMs: fc.nat({ max: 100 }), scopes });
  const limit = fc.record({ scope: fc.constantFrom('all', 'office lyon', 'label a=1', 'label b=2'), maxRuns: fc.integer({ min: 1, max: 4 }) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 20 }), fc.array(scopes, { maxLength: 4 }), fc.uniqueArray(limit, { selector: ({ scope }) => scope }), (given, active, limits) => {
      const runs = given.map((one, at) => ({ ...one, id: `run ${at}`, opensMs: 0 }));
      const { start, waiting } = plan(runs, limits, active);
      expect([...start, ...waiting.keys()].sort()).toEqual(runs.map(({ id }) => id).sort());
      const going = [...active, ...start.map((id) => runs.find((one) => one.id === id)?.scopes ?? [])];
      const room = ({ scope, maxRuns }: Limit): number => maxRuns - going.filter((all) => all.includes(scope)).length;
      for (const one of limits) if (start.some((id) => runs.find((other) => other.id === id)?.scopes.includes(one.scope) === true)) expect(room(one)).toBeGreaterThanOrEqual(0);
      for (const id of waiting.keys()) expect(limits.some((one) => runs.find((other) => other.id === id)?.scopes.includes(one.scope) === true && room(one) <= 0)).toBe(true);
      expect(plan([...runs].reverse(), limits, active).start).toEqual(start);
    }),
  );
});

test('jobs that fail again and again, due again at once, keep nobody from their turn', () => {
  const jobs = [{ id: 'never', rpoMs: HOUR, goodMs: 0 }, { id: 'not for a year', rpoMs: HOUR, goodMs: NOW - 8_760 * HOUR }, { id: 'healthy', rpoMs: 24 * HOUR, goodMs: NOW }, { id: 'without RPO', rpoMs: 0, goodMs: NOW }];
  const state = new Map(jobs.map((job) => [job.id, { ...job, triedMs: 0, dueMs: NOW }]));
  const started: string[] = [];
  for (let nowMs = NOW; nowMs < NOW + 30 * 24 * HOUR; nowMs += 2 * HOUR) {
    const runs = [...state.values()].filter(({ dueMs }) => dueMs <= nowMs).map(({ id, rpoMs, goodMs, triedMs, dueMs }) => queued(id, { rpoMs, lastGoodMs: goodMs, lastTriedMs: triedMs, dueMs, queuedMs: dueMs }));
    const [id] = planAdmission({ nowMs, queued: runs, limits: [{ scope: 'all', maxRuns: 1 }], active: [] }).start;
    const job = state.get(id ?? '');
    if (job === undefined) continue;
    started.push(job.id);
    const endsMs = nowMs + 2 * HOUR;
    const fails = job.id === 'never' || job.id === 'not for a year';
    state.set(job.id, { ...job, ...(fails ? { triedMs: endsMs, dueMs: endsMs } : { goodMs: nowMs, triedMs: 0, dueMs: Math.ceil(endsMs / (24 * HOUR)) * 24 * HOUR }) });
  }
  for (const { id } of jobs) expect(started.filter((one) => one === id).length, id).toBeGreaterThan(5);
});

test('an agent is given no more runs than it takes, whatever its policy says; another agent goes past it', () => {
  const own = Array.from({ length: 40 }, (_, at) => queued(`own ${at}`, { scopes: ['all', 'agent a'] }));
  const { start, waiting } = plan([...own, queued('other', { scopes: ['all', 'agent b'], queuedMs: NOW, dueMs: NOW })], [{ scope: 'agent a', maxRuns: 100 }]);
  expect([start.length, start.at(-1), waiting.size]).toEqual([33, 'other', 8]);
  expect([...waiting.values()][0]).toBe('a run of agent a to end: 32 of at most 32 go on');
});

test('ten thousand that wait are planned in a fraction of a second', () => {
  const runs = Array.from({ length: 10_000 }, (_, at) => queued(String(at), { rpoMs: HOUR * (1 + (at % 7)), scopes: ['all', `office ${at % 200}`, `agent ${at}`] }));
  const started = performance.now();
  expect(plan(runs, Array.from({ length: 200 }, (_, at) => ({ scope: `office ${at}`, maxRuns: 2 }))).start).toHaveLength(DEFAULT_MAX_RUNS);
  expect(performance.now() - started).toBeLessThan(1_000);
});

/** Runs and policies as admission sees them, and a clock that is moved by hand. */
class Rig {
  nowMs = NOW;
  readonly sleepers: { atMs: number; wake: () => void }[] = [];
  readonly clock: Clock = {
    now: () => this.nowMs,
    monotonic: () => this.nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => reject(signal?.reason as Error);
        signal?.addEventListener('abort', onAbort, { once: true });
        const wake = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        this.sleepers.push({ atMs: this.nowMs + ms, wake });
      }),
  };
  waiting: string[] = [];
  going: string[] = [];
  limits: Limit[] = [{ scope: 'all', maxRuns: 2 }];
  readonly reasons = new Map<string, string>();
  readonly progress = new Map<string, { phase: string }>();
  settings = { schedule: ['0 * * * *'], timezone: 'UTC', jitter: 0, window: [] as string[], blackout: [] as string[], rpo: 0 };
  readonly away = new Map<string, number>();
  readonly errors: string[] = [];
  plans = 0;
  dispatch = async (id: string): Promise<void> => {
    this.waiting = this.waiting.filter((one) => one !== id);
    this.going.push(id);
  };
  readonly admission = new Admission({
    runs: {
      waiting: () => this.waiting.map((id) => this.#run(id)),
      dispatched: () => this.going.map((id) => this.#run(id)),
      dispatch: (id) => this.dispatch(id),
      setWaitingFor: (id, reason) => this.reasons.set(id, reason),
      lastGood: () => undefined,
      lastTriedMs: () => 0,
      progress: (id) => this.progress.get(id),
    },
    policies: { limits: () => { this.plans++; return this.limits; }, scopesOf: () => ['all'] },
    settingsOf: () => this.settings,
    awaySince: (agentId) => this.away.get(agentId),
    clock: this.clock,
    logError: (message) => this.errors.push(message),
  });

  #run(id: string) {
    return { id, kind: 'backup', reason: 'schedule', queuedMs: NOW, dueMs: NOW, jobId: `job ${id}`, agentId: `agent ${id}` };
  }

  async pass(ms: number): Promise<void> {
    this.nowMs += ms;
    for (const sleeper of this.sleepers.splice(0)) {
      if (sleeper.atMs <= this.nowMs) sleeper.wake();
      else this.sleepers.push(sleeper);
    }
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

test('many changes make one plan, and an end lets the next one go', async () => {
  const rig = new Rig();
  rig.waiting = ['a', 'b', 'c', 'd'];
  for (let change = 0; change < 100; change++) rig.admission.changed();
  await rig.pass(20);
  expect(rig.plans).toBe(1);
  expect(rig.going).toEqual(['a', 'b']);
  expect(rig.reasons.get('c')).toBe('a run of all to end: 2 of at most 2 go on');
  rig.going = ['b'];
  rig.admission.changed();
  await rig.pass(20);
  expect(rig.going).toEqual(['b', 'c']);
});

test('a change while runs are on their way is not lost, and none of them is counted twice', async () => {
  const rig = new Rig();
  rig.waiting = ['a', 'b', 'c'];
  const { dispatch } = rig;
  const onTheirWay: (() => void)[] = [];
  rig.dispatch = (id) => new Promise((resolve) => onTheirWay.push(() => void dispatch(id).then(resolve)));
  rig.admission.changed();
  await rig.pass(20);
  rig.admission.changed();
  await rig.pass(20);
  expect(onTheirWay).toHaveLength(2);
  for (const arrive of onTheirWay) arrive();
  await rig.pass(0);
  await rig.pass(20);
  expect(rig.plans).toBe(2);
  expect(rig.waiting).toEqual(['c']);
});

test('a run that cannot be dispatched is told of, and holds up no other', async () => {
  const rig = new Rig();
  rig.waiting = ['a', 'b'];
  const { dispatch } = rig;
  rig.dispatch = (id) => (id === 'a' ? Promise.reject(new Error('no')) : dispatch(id));
  rig.admission.changed();
  await rig.pass(20);
  expect(rig.going).toEqual(['b']);
  expect(rig.errors).toEqual(['run a could not be dispatched']);
});

test('runs of agents that have been away for long hold no room, and nobody needs to say so', async () => {
  const rig = new Rig();
  rig.going = ['x', 'y'];
  rig.waiting = ['a'];
  rig.away.set('agent x', NOW - 10 * ROOM_WITHOUT_LINE_MS); // before the server started: agents come back
  rig.admission.changed();
  await rig.pass(20);
  expect(rig.going).toEqual(['x', 'y']);
  for (let minute = 0; minute < 16; minute++) {
    await rig.pass(60_000);
    await rig.pass(20);
  }
  expect(rig.going).toEqual(['x', 'y', 'a']);
});

test('a run that waits for its window to open again leaves its room to others', async () => {
  const rig = new Rig();
  rig.going = ['x', 'y'];
  rig.waiting = ['a'];
  rig.progress.set('x', { phase: 'paused' });
  rig.admission.changed();
  await rig.pass(20);
  expect(rig.going).toEqual(['x', 'y', 'a']);
});

test('a run whose window has closed while it waited for its turn starts when the window opens', async () => {
  const rig = new Rig();
  rig.nowMs = Date.parse('2026-06-01T06:30Z');
  rig.settings.window = ['22:00-06:00'];
  rig.waiting = ['a'];
  rig.admission.changed();
  await rig.pass(20);
  expect(rig.going).toEqual([]);
  expect(rig.reasons.get('a')).toBe('its window to open, or the end of a blackout: 2026-06-01T22:00:00.000Z');
  await rig.pass(15.5 * HOUR);
  await rig.pass(20);
  expect(rig.going).toEqual(['a']);
});

test('settings that have changed hold for what waits already', async () => {
  const rig = new Rig();
  rig.settings.window = ['22:00-06:00'];
  rig.nowMs = Date.parse('2026-06-01T12:00Z');
  rig.waiting = ['a'];
  rig.admission.changed();
  await rig.pass(20);
  rig.settings.window = [];
  rig.admission.settingsChanged();
  await rig.pass(20);
  expect(rig.going).toEqual(['a']);
});

test('after the end nothing is planned and nothing is left waiting', async () => {
  const rig = new Rig();
  rig.waiting = ['a'];
  rig.admission.changed();
  rig.admission.stop();
  await rig.pass(100_000);
  rig.admission.changed();
  await rig.pass(100_000);
  expect(rig.plans).toBe(0);
  expect(rig.errors).toEqual([]);
});
