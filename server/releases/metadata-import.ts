// Takes signed metadata in, by the rules that agents go by: roots in a chain, targets as the newest root says. First the file is durable, then it is journalled, then agents see it.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import {
  acceptNextRoot, acceptReleases, checkNotExpired, checkSignatures, fingerprint, initialTrust, parseMetadata, TrustError,
  type ListedReleases, type MetadataFile,
} from '../../shared/release/index.js';
import type { Clock } from '../../shared/time/clock.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import type { ArchiveFiles } from './archive-files.js';
import { metadataName, type MetadataFiles } from './metadata-files.js';
import type { OnlineMetadata } from './online-metadata.js';
import type { ReleaseState } from './release-state.js';
import { sha256Of } from './sha256.js';

const MISSING_SHOWN = 5;

export interface MetadataImportParts {
  state: ReleaseState;
  files: MetadataFiles;
  archives: ArchiveFiles;
  online: OnlineMetadata;
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  clock: Clock;
}

export class MetadataImport {
  constructor(private readonly parts: MetadataImportParts) {}

  /** The newest root. Null: none was imported yet. */
  async root(): Promise<MetadataFile<'root'> | null> {
    const { state, files } = this.parts;
    const newest = state.roots.at(-1);
    if (newest === undefined) return null;
    const name = metadataName('root', newest.version);
    const bytes = await files.read(name);
    if (bytes === null || sha256Of(bytes) !== newest.sha256) throw new FarvaultError('CORRUPT', `releases/${name} is gone or damaged`, { remedy: `Import it again: backupctl release import ${name}` });
    return parseMetadata('root', bytes, name);
  }

  /** The newest targets, as they were signed. */
  async targets(): Promise<Buffer | null> {
    const { state, files } = this.parts;
    if (state.targets === null) return null;
    const name = metadataName('targets', state.targets.version);
    const bytes = await files.read(name);
    if (bytes === null || sha256Of(bytes) !== state.targets.sha256) throw new FarvaultError('CORRUPT', `releases/${name} is gone or damaged`, { remedy: `Import it again: backupctl release import ${name}` });
    return bytes;
  }

  async importRoot(bytes: Buffer, name: string): Promise<string> {
    const { state, files, online } = this.parts;
    const { version } = parseMetadata('root', bytes, name);
    const known = state.roots.find((root) => root.version === version);
    if (known?.sha256 === sha256Of(bytes)) {
      await files.write(metadataName('root', version), bytes);
      return `root ${version} is there already`;
    }
    const trusted = await this.root();
    if (trusted !== null && version <= trusted.version) throw new TrustError('REFUSED', name, 'rollback', `version ${version} is not above version ${trusted.version}, which is there already`);
    const root = trusted === null ? initialTrust(bytes) : acceptNextRoot(trusted, bytes, name);
    await online.requireNamedIn(root);
    await this.keepRoot(root);
    const first = trusted === null ? ': the first of this server, trusted because you say so' : '';
    return `root ${version} is taken${first}; fingerprint ${fingerprint(root)}${await this.#orphaned(root)}`;
  }

  async keepRoot(root: MetadataFile<'root'>): Promise<void> {
    await this.parts.files.write(metadataName('root', root.version), root.bytes);
    failpoint('release.root.durable');
    await this.parts.journal.appendJournal({ kind: 'release.root-imported', version: root.version, sha256: sha256Of(root.bytes), fingerprint: fingerprint(root), expiresMs: root.expiresMs });
    failpoint('release.root.journalled');
  }

  async importTargets(bytes: Buffer, name: string): Promise<string> {
    const { state, files, clock } = this.parts;
    const root = await this.root();
    if (root === null) throw new FarvaultError('REFUSED', 'there is no root yet, so nobody may sign targets', { remedy: 'Import 1.root.json first.' });
    const targets = parseMetadata('targets', bytes, name);
    const present = state.targets?.version ?? 0;
    if (targets.version === present && state.targets?.sha256 === sha256Of(bytes)) {
      await files.write(metadataName('targets', present), bytes);
      return `targets ${present} are there already`;
    }
    if (targets.version <= present) throw new TrustError('REFUSED', name, 'rollback', `version ${targets.version} is not above version ${present}, which is there already`);
    checkSignatures(root, targets);
    checkNotExpired(targets, clock.now());
    const listed = acceptReleases(targets, await this.#trustedTargets(root));
    await this.#requireArchives(listed);
    await this.keepTargets(targets, listed);
    return `targets ${targets.version} are taken: ${listed.targets.length} ${listed.targets.length === 1 ? 'archive' : 'archives'}`;
  }

  async keepTargets(targets: MetadataFile<'targets'>, { targets: releases, minimumVersion }: ListedReleases): Promise<void> {
    await this.parts.files.write(metadataName('targets', targets.version), targets.bytes);
    failpoint('release.targets.durable');
    await this.parts.journal.appendJournal({ kind: 'release.targets-imported', version: targets.version, sha256: sha256Of(targets.bytes), expiresMs: targets.expiresMs, minimumVersion, targets: releases });
    failpoint('release.targets.journalled');
  }

  /** Those before, while root still stands for them: their floor holds. */
  async #trustedTargets(root: MetadataFile<'root'>): Promise<MetadataFile<'targets'> | null> {
    const bytes = await this.targets();
    if (bytes === null) return null;
    const targets = parseMetadata('targets', bytes, 'targets.json');
    return isSigned(root, targets) ? targets : null;
  }

  /** All of them, read again: what agents are told to fetch must be there. */
  async #requireArchives({ targets }: ListedReleases): Promise<void> {
    const missing: string[] = [];
    for (const { path, sha256, bytes } of targets) {
      const imported = this.parts.state.archive(sha256);
      if (imported?.bytes !== bytes || !(await this.parts.archives.holds({ sha256, bytes }, true))) missing.push(path);
    }
    if (missing.length === 0) return;
    const more = missing.length > MISSING_SHOWN ? ` and ${missing.length - MISSING_SHOWN} more` : '';
    throw new FarvaultError('REFUSED', `archives that these targets list are not here: ${missing.slice(0, MISSING_SHOWN).join(', ')}${more}`, { remedy: 'Import them first, or together with the targets: backupctl release import FILE...' });
  }

  async #orphaned(root: MetadataFile<'root'>): Promise<string> {
    const targets = await this.targets().catch((error: unknown) => {
      if (isFarvaultError(error, 'CORRUPT')) return null;
      throw error;
    });
    if (targets === null || isSigned(root, parseMetadata('targets', targets, 'targets.json'))) return '';
    return '. It does not stand for the targets that are here: no agent updates until targets signed by its keys are imported';
  }
}

export function isSigned(root: MetadataFile<'root'>, targets: MetadataFile<'targets'>): boolean {
  try {
    checkSignatures(root, targets);
    return true;
  } catch (error) {
    if (error instanceof TrustError) return false;
    throw error;
  }
}
