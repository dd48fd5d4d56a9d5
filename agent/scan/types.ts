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
  /**
   * A whole manifest chunk of the parent, every entry of it unchanged and nothing new between them. A writer that stands at a chunk boundary takes the chunk
   * over by its id; another expands its bytes (`length` bytes at `fileOffset` of the parent file) with `unchangedItems`. Never the parent's last chunk. It may begin or
   * end inside the segments of a file. `files` and `bytes` are of regular files that start in it.
   */
  | { type: 'parentChunk'; ordinal: number; fileOffset: number; length: number; entries: number; files: number; hardlinks: number; bytes: number }
  /** Further segments of the unchanged file before it, where the parent's chunk ended between them. */
  | { type: 'moreSegments'; path: Buffer; segments: { body: Buffer }[] }
  /** No content to read: directories, symlinks, hard links, devices, empty files. `source`: hard links only, where the content can be read if the first name could not. */
  | { type: 'entry'; entry: Entry; status: 'new' | 'changed'; source: Buffer | null }
  /** A regular file to read. `source` is where to open it (mappings applied). */
  | { type: 'file'; path: Buffer; source: Buffer; meta: EntryMeta; image: boolean; status: 'new' | 'changed'; parentExtents: Extent[] | null };

export interface ScanProblem {
  /** As in the manifest: no leading slash. */
  path: Buffer;
  code: string;
  message: string;
  /** 'skipped' makes the run partial; 'note' does not. */
  severity: 'skipped' | 'note';
}

/** Some items, in order, and the problems met between them. What the items refer to stays valid as long as it is referred to. */
export interface ScanBatch {
  items(): IterableIterator<ScanItem>;
  problems: ScanProblem[];
}
