// Signing keys: Ed25519. The public part is what root metadata holds, with its id.
import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { FarvaultError } from '../errors/errors.js';
import { checkKey, keyIdOf } from './metadata-shape.js';

export interface PublicKey {
  keyid: string;
  key: { keytype: 'ed25519'; scheme: 'ed25519'; keyval: { public: string } };
}

export interface SigningKey {
  public: PublicKey;
  /** Signature in hexadecimal. */
  sign(bytes: Uint8Array): string;
}

/** The public part of a private or public key. USAGE where it is not Ed25519. */
export function publicKeyOf(key: KeyObject): PublicKey {
  if (key.asymmetricKeyType !== 'ed25519') throw new FarvaultError('USAGE', 'not an Ed25519 key', { remedy: 'Make one with `backupctl release keygen`.' });
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  const publicPart: PublicKey['key'] = { keytype: 'ed25519', keyval: { public: Buffer.from(jwk.x ?? '', 'base64url').toString('hex') }, scheme: 'ed25519' };
  return { keyid: keyIdOf(publicPart), key: publicPart };
}

export function signingKey(key: KeyObject): SigningKey {
  return { public: publicKeyOf(key), sign: (bytes) => sign(null, bytes, key).toString('hex') };
}

/** A public key as a small JSON file, for people to carry. */
export function formatPublicKey({ keyid, key }: PublicKey): string {
  return `${JSON.stringify({ keyid, ...key })}\n`;
}

/** Errors: USAGE. */
export function parsePublicKey(text: string, file: string): PublicKey {
  const refuse = (fault: string): FarvaultError => new FarvaultError('USAGE', `${file}: not a public key: ${fault}`, { remedy: 'Give the .pub file that `backupctl release keygen` made, or server-key.json.' });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse('not JSON');
  }
  if (typeof value !== 'object' || value === null) throw refuse('not an object');
  const { keyid, ...key } = value as { keyid?: unknown } & PublicKey['key'];
  if (typeof keyid !== 'string') throw refuse('it has no keyid');
  const fault = checkKey(keyid, key);
  if (fault !== undefined) throw refuse(fault);
  return { keyid, key };
}
