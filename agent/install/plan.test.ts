import { describe, expect, test } from 'vitest';
import { installPaths } from './layout.js';
import { isProgramScript, programScript } from './scripts.js';
import { planSlots, type SlotsSeen } from './slots.js';
import { takeSteps, type Step } from './step.js';
import { unitText, userFile } from './unit.js';

const paths = installPaths('/opt/farvault', '/var/lib/farvault/agent');

test.each([
  ['farvault', false, 'own-user'],
  ['farvault', true, 'backup-only'],
  ['root', false, 'root'],
] as const)('the unit of user %s, backup only: %s', async (user, backupOnly, name) => {
  await expect(unitText(paths, { user, backupOnly }, ['/srv/re stored', '/srv/100%"\\'])).toMatchFileSnapshot(`golden/${name}.service`);
});

test('the launcher gets the same rights where there is no systemd', () => {
  expect(userFile({ user: 'farvault', backupOnly: true })).toBe('farvault dac_read_search\n');
  expect(userFile({ user: 'farvault', backupOnly: false })).toBe('farvault dac_read_search chown dac_override fowner fsetid setfcap\n');
  expect(userFile({ user: 'root', backupOnly: false })).toBe('root\n');
});

test.each(['opt', '/', '/opt/../etc', '/opt/', '/opt/a b', "/opt/$(id)'", '/opt/%h', '/opt//x', '/var/lib/farvault', '/var/lib/farvault/agent/x'])('%s is no prefix beside the data directory', (prefix) => {
  expect(() => installPaths(prefix, '/var/lib/farvault/agent')).toThrow(prefix.startsWith('/var/lib') ? 'within each other' : 'is not taken');
});

test('a program of another origin is not taken for ours', () => {
  expect(isProgramScript(programScript(paths))).toBe(true);
  expect(isProgramScript('#!/usr/bin/env node\n// backup-agent\n')).toBe(false);
});

describe('which slot', () => {
  const seen: SlotsSeen = { current: 'a', version: '1.1.0', proven: '1.1.0', floor: '1.0.0', bad: new Set() };
  const none: SlotsSeen = { current: null, version: null, proven: null, floor: null, bad: new Set() };
  test.each<[string, SlotsSeen, string, ReturnType<typeof planSlots>['kind'] | RegExp, string?]>([
    ['an empty machine', none, '1.1.0', 'place', 'a'],
    ['the same version', seen, '1.1.0', 'keep'],
    ['an older one', seen, '1.0.0', 'keep'],
    ['a newer one has to prove itself, beside', seen, '1.2.0', 'trial', 'b'],
    ['and in the other slot, when b is current', { ...seen, current: 'b' }, '1.2.0', 'trial', 'a'],
    ['one that failed here', { ...seen, bad: new Set(['1.2.0']) }, '1.2.0', 'keep'],
    ['a damaged slot is placed anew', { ...seen, version: null }, '1.1.0', 'place', 'a'],
    ['after an uninstall that kept the data, the version that ran', { ...none, proven: '1.1.0' }, '1.1.0', 'place', 'a'],
    ['one below a version that failed in its first day', { ...seen, version: '1.0.0', proven: '1.1.0', bad: new Set(['1.1.0']) }, '1.0.1', 'trial', 'b'],
    ['but none below it', { ...none, proven: '1.1.0' }, '1.0.0', /below 1\.1\.0, which has run/],
    ['nor below the floor', { ...none, floor: '1.0.5' }, '1.0.0', /below 1\.0\.5, the lowest/],
    ['nor in place of a damaged one', { ...seen, version: null }, '1.0.0', /below 1\.1\.0/],
    ['a pre-release is below its release', seen, '1.1.0-rc.1', 'keep'],
  ])('%s', (_name, state, offered, kind, slot) => {
    if (kind instanceof RegExp) expect(() => planSlots(state, offered)).toThrow(kind);
    else expect(planSlots(state, offered)).toMatchObject(slot === undefined ? { kind } : { kind, slot });
  });
});

test('steps: what is done is not done again, a dry run only looks, a failure is named', async () => {
  const lines: string[] = [];
  let acted = 0;
  const step = (what: string, isDone: boolean): Step => ({ what, isDone: () => isDone, act: () => void acted++ });
  const options = { dryRun: true, print: (line: string) => void lines.push(line) };
  expect(await takeSteps([step('one', true), step('two', false)], options)).toBe(true);
  expect([acted, lines]).toEqual([0, ['is so:  one', 'would:  two']]);
  expect(await takeSteps([step('one', true)], { ...options, dryRun: false })).toBe(false);
  expect(await takeSteps([step('one', true), step('two', false)], { ...options, dryRun: false })).toBe(true);
  expect(acted).toBe(1);
  const failing: Step = { what: 'three', isDone: () => false, act: () => Promise.reject(new Error('no room')), remedy: 'Make some.' };
  await expect(takeSteps([failing, step('four', false)], { ...options, dryRun: false })).rejects.toMatchObject({ message: 'three: no room', remedy: 'Make some.' });
  expect(acted).toBe(1);
});
