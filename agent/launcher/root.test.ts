// What root hands on when it starts the launcher: its rights go, and its terminal stays.
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** A user with a group of its name, as nearly every Linux has. */
const USER = 'games';
const uid = Number(spawnSync('id', ['-u', USER], { encoding: 'utf8' }).stdout);
const here = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const canBecome = process.getuid!() === 0 && uid > 0 && here('setpriv') && here('setsid');

let home: string;
const at = (name: string): string => path.join(home, name);
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'farvault-root-'));
  chmodSync(home, 0o755);
  for (const folder of ['slots/a', 'state', 'seen']) mkdirSync(at(folder), { recursive: true, mode: 0o755 });
  copyFileSync(path.join(import.meta.dirname, 'launcher.sh'), at('launcher'));
  chmodSync(at('launcher'), 0o755);
  writeFileSync(at('slots/a/release.json'), '{"version":"1.0.0"}');
  // Of /proc/PID/stat, the seventh: the terminal that this process could type into.
  writeFileSync(at('slots/a/backup-agent'), `#!/bin/sh\nread line\necho "$(id -un) terminal $(cut -d ' ' -f 7 /proc/$$/stat) read $line $*" >${at('seen/it')}\nexit 3\n`, { mode: 0o755 });
  writeFileSync(at('state/current'), 'a\n');
  for (const folder of ['state', 'seen']) chownSync(at(folder), canBecome ? uid : process.getuid!(), -1);
});
afterEach(() => rmSync(home, { recursive: true }));

test.runIf(canBecome && here('script'))('the agent’s user gets no terminal of root’s to type into', () => {
  writeFileSync(at('user'), `${USER}\n`);
  const { status } = spawnSync('script', ['-qec', `${at('launcher')} exec status`, '/dev/null'], { input: 'typed\n', timeout: 20_000 });
  expect([status, readFileSync(at('seen/it'), 'utf8')]).toEqual([3, `${USER} terminal 0 read typed status\n`]);
});

test.runIf(canBecome)('an agent that runs as root stays root', () => {
  writeFileSync(at('user'), 'root\n');
  const { status } = spawnSync(at('launcher'), ['exec', 'status'], { input: 'typed\n', timeout: 20_000 });
  expect([status, readFileSync(at('seen/it'), 'utf8')]).toEqual([3, expect.stringMatching(/^root terminal \d+ read typed status\n$/) as string]);
});
