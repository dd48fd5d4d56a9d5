// The text of an enrolment token: `fvt1_` and base64url of canonical JSON followed by four checksum bytes. It says whom to trust (repository, CA
// fingerprint) and where to go; the secret in it is what the server keeps only the hash of.
import { blake3 } from '../hash/hash.js';
import { FarvaultError } from '../errors/errors.js';
import { normaliseAddress } from './address.js';

const PREFIX = 'fvt1_';
const CHECKSUM_BYTES = 4;
const TOKEN_CHARS = 8_192;
const MAX_ADDRESSES = 32;
const NAME_CHARS = 64;

export const SECRET_BYTES = 32;

export interface EnrolmentToken {
  repositoryId: string;
  /** SHA-256 of the CA's certificate, DER. */
  caFingerprint: Buffer;
  secret: Buffer;
  addresses: string[];
  /** Name of the agent whose machine it replaces. */
  replaces?: string;
}

function checksum(body: Buffer): Buffer {
  return blake3(body).subarray(0, CHECKSUM_BYTES);
}

export function formatToken(token: EnrolmentToken): string {
  const body = Buffer.from(
    JSON.stringify({ a: token.addresses, f: token.caFingerprint.toString('base64url'), r: token.repositoryId, s: token.secret.toString('base64url'), ...(token.replaces === undefined ? {} : { n: token.replaces }) }),
  );
  return PREFIX + Buffer.concat([body, checksum(body)]).toString('base64url');
}

function refuse(why: string): never {
  throw new FarvaultError('USAGE', `not an enrolment token: ${why}`, { remedy: 'Copy the whole token that `backupctl agent token` printed, or make a new one.' });
}

function bytesOf(value: unknown, length: number): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64url') : Buffer.alloc(0);
  return bytes.length === length ? bytes : refuse('a field has the wrong length');
}

/** USAGE when the text is not a whole token of this version. */
export function parseToken(text: string): EnrolmentToken {
  const trimmed = text.trim();
  if (!trimmed.startsWith('fvt')) refuse('it does not begin with fvt1_');
  if (!trimmed.startsWith(PREFIX)) refuse('it is of another version');
  if (trimmed.length > TOKEN_CHARS || !/^[\w-]+$/.test(trimmed)) refuse('it holds other characters, or too many');
  const bytes = Buffer.from(trimmed.slice(PREFIX.length), 'base64url');
  const body = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES));
  if (body.length === 0 || !checksum(body).equals(bytes.subarray(body.length))) refuse('it is cut off or mistyped');
  let fields: Record<string, unknown> = {};
  try {
    fields = JSON.parse(body.toString()) as Record<string, unknown>;
  } catch {
    refuse('its content is unreadable');
  }
  const { a: addresses, f: fingerprint, n: replaces, r: repositoryId, s: secret } = fields;
  if (typeof repositoryId !== 'string' || !/^[0-9a-f]{32}$/.test(repositoryId)) refuse('it names no repository');
  if (!Array.isArray(addresses) || addresses.length > MAX_ADDRESSES || !addresses.every((item) => typeof item === 'string')) refuse('its addresses are unreadable');
  if (replaces !== undefined && (typeof replaces !== 'string' || replaces.length > NAME_CHARS)) refuse('the name in it is unreadable');
  return {
    repositoryId: repositoryId,
    caFingerprint: bytesOf(fingerprint, 32),
    secret: bytesOf(secret, SECRET_BYTES),
    addresses: (addresses).map((address) => normaliseAddress(address)),
    ...(replaces === undefined ? {} : { replaces }),
  };
}
