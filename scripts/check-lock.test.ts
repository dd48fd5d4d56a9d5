// T20: what the lock file may not gain unseen.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'farvault-lock-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function check(packages: Record<string, object>): { status: number | null; stderr: string } {
  const file = path.join(scratch, 'package-lock.json');
  writeFileSync(file, JSON.stringify({ packages: { '': { name: 'farvault' }, ...packages } }));
  return spawnSync(process.execPath, ['scripts/check-lock.mjs', file], { encoding: 'utf8' });
}

describe('the check of the lock file', () => {
  it('accepts packages with a hash, and the install scripts that are known', () => {
    expect(check({ 'node_modules/a': { integrity: 'sha512-x' }, 'node_modules/b/node_modules/koffi': { integrity: 'sha512-x', hasInstallScript: true } }).status).toBe(0);
  });

  it.each([
    ['a new install script', { integrity: 'sha512-x', hasInstallScript: true }, 'has an install script'],
    ['an address', { integrity: 'sha512-x', resolved: 'https://registry.example/a.tgz' }, 'has a "resolved" address'],
    ['no hash', {}, 'has no SHA-512 hash'],
    ['a weaker hash', { integrity: 'sha1-x' }, 'has no SHA-512 hash'],
  ])('refuses %s', (_name, entry, reason) => {
    const { status, stderr } = check({ 'node_modules/@new/one': entry });
    expect(status).toBe(1);
    expect(stderr).toContain(`node_modules/@new/one: ${reason}`);
  });
});
