// Releases of agents as the server carries them: signed metadata and archives come in from an administrator, and go out to agents. The server can sign
// neither targets nor root: it says which of them is the newest, and that for a week at a time.
import path from 'node:path';
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { VfsFile } from '../../shared/fs/vfs.js';
import { compareVersions } from '../../shared/release/index.js';
import { MAX_ARCHIVE_BYTES, MAX_METADATA_BYTES, type ReleaseTarget, type TrustedRelease } from '../../shared/release/types.js';
import type { Clock } from '../../shared/time/clock.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import { adoptFiles } from './adopt-files.js';
import { ArchiveFiles } from './archive-files.js';
import { MetadataFiles, parseMetadataName } from './metadata-files.js';
import { MetadataImport } from './metadata-import.js';
import { OnlineMetadata } from './online-metadata.js';
import type { ImportedArchive, ReleaseState } from './release-state.js';
import { sha256Of } from './sha256.js';

const HOUR_MS = 3_600_000;
/** Archives that no targets list (yet) are kept for so long. */
const UNLISTED_MS = 24 * HOUR_MS;
const MAX_UNLISTED = 64;
const MAX_UNLISTED_BYTES = 1 << 30;

export interface ImportHead {
  kind: 'root' | 'targets' | 'archive';
  /** As messages name it. */
  name: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

export interface ReleaseParts {
  dataDir: string;
  state: ReleaseState;
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  /** NO_SPACE: the disk has no room for so many bytes. */
  admitFile: (bytes: number) => Promise<void>;
  clock: Clock;
  log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;
}

export interface ReleaseList {
  /** The newest version first. */
  targets: (ReleaseTarget & { importedMs: number })[];
  minimumVersion: string | null;
  expiries: TrustedRelease['expiries'];
  /** Of the first root; empty: there is none. */
  rootFingerprint: string;
}

export class Releases {
  readonly #files: MetadataFiles;
  readonly #archives: ArchiveFiles;
  readonly #online: OnlineMetadata;
  readonly #metadata: MetadataImport;
  /** Signing, and whatever changes what is there. */
  readonly #changes = new Mutex();
  readonly #stopping = new AbortController();
  #importing = false;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: ReleaseParts) {
    const { dataDir, state, journal, clock } = parts;
    const directory = path.join(dataDir, 'releases');
    this.#files = new MetadataFiles(directory);
    this.#archives = new ArchiveFiles(path.join(directory, 'archives'));
    this.#online = new OnlineMetadata(this.#files, path.join(dataDir, 'pki', 'releases.key'), clock);
    this.#metadata = new MetadataImport({ state, files: this.#files, archives: this.#archives, online: this.#online, journal, clock });
  }

  /** What is on disk; what an import that was cut off left behind goes. */
  async open(): Promise<void> {
    const { state, journal, log } = this.parts;
    await this.#files.open();
    if (state.roots.length === 0) await adoptFiles({ files: this.#files, archives: this.#archives, metadata: this.#metadata, journal, log });
    await this.#archives.open((sha256) => state.archive(sha256) !== undefined);
    await this.#online.open();
  }

  /** Signs when it is time, from now on. */
  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new FarvaultError('CANCELLED', 'the server stops'));
    await this.#running;
    await this.#changes.run(() => Promise.resolve());
  }

  /** The public half of the key for snapshot and timestamp, in the form that a key ceremony takes. */
  serverKey(): Promise<Buffer> {
    return this.#changes.run(async () => {
      const { json, made } = await this.#online.publicKey();
      if (made !== null) await this.parts.journal.appendJournal({ kind: 'release.key-made', keyid: made.keyid });
      return Buffer.from(json);
    });
  }

  /** By the name that TUF gives it; NOT_FOUND. */
  async metadata(name: string): Promise<Buffer> {
    const asked = parseMetadataName(name);
    const bytes = this.#isImported(asked) ? await this.#files.read(name) : null;
    if (bytes === null) throw new FarvaultError('NOT_FOUND', `there is no ${name}`);
    return bytes;
  }

  /** An archive that the newest targets list; NOT_FOUND. The caller closes it. */
  async openArchive(sha256: string): Promise<{ file: VfsFile; bytes: number }> {
    const archive = this.parts.state.isListed(sha256) ? this.parts.state.archive(sha256) : undefined;
    if (archive === undefined) throw new FarvaultError('NOT_FOUND', `the newest targets list no archive ${sha256}`);
    return { file: await this.#archives.read(sha256), bytes: archive.bytes };
  }

  list(): ReleaseList {
    const { state } = this.parts;
    const targets = (state.targets?.targets ?? []).map((target) => ({ ...target, importedMs: state.archive(target.sha256)?.importedMs ?? 0 }));
    targets.sort((a, b) => compareVersions(b.version, a.version) || (a.platform < b.platform ? -1 : 1));
    return { targets, minimumVersion: state.targets?.minimumVersion ?? null, expiries: this.expiries(), rootFingerprint: state.roots[0]?.fingerprint ?? '' };
  }

  expiries(): TrustedRelease['expiries'] {
    const { roots, targets } = this.parts.state;
    const newest = this.#online.newest;
    const found = { root: roots.at(-1), targets, snapshot: newest?.snapshot, timestamp: newest?.timestamp };
    const roles = ['root', 'targets', 'snapshot', 'timestamp'] as const;
    return roles.flatMap((role) => {
      const file = found[role];
      return file === undefined || file === null ? [] : [{ role, version: file.version, expiresMs: file.expiresMs }];
    });
  }

  /**
   * All that was imported, for a ceremony that begins anew: no root can follow when too many of its keys are lost. The files first: what the journal still knows is then missing,
   * and this is done again; files that it knows no more would be taken as they lie there. NOT_FOUND: there is nothing.
   */
  forget(): Promise<{ fingerprint: string }> {
    return this.#changes.run(async () => {
      const { state, journal } = this.parts;
      const { version, fingerprint } = state.roots.at(-1) ?? {};
      if (version === undefined || fingerprint === undefined) throw new FarvaultError('NOT_FOUND', 'this server carries no root of releases');
      await this.#files.removeAll();
      const archives = state.archives().map(({ sha256 }) => sha256);
      await journal.appendJournal({ kind: 'release.forgotten', version, fingerprint });
      await this.#archives.remove(archives);
      await this.#online.open();
      return { fingerprint };
    });
  }

  /** One import at a time. Says what became of it; CONFLICT while another goes on. */
  async import(head: ImportHead, data: AsyncIterable<Uint8Array>): Promise<string> {
    const most = head.kind === 'archive' ? MAX_ARCHIVE_BYTES : MAX_METADATA_BYTES;
    if (!Number.isSafeInteger(head.bytes) || head.bytes < 1 || head.bytes > most) throw new FarvaultError('INVALID', `${head.name}: ${head.kind} has 1 to ${most} bytes, not ${head.bytes}`);
    if (this.#importing) throw new FarvaultError('CONFLICT', 'another import goes on', { remedy: 'Try again when it is over.', retryable: true });
    this.#importing = true;
    try {
      return await (head.kind === 'archive' ? this.#importArchive(head, data) : this.#importMetadata(head, data));
    } finally {
      this.#importing = false;
    }
  }

  async #importMetadata({ kind, name, ...head }: ImportHead, data: AsyncIterable<Uint8Array>): Promise<string> {
    const bytes = await collect(head, data);
    return this.#changes.run(async () => {
      const detail = await (kind === 'root' ? this.#metadata.importRoot(bytes, name) : this.#metadata.importTargets(bytes, name));
      try {
        await this.#sign(true);
      } catch (error) {
        // A root does not mend damaged targets; they are what is imported next.
        if (kind !== 'root' || !isFarvaultError(error, 'CORRUPT')) throw error;
        return `${detail}. ${error.message}: ${error.remedy}`;
      }
      await this.#removeUnused();
      return detail;
    });
  }

  async #importArchive({ name, ...head }: ImportHead, data: AsyncIterable<Uint8Array>): Promise<string> {
    const { state, journal, admitFile } = this.parts;
    const present = state.archive(head.sha256);
    if (present !== undefined && present.bytes === head.bytes && (await this.#archives.holds(head, true))) return `${name} is there already`;
    const unlisted = state.archives().filter(({ sha256 }) => !state.isListed(sha256) && sha256 !== head.sha256);
    if (unlisted.length >= MAX_UNLISTED || unlisted.reduce((sum, { bytes }) => sum + bytes, head.bytes) > MAX_UNLISTED_BYTES) {
      throw new FarvaultError('NO_SPACE', `${unlisted.length} archives wait already for targets that list them`, { remedy: 'Import the targets for those; what no targets list goes after 24 hours.' });
    }
    await admitFile(head.bytes);
    await this.#archives.receive(head, data);
    if (present === undefined) await journal.appendJournal({ kind: 'release.archive-imported', name, sha256: head.sha256, bytes: head.bytes });
    return `${name} is taken`;
  }

  async #run(): Promise<void> {
    // Once at a start in any case: a root that names another key may have come just before the end.
    let anew = true;
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#changes.run(async () => {
          await this.#sign(anew);
          // What is imported just now is left alone.
          if (!this.#importing) await this.#removeUnused();
        });
        anew = false;
      } catch (error) {
        this.parts.log('warn', `update metadata could not be made anew: ${messageOf(error)}`, { error });
      }
      await this.parts.clock.sleep(HOUR_MS, this.#stopping.signal).catch(() => undefined);
    }
  }

  /** Nothing to sign without targets. */
  async #sign(anew: boolean): Promise<void> {
    const { targets } = this.parts.state;
    if (targets === null || (!anew && !this.#online.isDue(targets.version))) return;
    const [root, bytes] = [await this.#metadata.root(), await this.#metadata.targets()];
    if (root === null || bytes === null) return;
    await this.#online.sign(root, bytes);
    await this.#files.dropOld('targets', targets.version);
  }

  /** Archives that the newest targets no longer list, and those that none came to list within a day. */
  async #removeUnused(): Promise<void> {
    const { state, clock, journal } = this.parts;
    const unused = state.archives().filter((archive) => !state.isListed(archive.sha256) && (archive.wasListed || isOld(archive, clock.now())));
    if (unused.length === 0) return;
    await journal.appendJournal({ kind: 'release.archives-removed', archives: unused.map(({ sha256, bytes }) => ({ sha256, bytes })) });
    await this.#archives.remove(unused.map(({ sha256 }) => sha256));
  }

  /** What was written before it was journalled is not there yet. */
  #isImported(asked: ReturnType<typeof parseMetadataName>): boolean {
    const { roots, targets } = this.parts.state;
    if (asked.role === 'root') return roots.some(({ version }) => version === asked.version);
    return asked.role !== 'targets' || asked.version <= (targets?.version ?? 0);
  }
}

function isOld({ importedMs }: ImportedArchive, nowMs: number): boolean {
  return nowMs - importedMs > UNLISTED_MS;
}

async function collect({ bytes, sha256 }: { bytes: number; sha256: string }, data: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of data) {
    length += part.length;
    if (length > bytes) throw new FarvaultError('INVALID', `more came than the ${bytes} bytes that were announced`);
    parts.push(part);
  }
  const all = Buffer.concat(parts);
  if (length !== bytes || sha256Of(all) !== sha256) throw new FarvaultError('INVALID', 'what came is not what was announced', { remedy: 'The file changed on its way or meanwhile: import it again.' });
  return all;
}
