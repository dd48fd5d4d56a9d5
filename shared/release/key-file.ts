// Private keys on disk: PKCS#8 in PEM, sealed with a passphrase by PBES2 with scrypt and AES-256-CBC (RFC 5958, 8018, 7914), so that OpenSSL reads them, too.
// Node writes PBES2 only with PBKDF2 at 2048 rounds, which a stolen file would not withstand for long: so the few bytes of its envelope are written here. Node reads it.
import { createCipheriv, createPrivateKey, scryptSync, type KeyObject } from 'node:crypto';
import { FarvaultError } from '../errors/errors.js';

/** 16 MiB a guess, five times over: the most that OpenSSL's reader allows is 32 MiB. */
const SCRYPT = { N: 1 << 14, r: 8, p: 5 };
const SALT_BYTES = 16;
const IV_BYTES = 16;
const KEY_BYTES = 32;
export const MIN_PASSPHRASE_BYTES = 12;

const OID_PBES2 = Buffer.from('06092a864886f70d01050d', 'hex');
const OID_SCRYPT = Buffer.from('06092b06010401da47040b', 'hex');
const OID_AES_256_CBC = Buffer.from('060960864801650304012a', 'hex');
const SEQUENCE = 0x30;
const OCTETS = 0x04;
const INTEGER = 0x02;

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function derInteger(value: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return der(INTEGER, bytes[0] >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** Without a passphrase the file alone is the key. `randomBytes` is node:crypto's. */
export function sealPrivateKey(key: KeyObject, passphrase: string | null, randomBytes: (bytes: number) => Buffer): string {
  if (passphrase === null) return key.export({ format: 'pem', type: 'pkcs8' }) as string;
  const salt = randomBytes(SALT_BYTES);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-cbc', scryptSync(passphrase, salt, KEY_BYTES, SCRYPT), iv);
  const sealed = Buffer.concat([cipher.update(key.export({ format: 'der', type: 'pkcs8' })), cipher.final()]);
  const derivation = der(SEQUENCE, OID_SCRYPT, der(SEQUENCE, der(OCTETS, salt), derInteger(SCRYPT.N), derInteger(SCRYPT.r), derInteger(SCRYPT.p)));
  const encryption = der(SEQUENCE, OID_AES_256_CBC, der(OCTETS, iv));
  const envelope = der(SEQUENCE, der(SEQUENCE, OID_PBES2, der(SEQUENCE, derivation, encryption)), der(OCTETS, sealed));
  const lines = envelope.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${lines.join('\n')}\n-----END ENCRYPTED PRIVATE KEY-----\n`;
}

export function isSealed(pem: string): boolean {
  return pem.includes('BEGIN ENCRYPTED PRIVATE KEY');
}

/** Errors: USAGE. */
export function openPrivateKey(pem: string, passphrase: string | null, file: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase === null ? {} : { passphrase }) });
  } catch (cause) {
    throw new FarvaultError('USAGE', isSealed(pem) ? `${file}: the passphrase does not open it` : `${file}: not a private key`, { remedy: isSealed(pem) ? 'Is it the passphrase of this key?' : 'Give the file that `backupctl release keygen --out` named, not the .pub one.', cause });
  }
}
