// Snapshot and timestamp: which targets are the newest, said with the server's own key for a week, and said anew each day.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { formatPublicKey, makeSnapshot, makeTimestamp, parseMetadata, roleKeys, signingKey, type MetadataFile, type PublicKey, type Role } from '../../shared/release/index.js';
import type { Clock } from '../../shared/time/clock.js';
import { metadataName, TIMESTAMP, type MetadataFiles } from './metadata-files.js';
import { makeOnlineKey, readOnlineKey } from './online-key.js';

const DAY_MS = 86_400_000;
const LIFE_MS = 7 * DAY_MS;
const RENEWED_MS = 6 * DAY_MS;
const MINUTE_MS = 60_000;

export const SERVER_KEY_FILE = 'server-key.json';

interface Newest {
  timestamp: { version: number; expiresMs: number };
  snapshot: { version: number; expiresMs: number };
  targetsVersion: number;
}

export class OnlineMetadata {
  #newest: Newest | null = null;

  constructor(
    private readonly files: MetadataFiles,
    private readonly keyFile: string,
    private readonly clock: Clock,
  ) {}

  /** What was signed last. Where that cannot be read, all is signed anew. */
  async open(): Promise<void> {
    this.#newest = await this.#read().catch((error: unknown) => {
      if (isFarvaultError(error, 'INVALID') || isFarvaultError(error, 'FORMAT')) return null;
      throw error;
    });
  }

  get newest(): Newest | null {
    return this.#newest;
  }

  /** The public half of the key, as a key ceremony takes it. It is made when there is none. */
  async publicKey(): Promise<{ json: string; made: PublicKey | null }> {
    const known = await readOnlineKey(this.keyFile);
    const key = signingKey(known ?? (await makeOnlineKey(this.keyFile))).public;
    return { json: formatPublicKey(key), made: known === null ? key : null };
  }

  /** REFUSED: with this root the server could not say what is newest. */
  async requireNamedIn(root: MetadataFile<'root'>): Promise<void> {
    await this.#keyFor(root);
  }

  /** Whether it is time to sign what says that targets of this version are the newest. */
  isDue(targetsVersion: number): boolean {
    if (this.#newest === null || this.#newest.targetsVersion !== targetsVersion) return true;
    const { timestamp, snapshot } = this.#newest;
    // Much more than a week left: the clock was ahead when it was signed.
    return [timestamp, snapshot].some(({ expiresMs }) => expiresMs - this.clock.now() < RENEWED_MS || expiresMs - this.clock.now() > LIFE_MS + DAY_MS);
  }

  /** The timestamp last: it is what agents see of all this. */
  async sign(root: MetadataFile<'root'>, targets: Buffer): Promise<void> {
    const key = await this.#keyFor(root);
    const expiresMs = this.clock.now() + LIFE_MS;
    const version = await this.#nextVersion();
    const snapshot = makeSnapshot({ targets, key, version, expiresMs });
    await this.files.write(metadataName('snapshot', version), snapshot);
    failpoint('release.snapshot.durable');
    await this.files.write(TIMESTAMP, makeTimestamp({ snapshot, key, version, expiresMs }));
    failpoint('release.timestamp.durable');
    await this.open();
    await this.files.dropOld('snapshot', version);
  }

  /** Counts minutes since 1970, at least: a data directory that was put back to an earlier state does not sign the versions of then again. */
  async #nextVersion(): Promise<number> {
    const known = [this.#newest?.timestamp.version ?? 0, ...(await this.files.versions('snapshot'))];
    return Math.max(Math.floor(this.clock.now() / MINUTE_MS), Math.max(...known) + 1);
  }

  async #keyFor(root: MetadataFile<'root'>) {
    const stored = await readOnlineKey(this.keyFile);
    const key = stored === null ? null : signingKey(stored);
    const lacking = (['snapshot', 'timestamp'] satisfies Role[]).filter((role) => {
      const { keys, threshold } = roleKeys(root, role);
      return threshold !== 1 || !keys.some(({ keyid }) => keyid === key?.public.keyid);
    });
    if (key === null || lacking.length > 0) {
      throw new FarvaultError('REFUSED', `root ${root.version} does not let this server's key sign ${lacking.join(' and ')}`, {
        remedy: `Make a root with the key that \`backupctl release server-key --out ${SERVER_KEY_FILE}\` gives, with a threshold of 1.`,
      });
    }
    return key;
  }

  async #read(): Promise<Newest | null> {
    const bytes = await this.files.read(TIMESTAMP);
    if (bytes === null) return null;
    const timestamp = parseMetadata('timestamp', bytes, TIMESTAMP);
    const name = metadataName('snapshot', timestamp.metadata.signed.snapshotMeta.version);
    const snapshotBytes = await this.files.read(name);
    if (snapshotBytes === null) return null;
    const snapshot = parseMetadata('snapshot', snapshotBytes, name);
    return { timestamp, snapshot, targetsVersion: snapshot.metadata.signed.meta['targets.json'].version };
  }
}
