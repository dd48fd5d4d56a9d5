import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JournalBody } from '../repository/types.js';
import { Secrets } from './secrets.js';

let directory = '';
let journal: JournalBody[];
let users: string[];

beforeEach(async () => {
  directory = path.join(await mkdtemp(path.join(os.tmpdir(), 'fv-secrets-')), 'secrets');
  journal = [];
  users = [];
});
afterEach(() => rm(path.dirname(directory), { recursive: true }));

async function opened(): Promise<Secrets> {
  const appendJournal = (body: JournalBody) => {
    journal.push(body);
    return Promise.resolve({ number: journal.length, epoch: 1, timeMs: 0, body });
  };
  const secrets = new Secrets({ directory, journal: { appendJournal }, now: () => 5, users: () => users });
  await secrets.open();
  return secrets;
}

it('a secret is kept for its channel alone: its value is in no list and no journal record', async () => {
  const secrets = await opened();
  await secrets.set('mail', Buffer.from('hunter2'), 'maria');
  expect(await secrets.value('mail')).toBe('hunter2');
  expect(JSON.stringify([journal, secrets.list()])).not.toContain('hunter2');
  expect(journal).toEqual([{ kind: 'secret.set', name: 'mail', by: 'maria' }]);
  const again = await opened();
  expect(again.list()).toEqual([{ name: 'mail', setMs: 5, setBy: 'maria' }]);
  expect((await stat(path.join(directory, 'mail'))).mode & 0o777).toBe(0o600);
  expect((await stat(directory)).mode & 0o077).toBe(0);
});

it('names that would leave the directory, and values that no channel could use, are refused', async () => {
  const secrets = await opened();
  for (const name of ['../x', '', '.', 'a/b', 'x.tmp', '-x', 'a'.repeat(65)]) await expect(secrets.set(name, Buffer.from('v'), 'm')).rejects.toMatchObject({ code: 'USAGE' });
  for (const value of ['', 'a\nb', 'a\0b', 'x'.repeat(5000)]) await expect(secrets.set('n', Buffer.from(value), 'm')).rejects.toMatchObject({ code: 'USAGE' });
  await expect(secrets.set('n', Buffer.from([0xff]), 'm')).rejects.toMatchObject({ code: 'USAGE' });
  expect(secrets.list()).toEqual([]);
});

it('one that a destination uses is not deleted; a deleted one is gone', async () => {
  const secrets = await opened();
  await secrets.set('mail', Buffer.from('hunter2'), 'maria');
  users = ['ops'];
  await expect(secrets.delete('mail', 'maria')).rejects.toThrow(/destination ops uses/);
  users = [];
  await secrets.delete('mail', 'maria');
  await expect(secrets.value('mail')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(readFile(path.join(directory, 'mail'))).rejects.toThrow(/ENOENT/);
});

it('a damaged one does not keep the server from starting, and its error quotes nothing of it', async () => {
  await (await opened()).set('mail', Buffer.from('hunter2'), 'maria');
  await writeFile(path.join(directory, 'mail'), '{"value":"hunter2"');
  const secrets = await opened();
  const error: unknown = await secrets.value('mail').catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'CORRUPT' });
  expect(String((error as Error).stack)).not.toContain('hunter2');
});
