// What a manifest says of one path. Byte layout: docs/formats.md, Manifest.

export const KIND = { directory: 1, file: 2, symlink: 3, hardlink: 4, block: 5, character: 6, fifo: 7, socket: 8, segment: 9 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

export const FLAG = { names: 1, xattrs: 2, inconsistent: 4, implicit: 8, continued: 16, incomplete: 32 } as const;

/** A stretch of a file: a chunk (`id` set) or a hole (`id` null). `length` in bytes. */
export interface Extent {
  id: Buffer | null;
  length: number;
}

export interface Xattr {
  name: Buffer;
  value: Buffer;
}

/** Everything but the path and the content. `flags` holds FLAG bits; those that follow from other fields are set by the encoder. */
export interface EntryMeta {
  kind: Exclude<Kind, 9>;
  flags: number;
  /** Low 12 bits: permissions, setuid, setgid, sticky. */
  mode: number;
  uid: number;
  gid: number;
  user: Buffer | null;
  group: Buffer | null;
  mtimeSec: number;
  mtimeNsec: number;
  ctimeSec: number;
  ctimeNsec: number;
  inode: bigint;
  /** Files: size in bytes. Else 0. */
  size: number;
  /** Symlinks: target. Hard links: manifest path of the first name. Else null. */
  target: Buffer | null;
  /** Devices; else 0. */
  major: number;
  minor: number;
  xattrs: Xattr[];
}

export interface Entry extends EntryMeta {
  /** No leading slash; the root directory is the empty path. */
  path: Buffer;
  /** Files: the content, or its first part when flag `continued` is set. Else empty. */
  extents: Extent[];
}

/** A further part of the content of the file entry before it. */
export interface Segment {
  kind: typeof KIND.segment;
  path: Buffer;
  offset: number;
  extents: Extent[];
}
