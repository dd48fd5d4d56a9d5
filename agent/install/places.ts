// Steps that place root's files and make the directories of an installation.
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readFile, readlink, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError, systemCode } from '../../shared/errors/errors.js';
import { writeFileDurable } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import type { Account } from './account.js';
import type { Step } from './step.js';

const MODE_BITS = 0o7777;

async function statOf(file: string): Promise<Awaited<ReturnType<typeof lstat>> | null> {
  try {
    return await lstat(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null;
    throw error;
  }
}

async function makeParents(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o755 });
}

/** Whoever installs owns it: root. */
export function fileStep(file: string, text: string | Buffer, mode: number): Step {
  const bytes = Buffer.from(text);
  return {
    what: `write ${file}`,
    isDone: async () => {
      const stat = await statOf(file);
      return stat !== null && stat.isFile() && (Number(stat.mode) & MODE_BITS) === mode && (await readFile(file)).equals(bytes);
    },
    act: async () => {
      await makeParents(file);
      await writeFileDurable(file, bytes, mode);
      await chmod(file, mode);
    },
  };
}

export function linkStep(file: string, target: string): Step {
  return {
    what: `link ${file} to ${target}`,
    isDone: async () => (await statOf(file))?.isSymbolicLink() === true && (await readlink(file)) === target,
    act: async () => {
      await makeParents(file);
      await rm(file, { force: true });
      await symlink(target, file);
      await realFs.syncDirectory(path.dirname(file));
    },
  };
}

/** `owner` is asked when it is needed: the user may be made by an earlier step. Null: whoever installs. An existing directory of another owner is refused, unless it `mayBeOthers`. */
export function directoryStep(directory: string, mode: number, owner: () => Account | null, mayBeOthers = false): Step {
  return {
    what: `make ${directory}`,
    isDone: async () => {
      const stat = await statOf(directory);
      if (stat === null) return false;
      if (!stat.isDirectory()) throw new FarvaultError('EXISTS', 'something else is there', { remedy: `Move ${directory} out of the way.` });
      const account = owner();
      if (account !== null && !mayBeOthers && Number(stat.uid) !== account.uid) {
        throw new FarvaultError('EXISTS', `it is there and belongs to user ${stat.uid}, not to ${account.name}`, { remedy: `Give it over: chown -R ${account.name}: ${directory}` });
      }
      return true;
    },
    act: async () => {
      await makeParents(directory);
      await mkdir(directory, { mode });
      // By the directory itself: whoever owns the one above could put a link in its place.
      const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
      try {
        await handle.chmod(mode);
        const account = owner();
        if (account !== null) await handle.chown(account.uid, account.gid);
      } finally {
        await handle.close();
      }
      await realFs.syncDirectory(path.dirname(directory));
    },
  };
}
