// Where the recovery key of a repository lies: with the administrator, neither in the data directory nor on the copy.
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { requireApart } from './folder.js';
import { fingerprintOf, formatRecoveryKey, makeRecoveryKey, parseRecoveryKey, type RecoveryKey } from './recovery-key.js';
import { readRecoveryPublic, writeRecoveryPublic } from './sealed-files.js';

const MAX_FILE_BYTES = 4_096;

export function defaultRecoveryFile(repositoryId: string): string {
  return path.join(os.homedir(), '.farvault', `recovery-${repositoryId}.key`);
}

async function readKeyFile(file: string): Promise<RecoveryKey | null> {
  const bytes = await readSmallFile(file, MAX_FILE_BYTES);
  return bytes === null ? null : parseRecoveryKey(bytes.toString(), file);
}

export interface KeyNeeded {
  dataDir: string;
  repositoryId: string;
  /** Of the copy. */
  folder: string;
  /** Where the secret half is to lie; default: in the home directory. */
  file: string | undefined;
}

/** The public half; made, with its secret half written to its file first, if there is none. `made`: the secret half, and where it lies. */
export async function ensureRecoveryKey({ dataDir, repositoryId, folder, file }: KeyNeeded): Promise<{ public: Buffer; made: { text: string; file: string } | null }> {
  const known = await readRecoveryPublic(dataDir, realFs);
  if (known !== null) {
    const given = file === undefined ? null : await readKeyFile(file);
    if (given !== null && !given.public.equals(known)) throw new FarvaultError('USAGE', `${file ?? ''} holds the recovery key ${fingerprintOf(given.public)}; keys here are sealed to ${fingerprintOf(known)}`, { remedy: 'Leave the option out.' });
    return { public: known, made: null };
  }
  const target = path.resolve(file ?? defaultRecoveryFile(repositoryId));
  for (const [place, what] of [[folder, 'the copy'], [dataDir, 'the data directory']]) {
    await requireApart(place, target).catch((error: unknown) => {
      throw new FarvaultError('REFUSED', `the recovery key must not lie in ${what} (${target})`, { cause: error, remedy: 'Name another place: --recovery-key FILE.' });
    });
  }
  const key = (await readKeyFile(target)) ?? makeRecoveryKey();
  const text = formatRecoveryKey(key, repositoryId);
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  await writeFileDurable(target, Buffer.from(text));
  await writeRecoveryPublic(dataDir, key.public, realFs);
  return { public: key.public, made: { text, file: target } };
}

/** The secret half, from the file that is named or from where the first copy wrote it. NOT_FOUND: it is in neither place. */
export async function findRecoveryKey(repositoryId: string, fingerprint: string, file: string | undefined): Promise<RecoveryKey> {
  const key = await readKeyFile(file ?? defaultRecoveryFile(repositoryId));
  if (key !== null) return key;
  throw new FarvaultError('NOT_FOUND', `the recovery key ${fingerprint} is not in ${file ?? defaultRecoveryFile(repositoryId)}`, {
    remedy: 'Name the file that holds it: --recovery-key FILE (72 digits; written by the first copy). If it is lost: --without-keys brings back the data, with a new CA; every agent must enrol anew then.',
  });
}
