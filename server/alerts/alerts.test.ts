// Alerts over time: the state machine, who is told what, restarts, and silence that does not go unnoticed. The clock is the test's.
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../shared/settings/index.js';
import type { Destination, Message } from '../delivery/index.js';
import { ManualClock } from '../delivery/testing/receivers.js';
import { MemoryJournal } from '../fleet/testing.js';
import type { StateReducer } from '../repository/types.js';
import { AlertState, type AlertRecord } from './alert-state.js';
import { Alerts } from './alerts.js';
import { RuleState } from './rules.js';
import { agent, DAY, end, HOUR, job, NOW, place, world } from './testing.js';
import type { World } from './world.js';

const MINUTE = 60_000;
let clock: ManualClock;
let state: AlertState;
let rules: RuleState;
let journal: MemoryJournal;
let facts: Partial<World>;
let told: { destination: string; message: Message }[];
let destinations: (Destination & { sinceMs: number })[];
let broken: string[];
let direct: Message[];
let full: boolean;
let random: number;

beforeEach(() => {
  clock = new ManualClock(NOW);
  state = new AlertState();
  rules = new RuleState();
  const both: StateReducer = { name: 'both', apply: (record) => [state, rules].forEach((one) => one.apply(record)), save: () => null, load: () => undefined };
  journal = new MemoryJournal(both, clock);
  facts = {};
  told = [];
  broken = [];
  direct = [];
  full = false;
  random = 0;
  destinations = [{ name: 'mail', type: 'syslog', transport: 'udp', host: 'h', port: 514, path: '', facility: 'daemon', allIsWell: 'never', timezone: 'UTC', sinceMs: NOW }];
});

/** `settled`: agents had their time to come back. */
function start(): Alerts {
  return new Alerts({
    journal,
    state,
    rules,
    world: () => Promise.resolve({ ...world(), ...facts, space: { timeMs: clock.now(), freeBytes: 800e9, totalBytes: 1000e9 } }),
    destinations: () => destinations,
    deliver: (destination, message) => {
      if (full || broken.includes(destination)) return Promise.reject(new Error('the disk is full'));
      told.push({ destination, message });
      return Promise.resolve();
    },
    sendNow: (destination, message) => {
      if (broken.includes(destination)) return Promise.reject(new Error('not reachable'));
      direct.push(message);
      return Promise.resolve('taken');
    },
    clock,
    randomHex: (bytes) => (++random).toString(16).padStart(bytes * 2, '0'),
    log: () => undefined,
  });
}

/** A look each minute. */
async function run(alerts: Alerts, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += MINUTE) {
    await clock.pass(MINUTE, MINUTE);
    await alerts.look();
  }
}
const states = (alerts: Alerts, filter = { state: 'all' }): string[] => alerts.book.list(filter).map(({ kind, state: is }) => `${kind} ${is}`);
const failing = () => job({ latestDue: () => null, lastEnded: end('failed', NOW), failures: 1 });
const fine = () => job({ latestDue: () => null });

describe('T23: silence, failure and what was left out are told within one period of the schedule', () => {
  const hourly = { latestDue: (atMs: number) => atMs - (atMs % HOUR), nextDue: (afterMs: number) => afterMs - (afterMs % HOUR) + HOUR, settings: { ...DEFAULTS, alertLateAfter: 20 * MINUTE } };

  it.each([
    ['the agent stops', 'late', (lastMs: number) => job({ ...hourly, lastEnded: end('succeeded', lastMs) })],
    ['its runs fail', 'run-failed', (lastMs: number, nowMs: number) => job({ ...hourly, lastEnded: nowMs >= lastMs + HOUR ? end('failed', lastMs + HOUR, { dueMs: lastMs + HOUR }) : end('succeeded', lastMs), failures: nowMs >= lastMs + HOUR ? 1 : 0 })],
    ['its runs leave something out', 'run-partial', (lastMs: number, nowMs: number) => job({ ...hourly, lastEnded: end(nowMs >= lastMs + HOUR ? 'partial' : 'succeeded', Math.min(lastMs + HOUR, nowMs)) })],
  ])('%s', async (_what, kind, at) => {
    const alerts = start();
    await run(alerts, 15 * MINUTE);
    const lastMs = clock.now();
    let firedMs = 0;
    for (let minute = 0; minute < 150 && firedMs === 0; minute++) {
      facts = { jobs: [at(lastMs, clock.now())] };
      await run(alerts, MINUTE);
      if (told.length > 0) firedMs = clock.now();
    }
    expect(told[0].message.text).toContain(kind);
    // One period from the first due time that went wrong.
    expect(firedMs - (Math.floor(lastMs / HOUR) * HOUR + HOUR)).toBeLessThanOrEqual(HOUR);
  });
});

describe('an alert', () => {
  it('fires once, is told once, is told again when it is over', async () => {
    const alerts = start();
    facts = { jobs: [failing()] };
    await run(alerts, 30 * MINUTE);
    expect(states(alerts)).toEqual(['run-failed firing']);
    expect(told.map(({ message }) => message.subject)).toEqual(['[Farvault] warning: job docs: run-failed']);
    facts = { jobs: [fine()] };
    await run(alerts, 10 * MINUTE);
    expect(states(alerts)).toEqual(['run-failed resolved']);
    expect(told).toHaveLength(2);
    expect(told[1].message.subject).toBe('[Farvault] resolved: job docs: run-failed');
    expect(told[1].message.id).not.toBe(told[0].message.id);
  });

  it('that was acknowledged stays so until its cause is gone, and shows by whom', async () => {
    const alerts = start();
    facts = { jobs: [failing()] };
    await run(alerts, 2 * MINUTE);
    const [{ id }] = alerts.book.list();
    await alerts.acknowledge(id.slice(0, 8), 'on it\x1b[2J', 'maria');
    await run(alerts, 60 * MINUTE);
    expect(alerts.book.get(id)).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'maria', comment: 'on it\\x1b[2J' });
    facts = { jobs: [fine()] };
    await run(alerts, 5 * MINUTE);
    expect(alerts.book.get(id).state).toBe('resolved');
    await expect(alerts.acknowledge(id, '', 'maria')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('that comes and goes stands longer each time, under one id', async () => {
    const alerts = start();
    await run(alerts, 15 * MINUTE);
    for (let round = 0; round < 60; round++) {
      facts = { jobs: [round % 2 === 0 ? failing() : fine()] };
      await run(alerts, 5 * MINUTE);
    }
    expect(alerts.book.list({ state: 'all' })).toHaveLength(1);
    expect(told.length).toBeLessThan(10);
  });

  it('about encrypted files does not end by itself: the next run looks ordinary', async () => {
    const alerts = start();
    const snapshot = { id: 's2aaaaaaaaaa', timeMs: NOW, partial: false, filesTotal: 1000, filesNew: 0, filesChanged: 900, filesUnchanged: 100, bytesLogical: 1e9, bytesNew: 9e8, bytesIncompressible: 9e8, filesRenamed: 0, newExtensions: '' };
    const before = { ...snapshot, id: 's1aaaaaaaaaa', filesChanged: 10, filesUnchanged: 990, bytesNew: 1e7, bytesIncompressible: 0, filesRenamed: 0, newExtensions: '' };
    facts = { jobs: [{ ...fine(), snapshots: [snapshot, before, before, before, before] }] };
    await run(alerts, 2 * MINUTE);
    expect(alerts.book.list()).toMatchObject([{ kind: 'mass-change', severity: 'critical' }]);
    facts = { jobs: [{ ...fine(), snapshots: [before, snapshot, before, before, before] }] };
    await run(alerts, 3 * HOUR);
    expect(states(alerts)).toEqual(['mass-change firing']);
    await alerts.acknowledge(alerts.book.list()[0].id, 'it was the new scanner software', 'maria');
    await run(alerts, 5 * MINUTE);
    expect(states(alerts)).toEqual(['mass-change resolved']);
  });

  it('about encrypted files that was acknowledged fires again when the next snapshot is such, too', async () => {
    const alerts = start();
    const ordinary = { id: 's1aaaaaaaaaa', timeMs: NOW - 2 * DAY, partial: false, filesTotal: 1000, filesNew: 0, filesChanged: 10, filesUnchanged: 990, bytesLogical: 1e9, bytesNew: 1e7, bytesIncompressible: 0, filesRenamed: 0, newExtensions: '' };
    const attacked = { ...ordinary, id: 's2aaaaaaaaaa', timeMs: NOW, filesChanged: 900, filesUnchanged: 100, bytesNew: 9e8, bytesIncompressible: 9e8, filesRenamed: 0, newExtensions: '' };
    facts = { jobs: [{ ...fine(), snapshots: [attacked, ordinary, ordinary, ordinary, ordinary] }] };
    await run(alerts, 10 * MINUTE);
    await alerts.acknowledge(alerts.book.list()[0].id, 'it was the new scanner software', 'maria');
    await run(alerts, 10 * MINUTE);
    expect(states(alerts)).toEqual(['mass-change acknowledged']);
    const before = told.length;
    facts = { jobs: [{ ...fine(), snapshots: [{ ...attacked, id: 's3aaaaaaaaaa', timeMs: NOW + HOUR }, attacked, ordinary, ordinary, ordinary] }] };
    await run(alerts, 10 * MINUTE);
    expect(states(alerts)).toEqual(['mass-change firing']);
    expect(told).toHaveLength(before + 1);
  });

  it('that becomes graver is told again', async () => {
    const alerts = start();
    facts = { expiries: [{ what: 'certificate of server', expiresMs: NOW + 8 * DAY }] };
    await run(alerts, 10 * MINUTE);
    facts = { expiries: [{ what: 'certificate of server', expiresMs: NOW + 2 * DAY }] };
    await run(alerts, 10 * MINUTE);
    expect(told.map(({ message: { weight } }) => weight)).toEqual(['warning', 'critical']);
    expect(alerts.book.list()).toHaveLength(1);
  });
});

describe('a restart', () => {
  it('fires nothing anew, resolves nothing, and does not forget what was not told', async () => {
    facts = { jobs: [failing()], agents: [agent({ online: false, lastSeenMs: NOW - 3 * DAY })] };
    const first = start();
    await run(first, 30 * MINUTE);
    expect(told).toHaveLength(2); // the agent a while later: it had its time to come back
    const saved: unknown = JSON.parse(JSON.stringify(state.save()));
    state.load(saved);
    const second = start();
    await run(second, 30 * MINUTE);
    expect(told).toHaveLength(2);
    expect(states(second)).toEqual(['agent-unseen firing', 'run-failed firing']);
  });

  it('between the queue and the journal tells it again under the same id', async () => {
    facts = { jobs: [failing()] };
    await run(start(), 10 * MINUTE);
    const before = journal.records.filter(({ body }) => body.kind !== 'alert.announced');
    state.load({ alerts: [], silences: [], space: [], wells: [] });
    for (const record of before) state.apply(record);
    await run(start(), 10 * MINUTE);
    expect(told).toHaveLength(2);
    expect(told[0].message.id).toBe(told[1].message.id);
  });

  it('a queue that takes nothing is tried again until it does', async () => {
    broken = ['mail'];
    facts = { jobs: [failing()] };
    const alerts = start();
    await run(alerts, 5 * MINUTE);
    expect(told).toHaveLength(0);
    broken = [];
    await run(alerts, 10 * MINUTE);
    expect(told).toHaveLength(1);
  });
});

describe('a clock that was years ahead and is set right', () => {
  beforeEach(() => {
    destinations = [{ ...destinations[0], allIsWell: '0 8 * * 1' }];
  });

  it('keeps back neither alerts, nor their end, nor the weekly word', async () => {
    const alerts = start();
    await run(alerts, 15 * MINUTE);
    clock.step(4 * 365 * DAY);
    facts = { damaged: true };
    await run(alerts, 15 * MINUTE);
    expect(told.some(({ message }) => message.what === 'alerts')).toBe(true);
    facts = {};
    await run(alerts, MINUTE);
    clock.step(-4 * 365 * DAY);
    told = [];
    facts = { notWritable: 'no space' };
    await run(alerts, 20 * MINUTE);
    expect(states(alerts).sort()).toEqual(['damage resolved', 'not-writable firing']);
    expect(told.flatMap(({ message }) => message.lines.map(({ text }) => text.split(':')[0])).filter((text) => !text.startsWith('['))).toEqual(expect.arrayContaining(['fired not-writable server', 'resolved damage server']));
    told = [];
    await clock.pass(8 * DAY, 8 * DAY);
    await run(alerts, 5 * MINUTE);
    expect(told.filter(({ message }) => message.what === 'all-is-well')).toHaveLength(1);
  });
});

describe('alerts that cannot be queued', () => {
  it('are sent at once, and once', async () => {
    full = true;
    facts = { notWritable: 'the disk is full' };
    await run(start(), 20 * MINUTE);
    expect(told).toEqual([]);
    expect(direct.map(({ subject }) => subject)).toEqual(['[Farvault] critical: server: not-writable']);
    expect([...state.standing()][0].deliveries).toMatchObject([{ destination: 'mail', what: 'fired', error: '' }]);
  });
});

describe('alerts that cannot be recorded', () => {
  it('are told of directly after five minutes, once a day', async () => {
    journal.appendJournal = () => Promise.reject(new Error('input/output error'));
    facts = { notWritable: 'input/output error' };
    const alerts = start();
    alerts.start();
    await clock.pass(4 * MINUTE, MINUTE / 2);
    expect(direct).toEqual([]);
    await clock.pass(60 * MINUTE, MINUTE / 2);
    expect(direct.map(({ subject }) => subject)).toEqual(['[Farvault] critical: server: alerts cannot be judged']);
    expect(direct[0].text).toContain('input/output error');
    await alerts.close();
  });
});

describe('who is told', () => {
  it('one destination whose message cannot be queued does not keep others from theirs, nor send them the same again and again', async () => {
    destinations = [destinations[0], { ...destinations[0], name: 'hook' }];
    broken = ['mail'];
    facts = { jobs: [failing()] };
    const alerts = start();
    await run(alerts, 30 * MINUTE);
    expect(told.map(({ destination }) => destination)).toEqual(['hook']);
    broken = [];
    await run(alerts, 10 * MINUTE);
    expect(told.map(({ destination }) => destination)).toEqual(['hook', 'mail']);
  });

  it('ten thousand alerts fit into one message', async () => {
    facts = { agents: Array.from({ length: 10_000 }, (_, number) => agent({ id: `a${number}`, name: 'ü'.repeat(60), place: place('ü'.repeat(64), 'é'.repeat(64)), online: false, lastSeenMs: NOW - 2 * DAY })) };
    const alerts = start();
    await run(alerts, 15 * MINUTE);
    expect(told[0].message.data['total']).toBe(10_000);
    expect(Buffer.byteLength(JSON.stringify(told[0].message))).toBeLessThan(4 << 20);
  });

  it('200 offices that lose their line are one message', async () => {
    const alerts = start();
    await run(alerts, 15 * MINUTE);
    facts = { agents: Array.from({ length: 200 }, (_, number) => agent({ id: `a${number}`, name: `agent${number}`, place: place(`agent${number}`, `office${number}`), online: false, lastSeenMs: NOW - 2 * DAY })) };
    await run(alerts, 10 * MINUTE);
    expect(alerts.book.list()).toHaveLength(200);
    expect(told).toHaveLength(1);
    expect(told[0].message.subject).toBe('[Farvault] 200 alerts (200 agent-unseen)');
    expect(told[0].message.data['alerts']).toHaveLength(200);
    expect(told[0].message.lines).toHaveLength(200);
  });

  it('all destinations where no rule says; else those of the nearest rule', async () => {
    destinations = [...destinations, { ...destinations[0], name: 'hook' }];
    facts = { jobs: [failing()] };
    await run(start(), 5 * MINUTE);
    expect(told.map(({ destination }) => destination).sort()).toEqual(['hook', 'mail']);
    await journal.appendJournal({ kind: 'alert-rule.set', rule: { name: 'r', destinations: ['hook'] } } as never);
    facts = { jobs: [{ ...failing(), id: 'j2' }] };
    await run(start(), 10 * MINUTE);
    expect(told.filter(({ message }) => message.weight !== 'info').map(({ destination }) => destination).sort()).toEqual(['hook', 'hook', 'mail']);
  });

  it('nobody during a silence; afterwards, if it still stands', async () => {
    const alerts = start();
    await alerts.silence({ scope: 'office lyon', kinds: ['run-failed'], reason: 'maintenance', fromMs: 0, untilMs: NOW + HOUR }, 'maria');
    facts = { jobs: [failing(), { ...failing(), id: 'j2', name: 'other', place: place('fs2', 'paris') }] };
    await run(alerts, 30 * MINUTE);
    expect(alerts.book.list()).toHaveLength(2);
    expect(told.map(({ message }) => message.subject)).toEqual(['[Farvault] warning: job other: run-failed']);
    expect(alerts.book.silencedBy(alerts.book.list().find(({ subject }) => subject === 'job docs')!)?.reason).toBe('maintenance');
    await run(alerts, 40 * MINUTE);
    expect(told.map(({ message }) => message.subject)).toContain('[Farvault] warning: job docs: run-failed');
  });

  it('of nothing that came and went within a silence', async () => {
    const alerts = start();
    await alerts.silence({ scope: 'all', kinds: [], reason: 'm', fromMs: 0, untilMs: NOW + HOUR }, 'maria');
    facts = { jobs: [failing()] };
    await run(alerts, 10 * MINUTE);
    facts = {};
    await run(alerts, 80 * MINUTE);
    expect(told).toEqual([]);
    expect(states(alerts)).toEqual(['run-failed resolved']);
  });

  it('silences that make no sense are refused with every fault', async () => {
    const alerts = start();
    await expect(alerts.silence({ scope: 'planet earth', kinds: ['nonsense'], reason: '', fromMs: 0, untilMs: NOW - 1 }, 'm')).rejects.toThrow(/scope.*kind.*begins/);
    await expect(alerts.silence({ scope: 'all', kinds: [], reason: '', fromMs: 0, untilMs: NOW + 400 * DAY }, 'm')).rejects.toThrow(/a year/);
  });
});

describe('all is well', () => {
  it('is told when it is due, once, also when the server was down then; and says when it is not', async () => {
    destinations = [{ ...destinations[0], allIsWell: '0 8 * * 1' }];
    facts = { jobs: [fine()], agents: [agent()] };
    await run(start(), 5 * MINUTE);
    expect(told).toEqual([]);
    await clock.pass(8 * DAY, 8 * DAY); // over Monday morning
    await run(start(), 5 * MINUTE);
    expect(told.map(({ message }) => message.what)).toEqual(['all-is-well']);
    expect(told[0].message.subject).toContain('all is well: 1 of 1 agents online, the oldest newest backup is');
    expect(told[0].message.data).toMatchObject({ well: true, jobs: 1, agents: 1, oldestGoodBackup: { job: 'docs', office: 'lyon' } });
    await run(start(), 5 * MINUTE);
    expect(told).toHaveLength(1);
    facts = { damaged: true };
    await clock.pass(7 * DAY, 7 * DAY);
    const alerts = start();
    await alerts.look();
    const second = told.find(({ message }) => message.what === 'all-is-well' && message.weight === 'warning')!;
    expect(second.message.subject).toBe('[Farvault] not all is well: 1 alert stands');
    expect(second.message.text).toContain('damage');
  });
});

describe('state', () => {
  it('is the same from the journal and from a checkpoint, and bounded', async () => {
    const alerts = start();
    facts = { jobs: [failing()], damaged: true };
    await run(alerts, 10 * MINUTE);
    facts = { damaged: true };
    await run(alerts, 10 * MINUTE);
    await alerts.silence({ scope: 'all', kinds: [], reason: 'm', fromMs: 0, untilMs: NOW + HOUR }, 'maria');
    const loaded = new AlertState();
    loaded.load(JSON.parse(JSON.stringify(state.save())));
    expect(loaded.save()).toEqual(state.save());
    const replayed = new AlertState();
    for (const record of journal.records) replayed.apply(record);
    expect(replayed.save()).toEqual(state.save());
    const record = (number: number): AlertRecord => ({ ...[...state.resolved()][0], id: `x${number}`, key: `k${number}`, state: 'firing' as const });
    for (let number = 0; number < 2500; number++) {
      replayed.apply({ number, epoch: 1, timeMs: NOW, body: { kind: 'alert.fired', alert: record(number) } });
      replayed.apply({ number, epoch: 1, timeMs: NOW, body: { kind: 'alert.resolved', ids: [`x${number}`] } });
    }
    expect([...replayed.resolved()]).toHaveLength(2000);
    replayed.apply({ number: 1, epoch: 1, timeMs: NOW + 40 * DAY, body: { kind: 'alert.fired', alert: record(1) } });
    replayed.apply({ number: 1, epoch: 1, timeMs: NOW + 40 * DAY, body: { kind: 'alert.resolved', ids: ['x1'] } });
    expect([...replayed.resolved()]).toHaveLength(1);
  });
});
