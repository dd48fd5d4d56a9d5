// What the scan hands to the backup: entries in manifest order, merged with the parent's.
import type { Entry, EntryMeta, Extent } from '../../shared/format/entry.js';

export interface ScanOptions {
  /** Absolute source paths, as bytes. */
  roots: Buffer[];
  /** gitignore-like globs; first those of the job. */
  excludes: string[];
  /** Absolute paths that are cut at fixed offsets. */
  images: Buffer[];
  oneFileSystem: boolean;
  /** Larger files are left out; 0: no limit. */
  maxSizeBytes: number;
  includeCachedirTagged: boolean;
  /** Absolute paths never read: the agent's own state, for one. */
  never: Buffer[];
  /** Where the file system is really read: source path -> path in a snapshot of the file system. */
  mappings: { from: Buffer; to: Buffer }[];
  /** Manifest chunks of the parent, in order, as files or bytes: see ParentManifest in agent/backup. Null: no parent. */
  parent: ParentSource | null;
}

/** The parent manifest as the scan reads it: a local file with whole manifest chunks, each preceded by a u32 length. */
export interface ParentSource {
  file: string;
}

/** One entry, in order. */
export type ScanItem =
  /** Same inode, size, mtime and ctime as in the parent: its encoded body and segments are taken over as they are. */
  | { type: 'unchanged'; path: Buffer; kind: number; body: Buffer; size: number; segments: { body: Buffer }[] }
  /** No content to read: directories, symlinks, hard links, devices, empty files. */
  | { type: 'entry'; entry: Entry; status: 'new' | 'changed' }
  /** A regular file to read. `source` is where to open it (mappings applied). */
  | { type: 'file'; path: Buffer; source: Buffer; meta: EntryMeta; image: boolean; status: 'new' | 'changed'; parentExtents: Extent[] | null };

export interface ScanProblem {
  path: Buffer;
  code: string;
  message: string;
  /** 'skipped' makes the run partial; 'note' does not. */
  severity: 'skipped' | 'note';
}
