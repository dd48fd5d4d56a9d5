// The recovery key of a repository: what opens the sealed keys in its second copies. The server keeps the public half; the private one is a small text, for a file or for paper.
import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { FarvaultError } from '../../shared/errors/errors.js';
import { blake3 } from '../../shared/hash/hash.js';

const KEY_BYTES = 32;
const TAG_BYTES = 16;
const CHECK_CHARS = 8;
const MAGIC = Buffer.from('FVSEAL01');
const TITLE = 'FARVAULT-RECOVERY-KEY-1';
/** Each sealing has a key of its own: the nonce may stand still. */
const NONCE = Buffer.alloc(12);
// DER in front of the 32 bytes of an X25519 key (RFC 8410).
const PKCS8_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex');

export interface RecoveryKey {
  /** 32 bytes each. */
  secret: Buffer;
  public: Buffer;
}

export function makeRecoveryKey(): RecoveryKey {
  const { privateKey } = generateKeyPairSync('x25519');
  return keyOf(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8_HEAD.length));
}

function keyOf(secret: Buffer): RecoveryKey {
  return { secret, public: publicBytes(createPublicKey(privateOf(secret))) };
}

/** What tells recovery keys apart: 16 hexadecimal digits. */
export function fingerprintOf(publicKey: Buffer): string {
  return blake3(publicKey).toString('hex').slice(0, 16);
}

/** As it is written down: 64 digits and 8 that tell a mistake, in groups of 8. */
export function formatRecoveryKey({ secret }: RecoveryKey, repositoryId: string): string {
  const digits = secret.toString('hex') + checkOf(secret);
  return `${TITLE}\nrepository ${repositoryId}\n${digits.match(/.{8}/g)!.join(' ')}\n`;
}

export function parseRecoveryKey(text: string, where: string): RecoveryKey {
  // Typed from paper it may come without its first lines.
  const digits = text
    .split('\n')
    .filter((line) => !line.startsWith(TITLE) && !line.startsWith('repository'))
    .join('')
    .replaceAll(/\s/g, '')
    .toLowerCase();
  const wrong = (why: string): FarvaultError => new FarvaultError('USAGE', `${where} holds no recovery key: ${why}`, { remedy: 'A recovery key is 72 hexadecimal digits; spaces do not matter.' });
  if (!/^[0-9a-f]*$/.test(digits) || digits.length !== 2 * KEY_BYTES + CHECK_CHARS) throw wrong(`there are not ${2 * KEY_BYTES + CHECK_CHARS} hexadecimal digits`);
  const secret = Buffer.from(digits.slice(0, 2 * KEY_BYTES), 'hex');
  if (digits.slice(2 * KEY_BYTES) !== checkOf(secret)) throw wrong('a digit is wrong');
  return keyOf(secret);
}

function checkOf(secret: Buffer): string {
  return blake3(Buffer.concat([Buffer.from(TITLE), secret])).toString('hex').slice(0, CHECK_CHARS);
}

/** Only who has the secret half opens it. `context` (the repository) must be the same then. */
export function seal(plain: Buffer, publicKey: Buffer, context: string): Buffer {
  const { publicKey: onceKey, privateKey } = generateKeyPairSync('x25519');
  const once = publicBytes(onceKey);
  const cipher = createCipheriv('aes-256-gcm', keyFor(privateKey, publicOf(publicKey), once, publicKey, context), NONCE);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([MAGIC, once, cipher.getAuthTag(), sealed]);
}

export function unseal(bytes: Buffer, key: RecoveryKey, context: string): Buffer {
  const head = MAGIC.length + KEY_BYTES + TAG_BYTES;
  if (bytes.length < head || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new FarvaultError('CORRUPT', 'the sealed keys do not begin as they should');
  const once = bytes.subarray(MAGIC.length, MAGIC.length + KEY_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', keyFor(privateOf(key.secret), publicOf(once), once, key.public, context), NONCE);
  decipher.setAuthTag(bytes.subarray(MAGIC.length + KEY_BYTES, head));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(head)), decipher.final()]);
  } catch (error) {
    throw new FarvaultError('REFUSED', 'the recovery key does not open the sealed keys', { cause: error, remedy: 'Name the recovery key of this repository.' });
  }
}

function keyFor(own: KeyObject, other: KeyObject, once: Buffer, recipient: Buffer, context: string): Buffer {
  const shared = diffieHellman({ privateKey: own, publicKey: other });
  return Buffer.from(hkdfSync('sha256', shared, Buffer.concat([once, recipient]), `farvault sealed keys 1 ${context}`, 32));
}

function privateOf(secret: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, secret]), format: 'der', type: 'pkcs8' });
}

function publicOf(bytes: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, bytes]), format: 'der', type: 'spki' });
}

function publicBytes(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length);
}
