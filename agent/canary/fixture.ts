// The tree that a canary backs up: small, and a bit of everything that a backup has to keep. Made anew each time.
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../shared/errors/errors.js';
import { setXattr } from '../../shared/sys/xattr.js';

const MANY_FILES = 40;
const INCOMPRESSIBLE_BYTES = 1 << 20;
const HOLE_BYTES = 4 << 20;
/** 2001-02-03T04:05:06.789Z */
const MTIME = 981_173_106.789;

export async function makeFixture(folder: string): Promise<void> {
  const at = (...names: string[]): string => path.join(folder, ...names);
  await mkdir(at('many', 'deeper'), { recursive: true, mode: 0o750 });
  for (let i = 0; i < MANY_FILES; i++) await writeFile(at('many', `file ${i}`), `line of file ${i}\n`.repeat(i * 10));
  await writeFile(at('many', 'deeper', 'random'), randomBytes(INCOMPRESSIBLE_BYTES));
  await writeFile(at('empty'), '');
  await writeFile(at('name-äöü-\u2028-end'), 'a name beyond ASCII\n');
  await writeFile(at('private'), 'closed\n', { mode: 0o600 });
  await chmod(at('private'), 0o400);
  await symlink('many/deeper/random', at('link'));
  await link(at('many', 'file 1'), at('hard link'));
  await makeSparse(at('sparse'));
  await tryXattr(at('empty'));
  await utimes(at('private'), MTIME, MTIME);
  await mkdir(at('empty folder'));
}

/** Data at the beginning and at the end. */
async function makeSparse(file: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.write('begin');
    await handle.write('end', HOLE_BYTES);
  } finally {
    await handle.close();
  }
  await truncate(file, HOLE_BYTES + 4_096);
}

/** Where the file system has none, a backup has none to keep. */
async function tryXattr(file: string): Promise<void> {
  try {
    setXattr(Buffer.from(file), Buffer.from('user.farvault-canary'), Buffer.from('kept'));
  } catch (error) {
    if (!['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM'].includes(systemCode(error) ?? '')) throw error;
  }
}
