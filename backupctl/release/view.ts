// Metadata in words: what someone is about to sign, or wants to know.
import { fingerprint, listReleases, roleKeys, ROLES, tallySignatures, type MetadataFile, type SignatureTally } from '../../shared/release/index.js';
import { formatBytes, formatTime } from '../output/format.js';
import type { AnyMetadata } from './files.js';

/** Roots to count signatures by: the one in force, for targets; the one before, for a root. */
export interface Judges {
  root?: MetadataFile<'root'>;
  previous?: MetadataFile<'root'>;
}

export interface Demand {
  /** Whose keys. */
  by: string;
  tally: SignatureTally;
}

export function demandsOf(file: AnyMetadata, { root, previous }: Judges): Demand[] {
  if (file.role !== 'root') return root === undefined ? [] : [{ by: `root ${root.version}`, tally: tallySignatures(root, file) }];
  const own = { by: `root ${file.version} itself`, tally: tallySignatures(file, file) };
  return previous === undefined ? [own] : [own, { by: `root ${previous.version} before it`, tally: tallySignatures(previous, file) }];
}

export function isComplete(demands: Demand[]): boolean {
  return demands.length > 0 && demands.every(({ tally }) => tally.good.length >= tally.threshold);
}

const short = (id: string): string => id.slice(0, 16);

export function describeDemand({ by, tally: { good, open, threshold } }: Demand): string {
  const count = `signatures that ${by} counts: ${good.length} of ${threshold}`;
  return good.length >= threshold ? `${count}: enough` : `${count}: ${threshold - good.length} lacking, of the keys ${open.map(short).join(', ')}`;
}

export function describe(file: AnyMetadata, nowMs: number): string[] {
  const days = Math.round((file.expiresMs - nowMs) / 86_400_000);
  const head = [`${file.role}, version ${file.version}, expires ${formatTime(file.expiresMs)} (${file.expiresMs <= nowMs ? 'it has expired' : `${days} days from now`})`, `fingerprint ${fingerprint(file)}`];
  if (file.role === 'root') return [...head, ...describeRoles(file)];
  if (file.role === 'targets') return [...head, ...describeReleases(file)];
  const [name, entry] = file.role === 'snapshot' ? ['targets', file.metadata.signed.meta['targets.json']] as const : ['snapshot', file.metadata.signed.snapshotMeta] as const;
  return [...head, `  names ${name} version ${entry.version}`];
}

function describeRoles(root: MetadataFile<'root'>): string[] {
  return ROLES.map((role) => {
    const { keys, threshold } = roleKeys(root, role);
    return `  ${role.padEnd(9)} ${threshold} of ${keys.length}: ${keys.map(({ keyid }) => short(keyid)).join(', ')}`;
  });
}

function describeReleases(file: MetadataFile<'targets'>): string[] {
  const { targets, minimumVersion } = listReleases(file);
  const lines = targets.map(({ path, bytes, sha256, channels, launcher }) => `  ${path}\n    ${formatBytes(bytes)}, SHA-256 ${sha256}, channels ${channels.join(', ')}, launcher ${launcher} or later`);
  return [...lines, `lowest version that may be installed: ${minimumVersion ?? 'any'}`];
}

export function metadataJson(file: AnyMetadata, demands: Demand[]): Record<string, unknown> {
  const common = {
    role: file.role,
    version: file.version,
    expiresAt: file.metadata.signed.expires,
    fingerprint: fingerprint(file),
    signedBy: Object.keys(file.metadata.signatures),
    complete: isComplete(demands),
    signatures: demands.map(({ by, tally }) => ({ by, ...tally })),
  };
  if (file.role === 'root') return { ...common, roles: Object.fromEntries(ROLES.map((role) => [role, { threshold: roleKeys(file, role).threshold, keys: roleKeys(file, role).keys.map(({ keyid }) => keyid) }])) };
  if (file.role === 'targets') return { ...common, ...listReleases(file) };
  return { ...common, [file.role === 'snapshot' ? 'targets' : 'snapshot']: file.role === 'snapshot' ? file.metadata.signed.meta['targets.json'].version : file.metadata.signed.snapshotMeta.version };
}

/** Which keys come and go with a new root. */
export function describeChange(previous: MetadataFile<'root'>, next: MetadataFile<'root'>): string[] {
  const lines = ROLES.flatMap((role) => {
    const [before, after] = [previous, next].map((root) => new Set(roleKeys(root, role).keys.map(({ keyid }) => keyid)));
    const gone = [...before].filter((id) => !after.has(id)).map((id) => `${short(id)} goes`);
    const came = [...after].filter((id) => !before.has(id)).map((id) => `${short(id)} comes`);
    const [from, to] = [roleKeys(previous, role).threshold, roleKeys(next, role).threshold];
    const changes = [...gone, ...came, ...(from === to ? [] : [`threshold ${from} becomes ${to}`])];
    return changes.length === 0 ? [] : [`  ${role}: ${changes.join(', ')}`];
  });
  return [`against root ${previous.version}:`, ...(lines.length === 0 ? ['  the same keys'] : lines)];
}
