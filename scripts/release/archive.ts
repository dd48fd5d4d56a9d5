// Packs a release: the same files give the same bytes, anywhere. An agent's unpacker takes regular files only, release.json first; folders follow from the paths.
import { compress } from '@cloudpss/zstd';
import { pack } from 'tar-stream';
import { MAX_ARCHIVE_BYTES, MAX_RELEASE_FILES, MAX_UNPACKED_BYTES, type ReleaseFile, type ReleaseManifest } from '../../shared/release/types.js';
import { inOrder, sha256, type ReleaseFiles } from './files.js';

/** Of every entry: 2000-01-01. */
const MTIME = new Date(946_684_800_000);
/** Measured in bench/README.md. From level 20 on the reader's window, and so an agent's memory, would grow from 8 MiB to 128. */
export const RELEASE_LEVEL = 19;

export type ReleaseFacts = Omit<ReleaseManifest, 'format' | 'files'>;

export function manifestOf(facts: ReleaseFacts, files: ReleaseFiles): ReleaseManifest {
  const { version, platform, node, launcher, stateFormat } = facts;
  const listed = inOrder(files).map(([path, { bytes, mode }]): ReleaseFile => ({ path, bytes: bytes.length, sha256: sha256(bytes), mode }));
  return { format: 1, version, platform, node, launcher, stateFormat, files: listed };
}

/** The archive's bytes. */
export async function packRelease(facts: ReleaseFacts, files: ReleaseFiles, level = RELEASE_LEVEL): Promise<Buffer> {
  const manifest = `${JSON.stringify(manifestOf(facts, files), null, 2)}\n`;
  const entries: [string, { bytes: Buffer; mode: number }][] = [['release.json', { bytes: Buffer.from(manifest), mode: 0o644 }], ...inOrder(files)];
  const archive = Buffer.from(compress(await tarOf(entries), level));
  const unpacked = entries.reduce((sum, [, { bytes }]) => sum + bytes.length, 0);
  if (archive.length > MAX_ARCHIVE_BYTES || unpacked > MAX_UNPACKED_BYTES || files.size > MAX_RELEASE_FILES) throw new Error('the release is larger than an agent takes');
  return archive;
}

async function tarOf(entries: [string, { bytes: Buffer; mode: number }][]): Promise<Buffer> {
  const tar = pack();
  const parts: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => tar.on('data', (part) => parts.push(part as Buffer)).on('end', resolve).on('error', reject));
  for (const [name, { bytes, mode }] of entries) tar.entry({ name, type: 'file', mode, mtime: MTIME, uid: 0, gid: 0, uname: '', gname: '' }, bytes);
  tar.finalize();
  await ended;
  return Buffer.concat(parts);
}
