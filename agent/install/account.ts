// The agent's own user. Root writes nothing into directories of that user: what is done there is done as that user, so that no link placed there leads root astray.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { FarvaultError } from '../../shared/errors/errors.js';

const COMMAND_TIMEOUT_MS = 30_000;

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** Null: there is no such user. */
export function findAccount(root: string, name: string): Account | null {
  const lines = [readIfThere(`${root}/etc/passwd`)];
  // Those that a directory service knows.
  if (root === '') lines.push(spawnSync('getent', ['passwd', name], { encoding: 'utf8', timeout: COMMAND_TIMEOUT_MS }).stdout ?? '');
  const fields = lines.join('\n').split('\n').map((line) => line.split(':')).find(([found]) => found === name);
  if (fields === undefined) return null;
  return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // An image without it, or a directory service alone.
  }
}

/** By the tools of shadow, or of busybox. */
export function createAccount(root: string, name: string, home: string): Account {
  const attempts: [string, string[]][] = [['useradd', [...(root === '' ? [] : ['-P', root]), '--system', '--user-group', '--no-create-home', '--home-dir', home, '--shell', '/usr/sbin/nologin', name]]];
  if (root === '') attempts.push(['adduser', ['-S', '-D', '-H', '-h', home, '-s', '/sbin/nologin', name]]);
  let said = 'neither useradd nor adduser is there';
  for (const [command, args] of attempts) {
    if (command === 'adduser') spawnSync('addgroup', ['-S', name], { timeout: COMMAND_TIMEOUT_MS });
    const { error, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: COMMAND_TIMEOUT_MS });
    const made = findAccount(root, name);
    if (made !== null) return made;
    if (error === undefined) said = `${command}: ${stderr.trim()}`;
  }
  throw new FarvaultError('IO', `user ${name} could not be made: ${said}`, { remedy: `Make a system user ${name} with a group of that name by hand, or install with --user root.` });
}

/** Runs `work` with the rights of `account`, if this process is root and the account is not. Nothing else may be under way meanwhile. */
export async function asUser<T>(account: Account, work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0 || account.uid === 0) return work();
  const groups = process.getgroups!();
  process.setgroups!([account.gid]);
  process.setegid!(account.gid);
  process.seteuid!(account.uid);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
    process.setegid!(0);
    process.setgroups!(groups);
  }
}
