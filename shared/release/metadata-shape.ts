// The form of each role's metadata, beyond what the models of `@tufjs/models` check.
import { createHash } from 'node:crypto';
import { canonicalize } from '@tufjs/canonical-json';
import { MAX_ARCHIVE_BYTES, MAX_METADATA_BYTES } from './types.js';

export const ROLES = ['root', 'targets', 'snapshot', 'timestamp'] as const;
export type Role = (typeof ROLES)[number];

export const MAX_METADATA_VERSION = 2 ** 31 - 1;
/** The models copy all targets for each one: 1000 of them would hold an agent up for a second. */
export const MAX_TARGETS = 500;
export const MAX_ROLE_KEYS = 8;
export const SPEC_VERSION = '1.0.31';
const MAX_KEYS = 32;
const MAX_SIGNATURES = 16;
const MAX_PATH_LENGTH = 256;

type Json = Record<string, unknown>;

const HEX_64 = /^[0-9a-f]{64}$/;
const HEX_128 = /^[0-9a-f]{128}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasExactly(value: unknown, ...keys: string[]): value is Json {
  return isObject(value) && Object.keys(value).length === keys.length && keys.every((key) => Object.hasOwn(value, key));
}

function isCount(value: unknown, max: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= max;
}

function isHex(value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}

/** `2027-01-31T12:00:00Z`, of a day that there is. */
function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || !INSTANT.test(value)) return false;
  const ms = Date.parse(value);
  return Number.isFinite(ms) && formatInstant(ms) === value;
}

/** Milliseconds since 1970 as metadata writes them, whole seconds. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** What is wrong, or undefined. */
export function checkShape(role: Role, value: unknown): string | undefined {
  if (!hasExactly(value, 'signatures', 'signed')) return 'must hold signatures and signed, nothing else';
  return checkSignatureList(value.signatures) ?? checkSigned(role, value.signed);
}

function checkSignatureList(list: unknown): string | undefined {
  if (!Array.isArray(list) || list.length > MAX_SIGNATURES) return `signatures must be a list of at most ${MAX_SIGNATURES}`;
  return list.every((item) => hasExactly(item, 'keyid', 'sig') && isHex(item.keyid, HEX_64) && isHex(item.sig, HEX_128)) ? undefined : 'a signature is not an Ed25519 signature with the id of its key';
}

function checkSigned(role: Role, signed: unknown): string | undefined {
  if (!isObject(signed)) return 'signed must be an object';
  if (signed._type !== role) return 'it is of another type';
  if (typeof signed.spec_version !== 'string' || !/^1(\.\d{1,4}){1,2}$/.test(signed.spec_version)) return 'its spec_version is not 1.x';
  if (!isCount(signed.version, MAX_METADATA_VERSION)) return `its version is not a whole number from 1 to ${MAX_METADATA_VERSION}`;
  if (!isInstant(signed.expires)) return 'expires is not an instant as 2027-01-31T12:00:00Z';
  const checks = { root: checkRoot, targets: checkTargets, snapshot: (json: Json) => checkMeta(json.meta, 'targets.json'), timestamp: (json: Json) => checkMeta(json.meta, 'snapshot.json') };
  return checks[role](signed);
}

/** The id of a key: the SHA-256 of its canonical form. */
export function keyIdOf(key: unknown): string {
  return createHash('sha256').update(canonicalize(key)).digest('hex');
}

/** What is wrong with a public key, or undefined. */
export function checkKey(id: string, key: unknown): string | undefined {
  if (!HEX_64.test(id)) return 'the id of a key is not a SHA-256';
  if (!hasExactly(key, 'keytype', 'keyval', 'scheme') || key.keytype !== 'ed25519' || key.scheme !== 'ed25519') return `key ${id}: only Ed25519 keys are known here`;
  if (!hasExactly(key.keyval, 'public') || !isHex(key.keyval.public, HEX_64)) return `key ${id}: not an Ed25519 public key`;
  return keyIdOf(key) === id ? undefined : `key ${id}: this is not its id`;
}

function checkRoot({ consistent_snapshot: consistent, keys, roles }: Json): string | undefined {
  if (consistent !== true) return 'consistent_snapshot must be true';
  if (!isObject(keys) || Object.keys(keys).length > MAX_KEYS) return `keys must be an object of at most ${MAX_KEYS}`;
  for (const [id, key] of Object.entries(keys)) {
    const fault = checkKey(id, key);
    if (fault !== undefined) return fault;
  }
  if (!hasExactly(roles, ...ROLES)) return `roles must be exactly ${ROLES.join(', ')}`;
  for (const [name, role] of Object.entries(roles)) {
    if (!hasExactly(role, 'keyids', 'threshold') || !Array.isArray(role.keyids) || role.keyids.length > MAX_ROLE_KEYS) return `role ${name}: must hold keyids, at most ${MAX_ROLE_KEYS}, and threshold`;
    const ids = new Set<unknown>(role.keyids);
    if (ids.size !== role.keyids.length) return `role ${name}: names a key twice`;
    if (![...ids].every((id) => typeof id === 'string' && Object.hasOwn(keys, id))) return `role ${name}: names a key that is not there`;
    if (!isCount(role.threshold, ids.size)) return `role ${name}: its threshold is not one that its ${ids.size} keys can reach`;
  }
  return undefined;
}

function checkMeta(meta: unknown, name: string): string | undefined {
  if (!hasExactly(meta, name)) return `meta must name ${name} and nothing else`;
  const entry = meta[name];
  if (!isObject(entry) || !isCount(entry.version, MAX_METADATA_VERSION)) return `meta: ${name} has no version`;
  if (entry.length !== undefined && !isCount(entry.length, MAX_METADATA_BYTES)) return `meta: the length of ${name} is not one that metadata may have`;
  return entry.hashes === undefined || isHashes(entry.hashes) ? undefined : `meta: the hashes of ${name} are not SHA-256`;
}

function isHashes(hashes: unknown): boolean {
  return hasExactly(hashes, 'sha256') && isHex(hashes.sha256, HEX_64);
}

function checkTargets({ targets, delegations }: Json): string | undefined {
  if (delegations !== undefined) return 'delegations are not supported: all targets stand in targets.json';
  if (!isObject(targets) || Object.keys(targets).length > MAX_TARGETS) return `targets must be an object of at most ${MAX_TARGETS}`;
  for (const [path, target] of Object.entries(targets)) {
    if (path.length > MAX_PATH_LENGTH || path === '__proto__') return 'a path is too long or not one';
    if (!isObject(target) || !isCount(target.length, MAX_ARCHIVE_BYTES) || !isHashes(target.hashes)) return `${path}: needs a length of at most ${MAX_ARCHIVE_BYTES} and a SHA-256`;
  }
  return undefined;
}
