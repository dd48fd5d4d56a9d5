// The secret files of a data directory as one sealed object, and back.
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { ensureDirectory, exists, readSmallFile, TEMP_SUFFIX, writeFileDurable } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { makeFolders } from './objects.js';
import { fingerprintOf } from './recovery-key.js';

/** Files and folders of files. */
const SECRET = ['pki', 'secrets', 'admin.json'];
/** The public half of the recovery key: sealed as well, so that a server that came back goes on with it. */
const RECOVERY_FILE = path.join('pki', 'recovery.pub');
const MAX_FILE_BYTES = 16 << 20;
const MAX_SUM_BYTES = 64 << 20;
const KEY_BYTES = 32;

/** 32 bytes; null: there is none yet. */
export async function readRecoveryPublic(dataDir: string, vfs: Vfs): Promise<Buffer | null> {
  const file = path.join(dataDir, RECOVERY_FILE);
  const text = await readSmallFile(file, 1_024, vfs);
  if (text === null) return null;
  const [key = '', print = ''] = text.toString().trim().split(' ');
  const bytes = Buffer.from(key, 'hex');
  if (bytes.length !== KEY_BYTES || print !== fingerprintOf(bytes)) throw new FarvaultError('CORRUPT', `${file} does not verify`, { remedy: 'Remove it: the next copy makes a new recovery key.' });
  return bytes;
}

export async function writeRecoveryPublic(dataDir: string, key: Buffer, vfs: Vfs): Promise<void> {
  await ensureDirectory(path.join(dataDir, 'pki'), vfs);
  await writeFileDurable(path.join(dataDir, RECOVERY_FILE), Buffer.from(`${key.toString('hex')} ${fingerprintOf(key)}\n`), 0o600, vfs);
}

/** All secret files as JSON: path below the data directory to base64. */
export async function gatherSecrets(dataDir: string, vfs: Vfs): Promise<Buffer> {
  const files: Record<string, string> = {};
  let sum = 0;
  const take = async (relative: string): Promise<void> => {
    const bytes = await readSmallFile(path.join(dataDir, relative), MAX_FILE_BYTES, vfs);
    // It may have gone since it was listed.
    if (bytes === null) return;
    sum += bytes.length;
    if (sum > MAX_SUM_BYTES) throw new FarvaultError('NO_SPACE', `the keys and secrets in ${dataDir} have more than ${MAX_SUM_BYTES >> 20} MiB`, { remedy: 'Look for files in pki/ and secrets/ that do not belong there.' });
    files[relative] = bytes.toString('base64');
  };
  const walk = async (relative: string): Promise<void> => {
    const file = path.join(dataDir, relative);
    if (relative.endsWith(TEMP_SUFFIX) || !(await exists(file, vfs))) return;
    if ((await vfs.stat(file)).kind === 'directory') for (const name of await vfs.readdir(file)) await walk(path.join(relative, name));
    else await take(relative);
  };
  for (const name of SECRET) await walk(name);
  return Buffer.from(JSON.stringify(files));
}

/** Puts them back into a new data directory. */
export async function putSecrets(dataDir: string, bundle: Buffer, vfs: Vfs): Promise<void> {
  const files = JSON.parse(bundle.toString()) as Record<string, string>;
  for (const [relative, content] of Object.entries(files)) {
    if (!isSecretPath(relative)) throw new FarvaultError('CORRUPT', `the sealed keys name ${relative.slice(0, 100)}, which is none of them`);
    await makeFolders(relative, { vfs, path: dataDir });
    await writeFileDurable(path.join(dataDir, relative), Buffer.from(content, 'base64'), 0o600, vfs);
  }
}

function isSecretPath(relative: string): boolean {
  const parts = relative.split('/');
  return SECRET.includes(parts[0]) && !parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'));
}
