// What a snapshot has done to the files of the one before it, from the two manifests: the agent's own word for it may be a lie. Chunks that both have are passed over
// unread; what is left is bounded, and done beside everything else.
import { KIND, type Entry } from '../../shared/format/entry.js';
import { diffManifests } from '../../shared/format/manifest-diff.js';
import { ManifestTree } from '../../shared/format/manifest-tree.js';
import type { Clock } from '../../shared/time/clock.js';

/** Beyond it the agent's counters are taken. */
const MAX_CHANGES = 4_000_000;
const MAX_MS = 120_000;
const CHANGES_AT_ONCE = 256;
/** Files with new extensions; fewer say nothing. */
const MIN_RENAMED = 20;
const MAX_EXTENSIONS = 65_536;
const MAX_EXTENSION_BYTES = 32;
const SHOWN = 3;
const DOT = 0x2e;
const SLASH = 0x2f;

export interface ManifestFigures {
  filesTotal: number;
  bytesLogical: number;
  filesBefore: number;
  bytesBefore: number;
  /** Null: too much has changed to be looked at. */
  changes: { filesNew: number; filesChanged: number; filesUnchanged: number } | null;
  filesRenamed: number;
  newExtensions: string;
}

/** Gives one chunk, checked or not. */
export type ReadChunk = (id: Buffer) => Promise<Buffer>;

export async function openManifest(rootId: Buffer, read: ReadChunk): Promise<ManifestTree> {
  const fetch = async (_level: 0 | 1, _number: number, id: Buffer): Promise<Buffer> => {
    // What is read from memory lets nobody else have a turn.
    await new Promise<void>((resolve) => setImmediate(resolve));
    return read(id);
  };
  return new ManifestTree({ root: await read(rootId), fetch });
}

export async function manifestFigures(before: ManifestTree, after: ManifestTree, clock: Clock, signal: AbortSignal): Promise<ManifestFigures> {
  const endMs = clock.monotonic() + MAX_MS;
  const figures: ManifestFigures = {
    filesTotal: after.root.totals.files,
    bytesLogical: after.root.totals.fileBytes,
    filesBefore: before.root.totals.files,
    bytesBefore: before.root.totals.fileBytes,
    changes: null,
    filesRenamed: 0,
    newExtensions: '',
  };
  const counted = { added: 0, gone: 0, changed: 0 };
  let seen = 0;
  for await (const { before: was, after: is, contentChanged } of diffManifests(before, after, signal)) {
    if (contentChanged) counted.changed++;
    if (isFile(is) && !isFile(was)) counted.added++;
    if (isFile(was) && !isFile(is)) counted.gone++;
    if (++seen % CHANGES_AT_ONCE === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    if (seen > MAX_CHANGES || clock.monotonic() > endMs) return figures;
  }
  figures.changes = { filesNew: counted.added, filesChanged: counted.changed, filesUnchanged: Math.max(0, figures.filesTotal - counted.added - counted.changed) };
  if (Math.min(counted.added, counted.gone) >= MIN_RENAMED) Object.assign(figures, await renamedFiles(before, after, counted.gone, endMs, clock, signal));
  return figures;
}

/** Files with extensions that no file had before, at most as many as are gone: new ones beside the old ones do no harm. */
async function renamedFiles(before: ManifestTree, after: ManifestTree, gone: number, endMs: number, clock: Clock, signal: AbortSignal): Promise<Pick<ManifestFigures, 'filesRenamed' | 'newExtensions'>> {
  const none = { filesRenamed: 0, newExtensions: '' };
  const known = new Set<string>();
  for await (const { reader } of before.chunks(undefined, signal)) {
    while (reader.next()) if (reader.kind === KIND.file) known.add(extensionOf(reader.path.subarray(0, reader.pathLength)));
    // A job that has so many has no habit that could be broken.
    if (known.size > MAX_EXTENSIONS || clock.monotonic() > endMs) return none;
  }
  const found = new Map<string, number>();
  let files = 0;
  let seen = 0;
  for await (const { path, before: was, after: is } of diffManifests(before, after, signal)) {
    if (++seen % CHANGES_AT_ONCE === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    if (clock.monotonic() > endMs) return none;
    if (!isFile(is) || isFile(was)) continue;
    const extension = extensionOf(path);
    if (known.has(extension)) continue;
    files++;
    if (found.has(extension) || found.size < MAX_EXTENSIONS) found.set(extension, (found.get(extension) ?? 0) + 1);
  }
  const shown = [...found].sort(([, a], [, b]) => b - a).slice(0, SHOWN).map(([extension]) => (extension === '' ? 'none' : `.${extension}`));
  return { filesRenamed: Math.min(files, gone), newExtensions: `${shown.join(', ')}${found.size > SHOWN ? ` and ${found.size - SHOWN} more` : ''}` };
}

/** In small letters, digits alike: what ends in a date or a number is not new each day. Empty: there is none. */
export function extensionOf(path: Buffer): string {
  const dot = path.lastIndexOf(DOT);
  const name = path.lastIndexOf(SLASH) + 1;
  if (dot <= name || path.length - dot - 1 > MAX_EXTENSION_BYTES) return '';
  return path.subarray(dot + 1).toString('latin1').toLowerCase().replace(/\d+/g, '#').replace(/[^\x21-\x7e]/g, '?');
}

function isFile(entry: Entry | null): boolean {
  return entry !== null && (entry.kind === KIND.file || entry.kind === KIND.hardlink);
}
