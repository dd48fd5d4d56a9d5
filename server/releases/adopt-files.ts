// When the journal was lost and made anew from the packs, it knows of no releases, but their files are still there: they are verified as any import, and taken as they are.
import { messageOf } from '../../shared/errors/errors.js';
import { acceptNextRoot, initialTrust, listReleases, parseMetadata, TrustError, type MetadataFile } from '../../shared/release/index.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import type { ArchiveFiles } from './archive-files.js';
import { metadataName, type MetadataFiles } from './metadata-files.js';
import { isSigned, type MetadataImport } from './metadata-import.js';

export interface AdoptParts {
  files: MetadataFiles;
  archives: ArchiveFiles;
  metadata: MetadataImport;
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;
}

export async function adoptFiles(parts: AdoptParts): Promise<void> {
  try {
    const root = await adoptRoots(parts);
    if (root !== null) await adoptTargets(parts, root);
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    parts.log('warn', `releases that were here before are not all taken: ${messageOf(error)}`);
  }
}

/** As far as the chain holds. Gives its last. */
async function adoptRoots({ files, metadata, log }: AdoptParts): Promise<MetadataFile<'root'> | null> {
  let root: MetadataFile<'root'> | null = null;
  for (const version of await files.versions('root')) {
    const name = metadataName('root', version);
    const bytes = await files.read(name);
    if (bytes === null) break;
    root = root === null ? initialTrust(bytes) : acceptNextRoot(root, bytes, name);
    await metadata.keepRoot(root);
  }
  if (root !== null) log('info', `the journal knew of no releases: root ${root.version} is taken as it lies on the disk`);
  return root;
}

/** The newest ones that `root` stands for. Without all their archives they wait to be imported again; the archives that are there stay. */
async function adoptTargets({ files, archives, metadata, journal, log }: AdoptParts, root: MetadataFile<'root'>): Promise<void> {
  const targets = await newestSigned(files, root);
  if (targets === null) return;
  const listed = listReleases(targets);
  const missing: string[] = [];
  for (const { path, sha256, bytes } of listed.targets) {
    if (await archives.holds({ sha256, bytes }, true)) await journal.appendJournal({ kind: 'release.archive-imported', name: path, sha256, bytes });
    else missing.push(path);
  }
  if (missing.length > 0) {
    log('warn', `targets ${targets.version} are not taken, since archives that they list are gone: ${missing.join(', ')}. Import both again.`);
    return;
  }
  await metadata.keepTargets(targets, listed);
  log('info', `targets ${targets.version} are taken as they lie on the disk`);
}

async function newestSigned(files: MetadataFiles, root: MetadataFile<'root'>): Promise<MetadataFile<'targets'> | null> {
  for (const version of (await files.versions('targets')).reverse()) {
    const name = metadataName('targets', version);
    const bytes = await files.read(name);
    const targets = bytes === null ? null : parseMetadata('targets', bytes, name);
    if (targets !== null && isSigned(root, targets)) return targets;
  }
  return null;
}
