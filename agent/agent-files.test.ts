import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimDataDir } from './agent-files.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'farvault-data-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('a data directory says of which format it is', async () => {
  await (await claimDataDir(dir)).release();
  expect(readFileSync(path.join(dir, 'format.json'), 'utf8')).toBe('{"format":1}\n');
  await (await claimDataDir(dir)).release();
});

test.each([['{"format":2}', 'REFUSED'], ['{"format":"1"}', 'USAGE'], ['{', 'USAGE']])('one that says %s is not touched', async (text, code) => {
  writeFileSync(path.join(dir, 'format.json'), text);
  chmodSync(dir, 0o755);
  await expect(claimDataDir(dir)).rejects.toMatchObject({ code });
  expect(readdirSync(dir)).toEqual(['format.json']);
  expect(statSync(dir).mode & 0o777).toBe(0o755);
  expect(readFileSync(path.join(dir, 'format.json'), 'utf8')).toBe(text);
});
