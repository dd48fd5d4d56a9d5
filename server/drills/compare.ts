// Is what lies on the scratch disk what the manifest says? Looked at from the outside, after the restore has ended: names, kinds, sizes, modes, times, links, attributes,
// and every byte hashed again against the chunk ids. Nothing of the code that wrote the files is asked.
import fs from 'node:fs';
import { promisify } from 'node:util';
import { FLAG, KIND, type Entry, type Extent, type Segment } from '../../shared/format/entry.js';
import type { ManifestTree } from '../../shared/format/manifest-tree.js';
import { blake3 } from '../../shared/hash/hash.js';
import { closeFd, readlinkAt } from '../../shared/sys/at.js';
import { seekData, seekHole } from '../../shared/sys/seek.js';
import { StatBuffer, statAt } from '../../shared/sys/statx.js';
import { printablePath } from '../../shared/sys/system-error.js';
import { getXattr, pathBelow } from '../../shared/sys/xattr.js';
import { messageOf } from '../../shared/errors/errors.js';
import { openForced, ScratchPlaces } from './scratch-places.js';

/** Named; all are counted. */
const MAX_NAMED = 20;
const MAX_CHARS = 300;
const READ_BYTES = 1 << 20;
const ENTRIES_AT_ONCE = 64;
const SET_IDS = 0o6000;
const TYPES: Partial<Record<number, number>> = {
  [KIND.directory]: fs.constants.S_IFDIR,
  [KIND.file]: fs.constants.S_IFREG,
  [KIND.hardlink]: fs.constants.S_IFREG,
  [KIND.symlink]: fs.constants.S_IFLNK,
  [KIND.block]: fs.constants.S_IFBLK,
  [KIND.character]: fs.constants.S_IFCHR,
  [KIND.fifo]: fs.constants.S_IFIFO,
};
const readFd = promisify(fs.read);

export interface CompareOptions {
  tree: ManifestTree;
  /** Of the directory that was restored into. */
  scratchFd: number;
  /** Manifest path of what was restored; empty: everything. */
  subtree: Buffer;
  /** Only these (latin1 paths); undefined: all at and below `subtree`. */
  chosen?: ReadonlySet<string>;
  /** What this process may set: else owners, devices and foreign attributes are not looked at. */
  asRoot: boolean;
  /** Whether the scratch disk keeps attributes of users. */
  userAttributes: boolean;
  onProgress: (bytes: number) => void;
  signal: AbortSignal;
}

export interface Comparison {
  entries: number;
  files: number;
  /** Read from the scratch disk and hashed. */
  bytes: number;
  differences: number;
  /** The first of them, in words. */
  named: string[];
}

export async function compareWithManifest(options: CompareOptions): Promise<Comparison> {
  const comparing = new Comparing(options);
  try {
    return await comparing.run();
  } finally {
    comparing.close();
  }
}

interface OpenFile {
  path: Buffer;
  fd: number;
}

class Comparing {
  readonly #found: Comparison = { entries: 0, files: 0, bytes: 0, differences: 0, named: [] };
  readonly #places: ScratchPlaces;
  readonly #stat = new StatBuffer();
  readonly #buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  #file: OpenFile | null = null;
  #subtreeIsDirectory = true;

  constructor(private readonly options: CompareOptions) {
    this.#places = new ScratchPlaces(options.scratchFd);
  }

  async run(): Promise<Comparison> {
    const { tree, subtree, signal } = this.options;
    for await (const { entry } of tree.below(subtree, signal)) {
      if (entry.kind === KIND.segment) await this.#segment(entry);
      else await this.#entry(entry);
    }
    return this.#found;
  }

  close(): void {
    this.#closeFile();
    this.#places.close();
  }

  async #entry(entry: Entry): Promise<void> {
    this.#closeFile();
    const { chosen, subtree, asRoot } = this.options;
    if (entry.path.equals(subtree)) this.#subtreeIsDirectory = entry.kind === KIND.directory;
    if (chosen !== undefined && !chosen.has(entry.path.toString('latin1'))) return;
    const place = this.#placeOf(entry.path);
    // The target itself; and sockets are made anew by who uses them, devices by root alone.
    if (place.length === 0 || entry.kind === KIND.socket || (!asRoot && (entry.kind === KIND.block || entry.kind === KIND.character))) return;
    const found = this.#found;
    found.entries++;
    if (found.entries % ENTRIES_AT_ONCE === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    try {
      const { dirFd, name } = this.#places.parentOf(place);
      statAt(dirFd, name, this.#stat);
      if ((this.#stat.mode & fs.constants.S_IFMT) !== TYPES[entry.kind]) this.#differs(entry.path, 'is of another kind');
      else {
        this.#metadata(entry, dirFd, name);
        if (entry.kind === KIND.file) await this.#content(entry, dirFd, name);
      }
    } catch (error) {
      if (this.options.signal.aborted) throw error;
      this.#differs(entry.path, `cannot be looked at: ${messageOf(error)}`);
    }
  }

  #metadata(entry: Entry, dirFd: number, name: Buffer): void {
    const { asRoot, chosen, subtree, userAttributes } = this.options;
    const stat = this.#stat;
    const { path } = entry;
    if (entry.kind === KIND.hardlink) {
      const inode = stat.inode;
      const target = this.#placeOf(entry.target!);
      // A name whose first one lies elsewhere is a file of its own here.
      if (chosen !== undefined || !isWithin(entry.target!, subtree)) return;
      const first = this.#places.parentOf(target);
      statAt(first.dirFd, first.name, stat);
      if (stat.inode !== inode) this.#differs(path, `is no second name of ${printablePath(entry.target!)}`);
      return;
    }
    if (stat.mtimeSec !== entry.mtimeSec || stat.mtimeNsec !== entry.mtimeNsec) this.#differs(path, `its time is ${stat.mtimeSec}.${stat.mtimeNsec} instead of ${entry.mtimeSec}.${entry.mtimeNsec}`);
    if (asRoot && (stat.uid !== entry.uid || stat.gid !== entry.gid)) this.#differs(path, `its owner is ${stat.uid}:${stat.gid} instead of ${entry.uid}:${entry.gid}`);
    if (entry.kind === KIND.symlink) {
      if (!readlinkAt(dirFd, name).equals(entry.target!)) this.#differs(path, 'it points elsewhere');
      return;
    }
    const own = stat.uid === entry.uid && stat.gid === entry.gid;
    const wanted = own ? entry.mode : entry.mode & ~SET_IDS;
    if ((stat.mode & 0o7777) !== wanted) this.#differs(path, `its mode is ${(stat.mode & 0o7777).toString(8)} instead of ${wanted.toString(8)}`);
    if ((entry.kind === KIND.block || entry.kind === KIND.character) && (stat.rdevMajor !== entry.major || stat.rdevMinor !== entry.minor)) this.#differs(path, 'it is another device');
    for (const xattr of entry.xattrs) {
      const attribute = xattr.name.toString('latin1');
      if (!(attribute.startsWith('user.') ? userAttributes : asRoot)) continue;
      if (!sameAttribute(pathBelow(dirFd, name), xattr)) this.#differs(path, `its attribute ${attribute.slice(0, 60)} is another or none`);
    }
  }

  async #content(entry: Entry, dirFd: number, name: Buffer): Promise<void> {
    const found = this.#found;
    found.files++;
    if (this.#stat.size !== entry.size) {
      this.#differs(entry.path, `it has ${this.#stat.size} bytes instead of ${entry.size}`);
      return;
    }
    const fd = openForced(dirFd, name, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
    this.#file = { path: entry.path, fd };
    await this.#extents(entry.extents, 0);
    if ((entry.flags & FLAG.continued) === 0) this.#closeFile();
  }

  async #segment(segment: Segment): Promise<void> {
    if (this.#file?.path.equals(segment.path) !== true) return;
    await this.#extents(segment.extents, segment.offset);
  }

  async #extents(extents: readonly Extent[], from: number): Promise<void> {
    let at = from;
    for (const { id, length } of extents) {
      const file = this.#file;
      if (file === null) return;
      this.options.signal.throwIfAborted();
      const right = id === null ? await this.#isHole(file.fd, at, at + length) : await this.#isChunk(file.fd, at, length, id);
      if (!right) {
        this.#differs(file.path, `its bytes from ${at} on are not what the manifest says`);
        // Said once a file.
        this.#closeFile();
      }
      at += length;
    }
  }

  async #isChunk(fd: number, at: number, length: number, id: Buffer): Promise<boolean> {
    const piece = await this.#read(fd, at, length);
    if (piece === null || !blake3(piece).equals(id)) return false;
    this.#found.bytes += length;
    this.options.onProgress(this.#found.bytes);
    return true;
  }

  async #isHole(fd: number, from: number, to: number): Promise<boolean> {
    for (let at = seekData(fd, from); at >= 0 && at < to; at = seekData(fd, at)) {
      const end = seekHole(fd, at, to);
      const piece = await this.#read(fd, at, Math.min(READ_BYTES, end - at, to - at));
      if (piece === null || piece.some((byte) => byte !== 0)) return false;
      at += piece.length;
    }
    return true;
  }

  async #read(fd: number, at: number, length: number): Promise<Buffer | null> {
    let read = 0;
    while (read < length) {
      const { bytesRead } = await readFd(fd, this.#buffer, read, length - read, at + read);
      if (bytesRead === 0) return null;
      read += bytesRead;
    }
    return this.#buffer.subarray(0, length);
  }

  /** Where a path lies below the scratch directory; the subtree's own directory is that directory. */
  #placeOf(path: Buffer): Buffer {
    const { subtree } = this.options;
    if (subtree.length === 0) return path;
    if (!this.#subtreeIsDirectory) return path.subarray(path.lastIndexOf(0x2f) + 1);
    return path.subarray(Math.min(path.length, subtree.length + 1));
  }

  #differs(path: Buffer, what: string): void {
    const { named } = this.#found;
    this.#found.differences++;
    if (named.length < MAX_NAMED) named.push(`${printablePath(path)}: ${what}`.slice(0, MAX_CHARS));
  }

  #closeFile(): void {
    if (this.#file !== null) closeFd(this.#file.fd);
    this.#file = null;
  }
}

function isWithin(path: Buffer, subtree: Buffer): boolean {
  return subtree.length === 0 || (path.length > subtree.length && path.subarray(0, subtree.length).equals(subtree) && path[subtree.length] === 0x2f);
}

function sameAttribute(place: Buffer, { name, value }: { name: Buffer; value: Buffer }): boolean {
  try {
    return getXattr(place, name).equals(value);
  } catch {
    return false;
  }
}
