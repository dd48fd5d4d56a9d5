// COPY.json: what a second copy holds. Which packs, and how much of each, follows from the journal up to its position; only what is lacking is listed.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import type { RepositoryConfig } from '../repository/index.js';
import { readCheckedJson } from './checked-json.js';

export const COPY_FORMAT = 1;
/** With more damaged places than that it is no copy. */
export const MAX_LACKS = 10_000;

/** Bytes of a pack. */
export interface Extent {
  pack: number;
  from: number;
  to: number;
}

/** A file of the data directory that lies under `objects`. */
export interface CopiedFile {
  /** Below the data directory, with slashes. */
  path: string;
  bytes: number;
  /** BLAKE3, hexadecimal. */
  hash: string;
}

/** A place in a history: the number of a journal record and the chain hash behind it, hexadecimal. */
export interface HistoryPoint {
  number: number;
  chain: string;
}

export interface CopyManifest {
  format: number;
  /** As at the source: id, format, epoch and chunking. */
  config: RepositoryConfig;
  position: HistoryPoint;
  /** When the record at the position was written. */
  positionMs: number;
  madeMs: number;
  /** Of backupd. */
  version: string;
  packs: number;
  packBytes: number;
  snapshots: number;
  newestSnapshotMs: number;
  files: CopiedFile[];
  /** The keys, and the fingerprint of the recovery key that opens them. */
  sealed: { object: CopiedFile; key: string };
  /** What could not be read whole at the source. */
  lacks: Extent[];
}

export async function readManifest(file: string, vfs: Vfs): Promise<CopyManifest | null> {
  const manifest = await readCheckedJson<CopyManifest>(file, vfs);
  if (manifest !== null && manifest.format > COPY_FORMAT) throw new FarvaultError('FORMAT', `${file} has format ${manifest.format}; this program reads up to ${COPY_FORMAT}`, { remedy: 'Use a newer backupd. Nothing has been changed.' });
  return manifest;
}

/** Where the damage lies, for people. */
export function describeLacks(lacks: readonly Extent[]): string {
  const shown = lacks.slice(0, 5).map(({ pack, from, to }) => `pack ${pack}, bytes ${from} to ${to}`);
  return `${shown.join('; ')}${lacks.length > shown.length ? `; and ${lacks.length - shown.length} more places` : ''}`;
}
