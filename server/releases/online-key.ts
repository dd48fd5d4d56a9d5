// The server's own key for snapshot and timestamp: Ed25519, in DIR/pki/releases.key. It decides which metadata is the newest, and nothing else.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';

const PEM_BYTES = 64 * 1024;

/** Null: there is none yet. */
export async function readOnlineKey(file: string): Promise<KeyObject | null> {
  const pem = await readSmallFile(file, PEM_BYTES);
  if (pem === null) return null;
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // The cause could quote the file.
  }
  throw new FarvaultError('CORRUPT', `the key of releases in ${file} cannot be read`, { remedy: 'Put it back from a copy of the data directory; or remove it, and make a root that names the new one (docs/operations.md).' });
}

export async function makeOnlineKey(file: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFileDurable(file, Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  return privateKey;
}
