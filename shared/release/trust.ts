// The client workflow of the TUF specification (1.0.31, sections 5.3 to 5.6): from what is trusted to what is newest, one verified step at a time.
// Each step is durable before the next one begins, so that a kill anywhere leaves what the next refresh goes on from; nothing is stored that was not verified.
// Stored files count only while the trusted root's keys verify them: without the root they are as good as absent.
import type { Clock } from '../time/clock.js';
import { fingerprint, parseMetadata, type MetadataFile } from './metadata.js';
import type { Role } from './metadata-shape.js';
import { listReleases, type ListedReleases } from './release-targets.js';
import { TrustError } from './trust-error.js';
import { MAX_METADATA_BYTES, type MetadataSource, type MetadataStore, type TrustedRelease } from './types.js';
import { acceptFirstRoot, acceptNextRoot, checkListed, checkNotExpired, checkNotOlder, checkSameContent, checkSignatures, checkVersion, isListed } from './verify.js';
import { compareVersions } from './versions.js';

/** Roots that one refresh follows; the next one goes on. */
export const MAX_ROOT_STEPS = 64;

export interface RefreshInputs {
  store: MetadataStore;
  source: MetadataSource;
  clock: Clock;
  signal?: AbortSignal;
}

/** One refresh: the specification fixes its time at the start. */
interface Refresh extends RefreshInputs {
  nowMs: number;
  root: MetadataFile<'root'>;
}

type Stored<R extends Role> = MetadataFile<R> | null;

/** Errors: TrustError (REFUSED, INVALID: not to be trusted; UNAVAILABLE: not there; CORRUPT: the stored root), and those of store and source. */
export async function refreshTrust(inputs: RefreshInputs): Promise<TrustedRelease> {
  const nowMs = inputs.clock.now();
  const root = await followRoots(inputs, await storedRoot(inputs.store));
  checkNotExpired(root, nowMs);
  const refresh = { ...inputs, nowMs, root };
  const timestamp = await refreshTimestamp(refresh);
  const snapshot = await refreshSnapshot(refresh, timestamp);
  const { targets, listed } = await refreshTargets(refresh, snapshot);
  return { ...listed, expiries: expiriesOf(root, targets, snapshot, timestamp) };
}

/** A first root, as an installer or a key ceremony brings it: verified against itself. The caller knows its fingerprint from elsewhere and stores its bytes as `root.json`. */
export function initialTrust(bytes: Buffer): MetadataFile<'root'> & { fingerprint: string } {
  const root = acceptFirstRoot(bytes, 'root.json');
  return { ...root, fingerprint: fingerprint(root) };
}

/** What is stored, expired or not: for alarms, and for what is known without a line. Targets only where all four files belong together. Null: no root yet. */
export async function readTrust(store: MetadataStore): Promise<TrustedRelease | null> {
  if ((await store.read('root.json')) === null) return null;
  const root = await storedRoot(store);
  const timestamp = await readStored('timestamp', store, root);
  const snapshot = await readStored('snapshot', store, root);
  const targets = await readStored('targets', store, root);
  const whole = timestamp !== null && snapshot !== null && targets !== null && snapshot.version === timestamp.metadata.signed.snapshotMeta.version && targets.version === snapshot.metadata.signed.meta['targets.json'].version;
  const listed = whole ? listReleases(targets) : { targets: [], minimumVersion: null };
  return { ...listed, expiries: expiriesOf(...[root, targets, snapshot, timestamp].filter((file) => file !== null)) };
}

function expiriesOf(...files: MetadataFile<Role>[]): TrustedRelease['expiries'] {
  return files.map(({ role, version, expiresMs }) => ({ role, version, expiresMs }));
}

async function storedRoot(store: MetadataStore): Promise<MetadataFile<'root'>> {
  const remedy = 'Install the agent anew with an installer of this server; its snapshots stay.';
  const bytes = await store.read('root.json');
  if (bytes === null) throw new TrustError('CORRUPT', 'root.json', 'stored', 'there is no trusted root on this machine', { remedy });
  try {
    return acceptFirstRoot(bytes, 'root.json');
  } catch (cause) {
    throw new TrustError('CORRUPT', 'root.json', 'stored', 'the trusted root on this machine is damaged', { remedy, cause });
  }
}

async function readStored<R extends Role>(role: R, store: MetadataStore, root: MetadataFile<'root'>): Promise<Stored<R>> {
  const bytes = await store.read(`${role}.json`);
  if (bytes === null) return null;
  try {
    const file = parseMetadata(role, bytes, `${role}.json`);
    checkSignatures(root, file);
    return file;
  } catch (error) {
    if (error instanceof TrustError) return null;
    throw error;
  }
}

async function fetchFile({ source, signal }: RefreshInputs, name: string, maxBytes = MAX_METADATA_BYTES): Promise<Buffer | null> {
  signal?.throwIfAborted();
  const bytes = await source(name, maxBytes, signal);
  signal?.throwIfAborted();
  if (bytes !== null && bytes.length > maxBytes) throw new TrustError('REFUSED', name, 'hash', `longer than the ${maxBytes} bytes that it may have`);
  return bytes;
}

async function fetchListed(refresh: Refresh, name: string, entry: Parameters<typeof checkListed>[2]): Promise<Buffer> {
  const bytes = await fetchFile(refresh, name, entry.length);
  if (bytes === null) throw missing(name);
  checkListed(bytes, name, entry);
  return bytes;
}

function missing(name: string): TrustError {
  return new TrustError('UNAVAILABLE', name, 'missing', 'the server does not have it', { remedy: 'Import the release metadata with `backupctl release import`.' });
}

/** 5.3: one version at a time. */
async function followRoots(inputs: RefreshInputs, trusted: MetadataFile<'root'>): Promise<MetadataFile<'root'>> {
  let root = trusted;
  for (let step = 0; ; step++) {
    const name = `${root.version + 1}.root.json`;
    const bytes = await fetchFile(inputs, name);
    if (bytes === null) return root;
    if (step === MAX_ROOT_STEPS) throw new TrustError('UNAVAILABLE', name, 'chain', `${MAX_ROOT_STEPS} newer roots were followed and there are more: the next refresh goes on from here`);
    const next = acceptNextRoot(root, bytes, name);
    // 5.3.11, fast-forward recovery. Before the root that demands it is stored: a kill between the two must not keep what that root no longer trusts.
    if (keysChanged(root, next, 'timestamp') || keysChanged(root, next, 'snapshot')) {
      await inputs.store.remove('timestamp.json');
      await inputs.store.remove('snapshot.json');
    }
    await inputs.store.write('root.json', bytes);
    root = next;
  }
}

function keysChanged(a: MetadataFile<'root'>, b: MetadataFile<'root'>, role: Role): boolean {
  return !a.metadata.signed.roles[role].equals(b.metadata.signed.roles[role]);
}

/** 5.4 */
async function refreshTimestamp(refresh: Refresh): Promise<MetadataFile<'timestamp'>> {
  const name = 'timestamp.json';
  const trusted = await readStored('timestamp', refresh.store, refresh.root);
  const bytes = await fetchFile(refresh, name);
  if (bytes === null) throw missing(name);
  const offered = parseMetadata('timestamp', bytes, name);
  checkSignatures(refresh.root, offered);
  checkNotOlder(offered, trusted);
  const isNew = trusted === null || offered.version > trusted.version;
  const timestamp = isNew ? offered : trusted;
  const snapshotVersion = timestamp.metadata.signed.snapshotMeta.version;
  const trustedSnapshot = trusted?.metadata.signed.snapshotMeta.version ?? 0;
  if (snapshotVersion < trustedSnapshot) throw new TrustError('REFUSED', name, 'rollback', `names snapshot ${snapshotVersion}, older than ${trustedSnapshot}, which is trusted already`);
  checkNotExpired(timestamp, refresh.nowMs);
  if (isNew) await refresh.store.write(name, bytes);
  return timestamp;
}

/** 5.5 */
async function refreshSnapshot(refresh: Refresh, timestamp: MetadataFile<'timestamp'>): Promise<MetadataFile<'snapshot'>> {
  const entry = timestamp.metadata.signed.snapshotMeta;
  const trusted = await readStored('snapshot', refresh.store, refresh.root);
  if (trusted !== null && trusted.version === entry.version && isListed(trusted.bytes, entry)) {
    checkNotExpired(trusted, refresh.nowMs);
    return trusted;
  }
  const name = `${entry.version}.snapshot.json`;
  const bytes = await fetchListed(refresh, name, entry);
  const snapshot = parseMetadata('snapshot', bytes, name);
  checkSignatures(refresh.root, snapshot);
  checkVersion(snapshot, entry.version);
  checkNotOlder(snapshot, trusted);
  const [targets, trustedTargets] = [snapshot, trusted].map((file) => file?.metadata.signed.meta['targets.json'].version ?? 0);
  if (targets < trustedTargets) throw new TrustError('REFUSED', name, 'rollback', `names targets ${targets}, older than ${trustedTargets}, which is trusted already`);
  checkNotExpired(snapshot, refresh.nowMs);
  await refresh.store.write('snapshot.json', bytes);
  return snapshot;
}

/** 5.6, without delegations. */
async function refreshTargets(refresh: Refresh, snapshot: MetadataFile<'snapshot'>): Promise<{ targets: MetadataFile<'targets'>; listed: ListedReleases }> {
  const entry = snapshot.metadata.signed.meta['targets.json'];
  const trusted = await readStored('targets', refresh.store, refresh.root);
  if (trusted !== null && trusted.version === entry.version && isListed(trusted.bytes, entry)) {
    checkNotExpired(trusted, refresh.nowMs);
    return { targets: trusted, listed: listReleases(trusted) };
  }
  const name = `${entry.version}.targets.json`;
  const bytes = await fetchListed(refresh, name, entry);
  const targets = parseMetadata('targets', bytes, name);
  checkSignatures(refresh.root, targets);
  checkVersion(targets, entry.version);
  checkNotOlder(targets, trusted);
  checkSameContent(targets, trusted);
  checkNotExpired(targets, refresh.nowMs);
  const listed = acceptReleases(targets, trusted);
  await refresh.store.write('targets.json', bytes);
  return { targets, listed };
}

/** What `targets` lists. Its floor may not be below the one that is trusted; only a new targets key, which root names, starts afresh. */
export function acceptReleases(targets: MetadataFile<'targets'>, trusted: MetadataFile<'targets'> | null): ListedReleases {
  const listed = listReleases(targets);
  const floor = trusted === null ? null : listReleases(trusted).minimumVersion;
  if (floor !== null && (listed.minimumVersion === null || compareVersions(listed.minimumVersion, floor) < 0)) {
    throw new TrustError('REFUSED', targets.file, 'floor', `the lowest version that may be installed goes down from ${floor} to ${listed.minimumVersion ?? 'none'}`, { remedy: 'Make the next version of targets with `backupctl release create --previous`, which keeps the floor.' });
  }
  return listed;
}
