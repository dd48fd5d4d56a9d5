// The only way in which the server touches its data directory. One implementation works on the operating system, one in memory so
// that a test can enumerate what a crash may leave behind. Paths are absolute strings. Every call rejects with a FarvaultError:
// NOT_FOUND, EXISTS, NO_SPACE (ENOSPC, EDQUOT, EFBIG), POISONED (a flush failed, now or earlier), or IO.

export interface VfsStat {
  kind: 'file' | 'directory' | 'other';
  size: number;
}

export interface VfsSpace {
  freeBytes: number;
  totalBytes: number;
}

/** `read`: must exist. `write`: must exist, read and write. `create`: must not exist, read and write. */
export type OpenMode = 'read' | 'write' | 'create';

export interface VfsFile {
  readonly path: string;
  /** Fills `into` from `position` on, as far as the file goes; gives the bytes read. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Writes all of `parts`, one after the other, from `position` on. */
  write(parts: readonly Uint8Array[], position: number): Promise<void>;
  /** Makes what was written before the call durable. Once it has failed, it and every later write fail with POISONED: the kernel may have dropped the pages. */
  datasync(): Promise<void>;
  truncate(size: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

export interface Vfs {
  open(path: string, mode: OpenMode, permissions?: number): Promise<VfsFile>;
  /** Replaces `to` if it is there. */
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Names, sorted. */
  readdir(path: string): Promise<string[]>;
  stat(path: string): Promise<VfsStat>;
  mkdir(path: string, permissions?: number): Promise<void>;
  /** Makes the names in a directory durable. A failure is POISONED. */
  syncDirectory(path: string): Promise<void>;
  space(path: string): Promise<VfsSpace>;
}
