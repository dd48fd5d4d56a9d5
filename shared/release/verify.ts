// Each check of the client workflow as a pure function over parsed metadata: agents run them in `refreshTrust`, the server before it carries what was imported.
import { messageOf } from '../errors/errors.js';
import { parseMetadata, signedBytes, type MetadataFile } from './metadata.js';
import type { Role } from './metadata-shape.js';
import { TrustError } from './trust-error.js';

/** Of length, hash and version, as timestamp says it of snapshot and snapshot of targets. */
type MetaEntry = MetadataFile<'timestamp'>['metadata']['signed']['snapshotMeta'];

export interface SignatureTally {
  /** Ids of the role's keys that have signed, and that have not. */
  good: string[];
  open: string[];
  threshold: number;
}

/** Which of the keys that `root` names for the role have signed the file. Other signatures do not count. */
export function tallySignatures(root: MetadataFile<'root'>, { role, metadata }: MetadataFile<Role>): SignatureTally {
  const { keyIDs, threshold } = root.metadata.signed.roles[role];
  const good = keyIDs.filter((id) => {
    try {
      root.metadata.signed.keys[id].verifySignature(metadata);
      return true;
    } catch {
      return false;
    }
  });
  return { good, open: keyIDs.filter((id) => !good.includes(id)), threshold };
}

/** At least the threshold of the role in `root` must have signed `file`. */
export function checkSignatures(root: MetadataFile<'root'>, file: MetadataFile<Role>): void {
  try {
    root.metadata.verifyDelegate(file.role, file.metadata);
  } catch (cause) {
    throw new TrustError('REFUSED', file.file, 'signatures', `not signed as root ${root.version} demands: ${messageOf(cause)}`, {
      remedy: file.role === 'root' || file.role === 'targets' ? `Sign it with the ${file.role} keys of root ${root.version}; \`backupctl release show\` lists them. ${file.role === 'root' ? 'Are too many of them lost, agents must be installed anew with a new root.' : 'Are they lost, the next root names others.'}` : 'Was the server key changed? The root must name the key that the server has.',
      cause,
    });
  }
}

export function checkNotExpired({ file, expiresMs, metadata }: MetadataFile<Role>, nowMs: number): void {
  if (expiresMs > nowMs) return;
  throw new TrustError('REFUSED', file, 'expired', `expired at ${metadata.signed.expires}`, { remedy: 'Backups go on; updates wait until newer metadata is there. Is the clock of this machine right?' });
}

/** A first root: its own keys must have signed it. It may have expired: what follows it is asked for first. */
export function acceptFirstRoot(bytes: Buffer, file: string): MetadataFile<'root'> {
  const root = parseMetadata('root', bytes, file);
  checkSignatures(root, root);
  return root;
}

/** The root after `trusted`: signed by the keys of both, its version one higher. */
export function acceptNextRoot(trusted: MetadataFile<'root'>, bytes: Buffer, file: string): MetadataFile<'root'> {
  const next = parseMetadata('root', bytes, file);
  checkSignatures(trusted, next);
  checkSignatures(next, next);
  checkVersion(next, trusted.version + 1);
  return next;
}

export function checkVersion({ file, version }: MetadataFile<Role>, wanted: number): void {
  if (version !== wanted) throw new TrustError('REFUSED', file, 'version', `holds version ${version} where ${wanted} belongs`);
}

export function checkNotOlder({ file, version }: MetadataFile<Role>, trusted: MetadataFile<Role> | null): void {
  if (trusted !== null && version < trusted.version) throw new TrustError('REFUSED', file, 'rollback', `version ${version} is older than version ${trusted.version}, which is trusted already`);
}

/** Targets of one version have one content; only signatures may be added to them. */
export function checkSameContent(file: MetadataFile<'targets'>, trusted: MetadataFile<'targets'> | null): void {
  if (trusted === null || file.version !== trusted.version || signedBytes(file.metadata).equals(signedBytes(trusted.metadata))) return;
  throw new TrustError('REFUSED', file.file, 'rollback', `version ${file.version} is known with another content`, { remedy: 'Make the next version of targets.' });
}

/** What the file above says must be so; where it says nothing about length and hash, nothing is compared. */
export function checkListed(bytes: Buffer, file: string, entry: MetaEntry): void {
  try {
    entry.verify(bytes);
  } catch (cause) {
    throw new TrustError('REFUSED', file, 'hash', `not the file that the metadata above it lists: ${messageOf(cause)}`, { cause });
  }
}

export function isListed(bytes: Buffer, entry: MetaEntry): boolean {
  try {
    entry.verify(bytes);
    return true;
  } catch {
    return false;
  }
}
