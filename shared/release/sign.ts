// Making and signing metadata: root and targets offline, snapshot and timestamp at the server. What is made has no signature yet.
import { createHash } from 'node:crypto';
import { MetaFile, Metadata, Root, Signature, Snapshot, TargetFile, Targets, Timestamp } from '@tufjs/models';
import { FarvaultError } from '../errors/errors.js';
import type { PublicKey, SigningKey } from './keys.js';
import { fileBytes, parseMetadata, signedBytes, type MetadataFile } from './metadata.js';
import { formatInstant, MAX_TARGETS, ROLES, SPEC_VERSION, type Role } from './metadata-shape.js';
import { releasePath } from './release-targets.js';
import type { ReleaseTarget } from './types.js';

export interface RoleKeys {
  keys: PublicKey[];
  threshold: number;
}

interface Header {
  version: number;
  expiresMs: number;
}

function header({ version, expiresMs }: Header): { specVersion: string; version: number; expires: string } {
  return { specVersion: SPEC_VERSION, version, expires: formatInstant(expiresMs) };
}

/** What is made is read again as any other: no metadata leaves here that an agent would refuse for its form. */
function made<R extends Role>(role: R, metadata: Parameters<typeof fileBytes>[0]): MetadataFile<R> {
  return parseMetadata(role, fileBytes(metadata), `new ${role}`);
}

export function makeRoot({ roles, version, expiresMs }: Header & { roles: Record<Role, RoleKeys> }): MetadataFile<'root'> {
  const keys = ROLES.flatMap((role) => roles[role].keys.map(({ keyid, key }) => [keyid, key] as const));
  const signed = Root.fromJSON({
    spec_version: SPEC_VERSION,
    version,
    expires: formatInstant(expiresMs),
    consistent_snapshot: true,
    keys: Object.fromEntries(keys),
    roles: Object.fromEntries(ROLES.map((role) => [role, { keyids: roles[role].keys.map(({ keyid }) => keyid), threshold: roles[role].threshold }])),
  });
  return made('root', new Metadata(signed));
}

/** The keys that a root names for a role. */
export function roleKeys({ metadata }: MetadataFile<'root'>, role: Role): RoleKeys {
  const { keyIDs, threshold } = metadata.signed.roles[role];
  const keys = keyIDs.map((keyid): PublicKey => ({ keyid, key: metadata.signed.keys[keyid].toJSON() as unknown as PublicKey['key'] }));
  return { keys, threshold };
}

export function makeTargets({ releases, minimumVersion, ...options }: Header & { releases: Omit<ReleaseTarget, 'path'>[]; minimumVersion: string | null }): MetadataFile<'targets'> {
  if (releases.length > MAX_TARGETS) throw new FarvaultError('USAGE', `${releases.length} targets, more than ${MAX_TARGETS}`, { remedy: 'Leave old versions out with --drop.' });
  const targets = new Targets({ ...header(options), unrecognizedFields: minimumVersion === null ? {} : { 'x-farvault': { minimumVersion } } });
  for (const { version, platform, channels, launcher, bytes, sha256 } of releases) {
    targets.addTarget(new TargetFile({ path: releasePath(version, platform), length: bytes, hashes: { sha256 }, unrecognizedFields: { custom: { farvault: { version, platform, channels, launcher } } } }));
  }
  return made('targets', new Metadata(targets));
}

function metaFile(version: number, bytes: Buffer): MetaFile {
  return new MetaFile({ version, length: bytes.length, hashes: { sha256: createHash('sha256').update(bytes).digest('hex') } });
}

/** Over the whole bytes of targets as they are served, signatures and all. Signed with `key`. */
export function makeSnapshot({ targets, key, ...options }: Header & { targets: Buffer; key: SigningKey }): Buffer {
  const { version } = parseMetadata('targets', targets, 'targets');
  return addSignature(made('snapshot', new Metadata(new Snapshot({ ...header(options), meta: { 'targets.json': metaFile(version, targets) } }))), key);
}

export function makeTimestamp({ snapshot, key, ...options }: Header & { snapshot: Buffer; key: SigningKey }): Buffer {
  const { version } = parseMetadata('snapshot', snapshot, 'snapshot');
  return addSignature(made('timestamp', new Metadata(new Timestamp({ ...header(options), snapshotMeta: metaFile(version, snapshot) }))), key);
}

/** The bytes of the file with one signature more. A key that has signed already replaces its signature. */
export function addSignature<R extends Role>({ role, file, bytes }: MetadataFile<R>, key: SigningKey): Buffer {
  const { metadata } = parseMetadata(role, bytes, file);
  metadata.signatures[key.public.keyid] = new Signature({ keyID: key.public.keyid, sig: key.sign(signedBytes(metadata)) });
  return fileBytes(metadata);
}
