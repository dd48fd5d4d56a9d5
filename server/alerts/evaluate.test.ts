// Each kind of alert: when there is one, when there is none, and which setting or rule decides.
import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../shared/settings/index.js';
import { evaluate, SETTLE_MS } from './evaluate.js';
import { KINDS } from './kinds.js';
import { RuleSet } from './rules.js';
import { agent, DAY, end, figures, HOUR, job, NOW, place, world } from './testing.js';
import type { World } from './world.js';

const MINUTE = 60_000;

function kinds(one: Partial<World>, nowMs = NOW, rules: Record<string, unknown>[] = []): string[] {
  return evaluate(world(one), new RuleSet(rules.map((rule) => ({ name: 'r', ...rule }))), KINDS, nowMs).conditions.map(({ kind, severity }) => `${kind} ${severity}`);
}

describe('updates', () => {
  const updateFailure = { version: '0.10.0', state: 'back', reason: 'native parts do not load', atMs: NOW };
  const haltedRollout = { id: 'r1', version: '0.10.0', reason: 'of 1 agent told 1 failed: more than 2 %', endedMs: NOW };
  it('that failed on an agent, and a rollout that has halted', () => {
    expect(kinds({ agents: [agent({ updateFailure })] })).toEqual(['update warning']);
    expect(kinds({ haltedRollout })).toEqual(['update critical']);
    expect(kinds({ agents: [agent({ updateFailure })], haltedRollout }, NOW, [{ kinds: ['update'], disabled: true }])).toEqual([]);
  });
});

describe('restore drills', () => {
  const drill = { jobId: 'j1', job: 'docs', place: place(), failed: null, overdueSinceMs: null };
  it('that have failed are critical; those that are overdue a warning', () => {
    expect(kinds({ drills: [{ ...drill, failed: { id: 'd1', atMs: NOW - HOUR, error: '1 difference' } }] })).toEqual(['drill critical']);
    expect(kinds({ drills: [{ ...drill, overdueSinceMs: NOW - 20 * DAY }] })).toEqual(['drill warning']);
    expect(kinds({ drills: [{ ...drill, overdueSinceMs: 0 }] }, NOW, [{ kinds: ['drill'], disabled: true }])).toEqual([]);
    expect(kinds({ drills: [drill] })).toEqual([]);
  });
});

describe('a job', () => {
  it('that does what it should is no alert', () => expect(kinds({ jobs: [job({ snapshots: [figures(), figures()] })], agents: [agent()] })).toEqual([]));

  it.each([
    ['failed', { lastEnded: end('failed', NOW - HOUR), failures: 1 }, ['run-failed warning']],
    ['failed less often than asked for', { lastEnded: end('failed', NOW - HOUR), failures: 2, settings: { ...DEFAULTS, alertFailures: 3 } }, []],
    ['failed, and will try again by itself', { lastEnded: end('failed', NOW - MINUTE, { dueMs: NOW - HOUR }), failures: 1 }, []],
    ['failed, and should have tried again', { lastEnded: end('failed', NOW - HOUR, { dueMs: NOW - 2 * HOUR }), failures: 1 }, ['run-failed warning']],
    ['failed in its last attempt', { lastEnded: end('failed', NOW - MINUTE, { dueMs: NOW - HOUR, attempt: 3 }), failures: 4 }, ['run-failed warning']],
    ['partial', { lastEnded: end('partial', NOW - HOUR) }, ['run-partial warning']],
    ['partial, where that is no matter', { lastEnded: end('partial', NOW - HOUR), settings: { ...DEFAULTS, alertPartial: false } }, []],
    ['cancelled', { lastEnded: end('cancelled', NOW - HOUR) }, []],
    ['silent since its due time', { lastEnded: end('succeeded', NOW - 11 * HOUR) }, ['late warning']],
    ['that never ran', { lastEnded: null, lastGood: null }, ['late warning']],
    ['late and paused', { lastEnded: null, paused: true }, []],
    ['late and running', { lastEnded: null, running: true }, []],
    ['late, whose run stands still', { lastEnded: null, running: true, stillMs: 2 * HOUR }, ['late warning']],
    ['late, whose run has moved lately', { lastEnded: null, running: true, stillMs: 10 * MINUTE }, []],
    ['whose run never gets its turn, and gives its place to the next', { lastEnded: end('cancelled', NOW - 10 * HOUR + MINUTE, { dueMs: NOW - 34 * HOUR }), lastGood: end('succeeded', NOW - 57 * HOUR), waiting: true }, ['late warning']],
    ['that never fits into its window', { lastEnded: end('cancelled', NOW - HOUR, { dueMs: NOW - 10 * HOUR, errorCode: 'WINDOW' }) }, ['late warning']],
    ['cancelled by hand', { lastEnded: end('cancelled', NOW - 9 * HOUR, { dueMs: NOW - 10 * HOUR }), lastGood: null }, []],
    ['that fails at once each time, and whose next due time comes before its last attempt', { lastEnded: end('failed', NOW - MINUTE, { dueMs: NOW - 2 * MINUTE, attempt: 0 }), failures: 4 }, ['run-failed warning']],
    ['late in the queue', { lastEnded: null, waiting: true }, ['late warning']],
    ['that is not scheduled', { lastEnded: null, latestDue: () => null }, []],
    ['beyond its RPO', { settings: { ...DEFAULTS, rpo: 4 * HOUR } }, ['rpo critical']],
    ['without a backup for longer than its RPO', { lastGood: null, settings: { ...DEFAULTS, rpo: 30 * DAY } }, ['rpo critical']],
    ['that lost its files', { snapshots: [figures({ filesTotal: 0, filesUnchanged: 0, filesChanged: 0 }), figures()] }, ['shrunk critical']],
  ])('%s', (_what, facts, expected) => expect(kinds({ jobs: [job(facts)] })).toEqual(expected));

  it('is late one hour after its due time, not before', () => {
    const silent = job({ lastEnded: end('succeeded', NOW - 11 * HOUR) });
    const dueMs = silent.latestDue(NOW)!;
    expect(kinds({ jobs: [silent] }, dueMs + HOUR - MINUTE)).toEqual([]);
    expect(kinds({ jobs: [silent] }, dueMs + HOUR)).toEqual(['late warning']);
  });

  it('that runs every quarter of an hour is late by the due time that it missed', () => {
    const quarter = { latestDue: (atMs: number) => atMs - (atMs % (15 * MINUTE)), nextDue: (afterMs: number) => afterMs - (afterMs % (15 * MINUTE)) + 15 * MINUTE };
    expect(kinds({ jobs: [job({ ...quarter, lastEnded: end('succeeded', NOW - 50 * MINUTE) })] })).toEqual([]);
    expect(kinds({ jobs: [job({ ...quarter, lastEnded: end('succeeded', NOW - 80 * MINUTE) })] })).toEqual(['late warning']);
  });
});

describe('an agent', () => {
  it.each([
    ['not heard of for two days', { online: false, lastSeenMs: NOW - 2 * DAY }, ['agent-unseen warning']],
    ['offline for an hour', { online: false, lastSeenMs: NOW - HOUR }, []],
    ['with a clock that is ahead', { clockOffsetMs: 10 * MINUTE }, ['clock warning']],
    ['with a clock that is behind', { clockOffsetMs: -10 * MINUTE }, ['clock warning']],
    ['with a certificate for five days', { certificateExpiresMs: NOW + 5 * DAY }, ['expiring warning']],
    ['with a certificate that is over', { certificateExpiresMs: NOW - DAY }, ['expiring critical']],
  ])('%s', (_what, facts, expected) => expect(kinds({ agents: [agent(facts)] })).toEqual(expected));
});

describe('the server', () => {
  const filling = (gibADay: number, days: number, freeGib: number) => Array.from({ length: days * 4 }, (_, step) => ({ timeMs: NOW - days * DAY + (step * DAY) / 4, freeBytes: (freeGib + gibADay * (days - step / 4)) * 2 ** 30, totalBytes: 1000e9 }));
  const space = (freeGib: number) => ({ timeMs: NOW, freeBytes: freeGib * 2 ** 30, totalBytes: 1000e9 });
  it.each([
    ['a disk that is full in ten days', { space: space(100), spaceHistory: filling(10, 7, 100) }, ['space warning']],
    ['a disk that is full in two days', { space: space(100), spaceHistory: filling(50, 7, 100) }, ['space critical']],
    ['a disk that is full in a hundred days', { space: space(100), spaceHistory: filling(1, 7, 100) }, []],
    ['a disk that empties', { space: space(100), spaceHistory: filling(-10, 7, 100) }, []],
    ['a first backup is no trend', { space: space(100), spaceHistory: filling(100, 1, 100) }, []],
    ['little space, whatever the trend', { space: space(20) }, ['space critical']],
    ['damage', { damaged: true }, ['damage critical']],
    ['a repository that takes nothing', { notWritable: 'the disk is full' }, ['not-writable critical']],
    ['a certificate that ends', { expiries: [{ what: 'certificate of server', expiresMs: NOW + 20 * DAY }] }, ['expiring warning']],
    ['update metadata that ends', { expiries: [{ what: 'update metadata timestamp', expiresMs: NOW + DAY }] }, ['expiring critical']],
    ['a timestamp that was made anew today', { expiries: [{ what: 'update metadata timestamp', expiresMs: NOW + 6 * DAY, warnMs: 5 * DAY, criticalMs: 2 * DAY }] }, []],
    ['a timestamp that was not made anew for days', { expiries: [{ what: 'update metadata timestamp', expiresMs: NOW + 4 * DAY, warnMs: 5 * DAY, criticalMs: 2 * DAY }] }, ['expiring warning']],
    ['what waits for a second administrator', { approvals: [{ id: 'a1', what: 'delete office lyon', by: 'maria', reason: 'closed', askedMs: NOW }] }, ['approval warning']],
    ['a clock in doubt', { clockDoubt: 'ten years ahead' }, ['server-clock critical']],
    ['retention that has failed for three days', { retention: { failingMs: 3 * DAY, failure: 'the clock is in doubt' } }, ['retention warning']],
    ['retention that has failed last night', { retention: { failingMs: DAY, failure: 'the clock is in doubt' } }, []],
    ['a destination that fails', { destinations: [{ name: 'mail', waiting: 1, failingSinceMs: NOW - 20 * MINUTE, lastError: 'down', gaveUpMs: 0, lastDeliveredMs: 0 }] }, ['alert-path critical']],
    ['a destination that failed a moment ago', { destinations: [{ name: 'mail', waiting: 1, failingSinceMs: NOW - MINUTE, lastError: 'down', gaveUpMs: 0, lastDeliveredMs: 0 }] }, []],
    ['a destination that gave up', { destinations: [{ name: 'mail', waiting: 0, failingSinceMs: 0, lastError: 'down', gaveUpMs: NOW - HOUR, lastDeliveredMs: NOW - 2 * HOUR }] }, ['alert-path critical']],
    ['a destination that gave up, and works again', { destinations: [{ name: 'mail', waiting: 0, failingSinceMs: 0, lastError: '', gaveUpMs: NOW - 2 * HOUR, lastDeliveredMs: NOW - HOUR }] }, []],
  ])('%s', (_what, facts, expected) => expect(kinds(facts)).toEqual(expected));

  it('judges neither lateness nor absence until agents had time to come back', () => {
    const one: Partial<World> = { jobs: [job({ lastEnded: null })], agents: [agent({ online: false, lastSeenMs: NOW - 9 * DAY, certificateExpiresMs: NOW + DAY })], listeningSinceMs: NOW };
    expect(kinds(one, NOW + SETTLE_MS - 1)).toEqual(['expiring critical']);
    expect(kinds(one, NOW + SETTLE_MS)).toEqual(['late warning', 'agent-unseen warning', 'expiring critical']);
  });
});

describe('rules', () => {
  const silent = job({ lastEnded: end('succeeded', NOW - 11 * HOUR), place: place('fs1', 'lyon', { tier: 'gold' }) });
  it.each([
    ['a threshold in the place of the setting', [{ kinds: ['late'], threshold: '20h' }], []],
    ['another severity', [{ severity: 'critical' }], ['late critical']],
    ['turned off', [{ disabled: true }], []],
    ['turned off elsewhere', [{ disabled: true, scope: 'office paris' }], ['late warning']],
    ['turned off for all, on for an office', [{ name: 'a', disabled: true }, { name: 'b', disabled: false, scope: 'office lyon' }], ['late warning']],
    ['a label is nearer than an office', [{ name: 'a', severity: 'critical', scope: 'label tier=gold' }, { name: 'b', severity: 'warning', scope: 'office lyon' }], ['late critical']],
    ['an agent is nearer than a label', [{ name: 'a', severity: 'critical', scope: 'label tier=gold' }, { name: 'b', severity: 'warning', scope: 'agent fs1' }], ['late warning']],
    ['the kind is nearer than all kinds', [{ name: 'z', severity: 'warning' }, { name: 'a', kinds: ['late'], severity: 'critical' }], ['late critical']],
  ])('%s', (_what, rules, expected) => expect(kinds({ jobs: [silent] }, NOW, rules)).toEqual(expected));

  it('are put together key by key, the nearest first', () => {
    const rules = new RuleSet([{ name: 'far', destinations: ['mail'], severity: 'warning' }, { name: 'near', scope: 'office lyon', severity: 'critical' }]);
    expect(rules.ruling('late', place())).toEqual({ rule: 'near', severity: 'critical', destinations: ['mail'], threshold: undefined, disabled: false });
    expect(rules.ruling('space', null)).toMatchObject({ rule: 'far' });
    expect(new RuleSet([]).ruling('late', place())).toMatchObject({ rule: 'built-in', destinations: null });
  });
});
