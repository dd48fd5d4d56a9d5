import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installerFile, type InstallerParts } from './script.js';

let dir: string;
const at = (name: string): string => path.join(dir, name);
let parts: InstallerParts;

beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'farvault-installer-'));
  mkdirSync(at('release'));
  writeFileSync(at('release/backup-agent'), `#!/bin/sh\n[ "$1" = --version ] || printf '<%s>\\n' "$@" >'${at('ran')}'\n`, { mode: 0o755 });
  const tar = spawnSync('tar', ['-cf', '-', '-C', at('release'), '.']).stdout;
  parts = { office: 'lyon', version: '1.0.0', platform: process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64', token: "to'ken", trust: Buffer.from(`{"it's":"trust"}`), options: ['--name', `o'n "e" $(id) \`id\` \\`, '--restore-root', '/a b'], release: gzipSync(tar), unpackedBytes: tar.length };
});
afterAll(() => rmSync(dir, { recursive: true }));

function run(file: Buffer): { status: number | null; ran: string | null; left: string[] } {
  rmSync(at('ran'), { force: true });
  writeFileSync(at('install.sh'), file);
  const { status } = spawnSync('sh', [at('install.sh'), '--prefix', at('prefix')], { encoding: 'utf8', timeout: 20_000 });
  return { status, ran: existsSync(at('ran')) ? readFileSync(at('ran'), 'utf8') : null, left: existsSync(at('prefix')) ? readdirSync(at('prefix')) : [] };
}

// Only root gets beyond the first check.
test.runIf(process.getuid!() === 0)('words reach the agent as they are, and nothing stays: not what a killed installer left either', () => {
  mkdirSync(at('prefix/installer.4194999'), { recursive: true });
  writeFileSync(at('prefix/installer.4194999/token'), 'secret');
  const { status, ran, left } = run(installerFile(parts));
  expect([status, left]).toEqual([0, []]);
  expect(ran).toContain(`<--name>\n<o'n "e" $(id) \`id\` \\>\n<--restore-root>\n</a b>\n<--prefix>\n<${at('prefix')}>\n`);
});

test('a file that is cut off anywhere, or damaged, installs nothing', () => {
  const whole = installerFile(parts);
  const head = whole.length - parts.release.length;
  const cuts = [0, 1, 2, 5, 8, 12, 18, 19].map((before) => head - before).concat(Array.from({ length: 12 }, (_, i) => Math.floor((head * (i + 1)) / 14)), head + 100, whole.length - 1);
  for (const cut of cuts) expect([cut, run(whole.subarray(0, cut)).ran]).toEqual([cut, null]);
  const damaged = Buffer.from(whole);
  damaged[head + 50] ^= 1;
  expect(run(damaged)).toMatchObject({ status: 1, ran: null, left: [] });
});

test.each(['lyon\nid', 'lyon\nEND\nid\n', '$(id)', ''])('a server that names the office %j puts nothing into the script', (office) => {
  expect(() => installerFile({ ...parts, office })).toThrow('that is no name of an office');
});
