import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StateFiles } from './state-files.js';

let home: string;
let state: StateFiles;
const put = (name: string, text: string): Promise<void> => writeFile(path.join(home, 'state', name), text);
const text = (name: string): Promise<string> => readFile(path.join(home, 'state', name), 'utf8');

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'farvault-state-'));
  await mkdir(path.join(home, 'state'));
  state = new StateFiles(home);
});
afterEach(() => rm(home, { recursive: true }));

test('what the agent writes is one line of words, as the launcher reads it', async () => {
  await state.askTrial({ slot: 'b', version: '1.2.0', id: 'a1' });
  expect(await text('trial')).toBe('b 1.2.0 a1\n');
  expect(await state.trial()).toEqual({ slot: 'b', version: '1.2.0', id: 'a1' });

  await state.giveVerdict({ id: 'a1', result: 'good', reason: '' });
  expect(await text('verdict')).toBe('good a1\n');
  await state.giveVerdict({ id: 'a1', result: 'bad', reason: 'canary:\n  no  match\u001b[0m' });
  expect(await text('verdict')).toBe('bad a1 canary: no match [0m\n');
  expect(await state.verdict()).toEqual({ id: 'a1', result: 'bad', reason: 'canary: no match [0m' });

  await state.markBad('1.2.0', 'it did not connect');
  expect(await text('bad/1.2.0')).toBe('it did not connect\n');
  expect([...(await state.badVersions())]).toEqual(['1.2.0']);
  expect(await state.whyBad('1.2.0')).toBe('it did not connect');
  expect(await state.whyBad('1.3.0')).toBeNull();
  expect((await readdir(path.join(home, 'state'))).sort()).toEqual(['bad', 'trial', 'verdict']);
});

test('what the launcher writes is read', async () => {
  await put('current', 'a\n');
  await put('outcome', 'a1 1.2.0 bad self-test: 2 checks failed\n');
  await put('probation', 'a 1.1.0\n');
  expect(await state.current()).toBe('a');
  expect(await state.outcome()).toEqual({ id: 'a1', version: '1.2.0', result: 'bad', reason: 'self-test: 2 checks failed' });
  expect(await state.probation()).toEqual({ slot: 'a', version: '1.1.0' });
  await state.endProbation();
  expect(await state.probation()).toBeNull();
});

test('files that are absent, torn, foreign or too long are not there', async () => {
  expect([await state.current(), await state.trial(), await state.verdict(), await state.outcome(), await state.probation()]).toEqual([null, null, null, null, null]);
  expect([...(await state.badVersions())]).toEqual([]);
  await put('current', 'c\n');
  await put('trial', 'b ../../etc x\n');
  await put('verdict', `good ${'x'.repeat(65)}\n`);
  await put('outcome', 'x'.repeat(10_000));
  await put('probation', '\0\0');
  await mkdir(path.join(home, 'state', 'bad'));
  await put('bad/1.2.0.tmp', 'cut');
  await put('bad/notes', 'mine');
  expect([await state.current(), await state.trial(), await state.verdict(), await state.outcome(), await state.probation()]).toEqual([null, null, null, null, null]);
  expect([...(await state.badVersions())]).toEqual([]);
  expect(await state.whyBad('../current')).toBeNull();
});

test('a version or an id that would be no word is not written', async () => {
  await expect(state.askTrial({ slot: 'a', version: '1 2', id: 'x' })).rejects.toMatchObject({ code: 'INVALID' });
  await expect(state.askTrial({ slot: 'a', version: '1.2.0', id: 'x y' })).rejects.toMatchObject({ code: 'INVALID' });
  await expect(state.markBad('../current', 'no')).rejects.toMatchObject({ code: 'INVALID' });
});

test('a trial is accepted by its outcome, or, where the disk did not take that, by the slot that became the current one', async () => {
  await put('current', 'a\n');
  await state.askTrial({ slot: 'b', version: '1.2.0', id: 'a1' });
  await put('outcome', 'a0 1.1.0 good\n');
  expect(await state.hasAccepted('b', 'a1')).toBe(false);
  await put('current', 'b\n');
  expect(await state.hasAccepted('b', 'a1')).toBe(false);
  await rm(path.join(home, 'state', 'trial'));
  expect(await state.hasAccepted('b', 'a1')).toBe(true);
  await put('outcome', 'a1 1.2.0 good\n');
  expect(await state.hasAccepted('b', 'a1')).toBe(true);
});

test('a trial that came to no end says why', async () => {
  await state.giveVerdict({ id: 'a1', result: 'unreached', reason: 'too\nbusy' });
  expect(await text('verdict')).toBe('unreached a1 too busy\n');
  await state.giveVerdict({ id: 'a1', result: 'unreached', reason: '' });
  expect(await text('verdict')).toBe('unreached a1\n');
});
