// A program that runs with the agent's rights must not be one that others can change: neither it, nor a directory or link on the way to it (T21).
import { lstat, readlink } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError, systemCode } from '../../shared/errors/errors.js';
import { printablePath } from '../../shared/sys/system-error.js';

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
const EXECUTE = 0o111;
const MAX_LINKS = 40;

function untrusted(place: string, why: string): FarvaultError {
  return new FarvaultError('HOOK', `${printablePath(Buffer.from(place))} ${why}`, {
    remedy: 'Hooks, and the directories that they lie in, must belong to root or to the user of the agent, and must be writable by nobody else.',
  });
}

/** Rejects with HOOK unless `program` (absolute) is a file that can be run and that only root and `uid` can replace. */
export async function checkTrusted(program: string, uid: number): Promise<void> {
  let links = 0;
  let at = '/';
  let left = program.split('/').filter((part) => part !== '');
  await checkDirectory('/', uid);
  while (left.length > 0) {
    const next = path.join(at, left[0]);
    left = left.slice(1);
    const stat = await lstat(next).catch((error: unknown) => {
      throw untrusted(next, systemCode(error) === 'ENOENT' ? 'does not exist' : 'cannot be looked at');
    });
    if (stat.uid !== 0 && stat.uid !== uid) throw untrusted(next, `belongs to user ${stat.uid}`);
    if (stat.isSymbolicLink()) {
      if (++links > MAX_LINKS) throw untrusted(program, 'leads through too many links');
      const target = await readlink(next);
      left = [...target.split('/').filter((part) => part !== '' && part !== '.'), ...left];
      if (target.startsWith('/')) at = '/';
      continue;
    }
    if (stat.isDirectory()) await checkDirectory(next, uid);
    else if (!stat.isFile() || left.length > 0) throw untrusted(next, 'is no program');
    else if ((stat.mode & OTHERS_WRITE) !== 0) throw untrusted(next, 'can be written by others');
    else if ((stat.mode & EXECUTE) === 0) throw untrusted(next, 'may not be executed');
    else return;
    at = next;
  }
  throw untrusted(program, 'is a directory');
}

/** In a sticky directory (as /tmp is) nobody can replace what belongs to another. */
async function checkDirectory(directory: string, uid: number): Promise<void> {
  const stat = await lstat(directory);
  if (stat.uid !== 0 && stat.uid !== uid) throw untrusted(directory, `belongs to user ${stat.uid}`);
  if ((stat.mode & OTHERS_WRITE) !== 0 && (stat.mode & STICKY) === 0) throw untrusted(directory, 'can be written by others');
}
