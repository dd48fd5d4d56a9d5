// The walk: depth-first, names as bytes in order, one directory's names in memory for each level, everything relative to directory descriptors so
// that neither the length of a path nor a directory moved meanwhile leads astray. Each entry is compared with the parent's manifest as it comes by.
import fs from 'node:fs';
import { REPOSITORY_MARKER } from '../../shared/config/never-backed-up.js';
import { FarvaultError, messageOf, systemCode } from '../../shared/errors/errors.js';
import { KIND } from '../../shared/format/entry.js';
import { MAX_PATH_BYTES } from '../../shared/format/limits.js';
import { comparePathBytes } from '../../shared/format/path-order.js';
import { AT_FDCWD, closeFd, openAt, openDirectoryAt, readlinkAt } from '../../shared/sys/at.js';
import { readNames, type Names } from '../../shared/sys/directory.js';
import { lastErrorCode } from '../../shared/sys/libc.js';
import { groupName, userName } from '../../shared/sys/owners.js';
import { StatBuffer, statFd, tryStatAt } from '../../shared/sys/statx.js';
import { printablePath } from '../../shared/sys/system-error.js';
import { pathBelow } from '../../shared/sys/xattr.js';
import { DISK_IMAGE_MIN_BYTES, isDiskImage } from '../sources/files/disk-image.js';
import { NO_BYTES, readAttributes } from './attributes.js';
import { ENTRY_FLAG, type BatchWriter, type EntryParts } from './batch-writer.js';
import { Globs } from './globs.js';
import { HardLinks } from './hard-links.js';
import { CACHE_TAG, hasCacheSignature, isKernelDirectory, type NeverList } from './never.js';
import { PARENT_CONTENT_MAX_BYTES, type ParentCursor } from './parent-cursor.js';
import type { RootNode } from './roots.js';
import type { ScanOptions } from './types.js';

const { S_IFMT, S_IFDIR, S_IFREG, S_IFLNK, S_IFBLK, S_IFCHR, S_IFIFO, S_IFSOCK, O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY, O_NOATIME } = fs.constants;
/** Descriptors of directories held open at once; those higher up are opened again on the way back. */
const MAX_OPEN_DIRECTORIES = 64;
const SLASH = 0x2f;
const DOT_DOT = Buffer.from('..');
const NO_NAMES: Names = { bytes: NO_BYTES, starts: new Uint32Array(0), count: 0 };
/** In the top directory of every Farvault repository. */
const MARKER = Buffer.from(REPOSITORY_MARKER);

interface Frame {
  /** -1: closed for now, or never open because only the tree of roots is followed here. */
  fd: number;
  names: Names;
  /** Followed instead of names; null: names are. */
  nodes: RootNode[] | null;
  next: number;
  pathLength: number;
  device: number;
  inode: bigint;
  /** Bytes of the source path that this lies below. */
  rootLength: number;
  node: RootNode | null;
  /** Where the source path of entries differs from the path: replaces the first `mapLength` bytes. */
  mapTo: Buffer | null;
  mapLength: number;
}

export interface WalkContext {
  options: ScanOptions;
  never: NeverList;
  /** Mount points that should be mounted and are not, without a leading slash, as latin1. */
  unmounted: Set<string>;
  cursor: ParentCursor | null;
  out: BatchWriter;
  /** Called for each directory; throws to end the walk. */
  onDirectory(path: Buffer, pathLength: number): void;
}

export class Walker {
  private readonly path = Buffer.alloc(MAX_PATH_BYTES + 256 + 1);
  private pathLength = 0;
  /** The current name with a NUL behind it. */
  private readonly name = Buffer.alloc(256 + 1);
  private nameLength = 0;
  private readonly stat = new StatBuffer();
  private readonly frames: Frame[] = [];
  private readonly globs: Globs;
  private readonly links = new HardLinks();
  private readonly images: Set<string>;
  private readonly parts: EntryParts = {
    kind: 0, changed: false, flags: 0, user: NO_BYTES, group: NO_BYTES, target: NO_BYTES, source: NO_BYTES, xattrs: NO_BYTES, parentContent: NO_BYTES,
  };
  /** Only root may pass O_NOATIME on what is not its own. */
  private readonly directoryFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | (process.geteuid?.() === 0 ? O_NOATIME : 0);

  constructor(private readonly context: WalkContext) {
    this.globs = new Globs(context.options.excludes);
    this.images = new Set(context.options.images.map((path) => path.toString('latin1').slice(1)));
  }

  walk(top: RootNode): void {
    try {
      this.visitNode(null, top);
      for (let frame = this.frames.at(-1); frame !== undefined; frame = this.frames.at(-1)) this.step(frame);
      const { cursor } = this.context;
      while (cursor !== null && cursor.valid) cursor.drop();
      if (this.links.overflowed) this.problem('note', 'E2BIG', 'more files with several names than are remembered: some are stored once for each name');
    } finally {
      for (const frame of this.frames) if (frame.fd >= 0) closeFd(frame.fd);
    }
  }

  private step(frame: Frame): void {
    if (frame.nodes !== null) {
      const node = frame.nodes[frame.next++];
      if (node === undefined) this.leave(frame);
      else if (this.setName(frame, node.name, 0)) this.visitNode(frame, node);
      return;
    }
    const { names } = frame;
    const depth = this.frames.length;
    while (frame.next < names.count) {
      if (!this.setName(frame, names.bytes, names.starts[frame.next++])) continue;
      const node = frame.node === null ? undefined : frame.node.children.get(this.name.toString('latin1', 0, this.nameLength));
      if (node === undefined) this.visit(frame);
      else this.visitNode(frame, node);
      if (this.frames.length !== depth) return;
    }
    this.leave(frame);
  }

  /** Makes `name` the current one. `from` is where it starts in `bytes`; it ends at a NUL or the end. */
  private setName(frame: Frame, bytes: Buffer, from: number): boolean {
    const { path, name } = this;
    let at = frame.pathLength;
    if (at > 0) path[at++] = SLASH;
    let length = 0;
    for (let i = from; i < bytes.length && bytes[i] !== 0 && length < 256; i++) {
      path[at + length] = bytes[i]!;
      name[length++] = bytes[i]!;
    }
    name[length] = 0;
    this.nameLength = length;
    this.pathLength = at + length;
    if (this.pathLength <= MAX_PATH_BYTES && length < 256) return true;
    this.pathLength = Math.min(this.pathLength, MAX_PATH_BYTES);
    this.problem('skipped', 'ENAMETOOLONG', `the path is longer than ${MAX_PATH_BYTES} bytes`);
    return false;
  }

  private visit(frame: Frame): void {
    const { stat } = this;
    if (tryStatAt(frame.fd, this.name, stat) < 0) {
      this.failed(lastErrorCode());
      return;
    }
    const directory = (stat.mode & S_IFMT) === S_IFDIR;
    if (this.isLeftOut(frame.rootLength, directory)) return;
    if (!directory) {
      this.visitLeaf(frame, null);
      return;
    }
    this.mergeDirectory(frame, null, false);
    if (this.mayEnter(frame.device)) this.enter(frame, null, frame.rootLength, frame.mapTo, frame.mapLength);
  }

  /** A source path, a directory on the way to one, or a mount point that is read elsewhere. */
  private visitNode(frame: Frame | null, node: RootNode): void {
    const { stat } = this;
    const followed = node.isRoot ? node.source : Buffer.concat([node.source, Buffer.from('/.')]);
    const real = node.isRoot || (frame !== null && frame.nodes === null);
    if (tryStatAt(AT_FDCWD, Buffer.concat([real ? node.source : followed, Buffer.from([0])]), stat) < 0) {
      this.failed(lastErrorCode());
      return;
    }
    const directory = (stat.mode & S_IFMT) === S_IFDIR;
    const rootLength = node.isRoot || frame === null ? this.pathLength : frame.rootLength;
    const passing = !real || (!node.isRoot && this.isLeftOut(rootLength, directory));
    if (!directory) {
      if (node.isRoot && (stat.mode & S_IFMT) === S_IFLNK) this.problem('note', 'ELOOP', 'this source path is a symbolic link: the link is kept, not what it leads to');
      if (passing) this.failed('ENOTDIR');
      else this.visitLeaf(frame, node.source);
      return;
    }
    if (passing && node.children.size === 0) return;
    this.mergeDirectory(frame, node.source, passing);
    const device = node.isRoot || frame === null ? stat.device : frame.device;
    if (!passing && this.mayEnter(device)) this.enter(frame, node, rootLength, node.source, this.pathLength);
    else if (node.children.size > 0) {
      this.push({
        fd: -1, names: NO_NAMES, nodes: [...node.children.values()], next: 0, pathLength: this.pathLength, device: stat.device, inode: stat.inode,
        rootLength, node, mapTo: null, mapLength: 0,
      });
    }
  }

  private isLeftOut(rootLength: number, directory: boolean): boolean {
    const { stat, path, pathLength } = this;
    const { options, never } = this.context;
    if (!this.globs.empty && this.globs.excludes(path, pathLength, rootLength, directory)) return true;
    if (!directory && options.maxSizeBytes > 0 && (stat.mode & S_IFMT) === S_IFREG && stat.size > options.maxSizeBytes) return true;
    return never.holds(stat.inodeLow, stat.device, path, pathLength);
  }

  /** The current directory has been recorded: whether its content is wanted. `device`: of the directory above. */
  private mayEnter(device: number): boolean {
    const { stat } = this;
    if (isKernelDirectory(this.path, this.pathLength)) return false;
    if (stat.device === device) return !this.context.never.isPseudoDevice(device);
    return !this.context.options.oneFileSystem && !this.context.never.isPseudoDevice(stat.device);
  }

  private enter(above: Frame | null, node: RootNode | null, rootLength: number, mapTo: Buffer | null, mapLength: number): void {
    const { stat, path, pathLength } = this;
    this.context.onDirectory(path, pathLength);
    const { device, inode } = stat;
    let fd = -1;
    let names: Names;
    try {
      fd = node === null ? openAt(above!.fd, this.name.subarray(0, this.nameLength), this.directoryFlags) : openAt(AT_FDCWD, node.source, this.directoryFlags);
      names = readNames(fd);
    } catch (error) {
      if (fd >= 0) closeFd(fd);
      this.failed(systemCode(error) ?? 'EIO', 'what it holds is not in this snapshot: ');
      return;
    }
    if (names.count === 0) this.checkEmpty(node);
    if (this.isMarked(fd, names)) names = NO_NAMES;
    if (names.count === 0) {
      closeFd(fd);
      return;
    }
    this.push({ fd, names, nodes: null, next: 0, pathLength, device, inode, rootLength, node: node !== null && node.children.size > 0 ? node : null, mapTo, mapLength });
  }

  private isMarked(fd: number, names: Names): boolean {
    if (holdsName(names, MARKER)) return true;
    if (this.context.options.includeCachedirTagged || !holdsName(names, CACHE_TAG)) return false;
    let tag = -1;
    try {
      tag = openAt(fd, CACHE_TAG, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      return fs.fstatSync(tag).isFile() && hasCacheSignature(tag);
    } catch {
      return false; // not readable, not a file: then it tags nothing, and is reported in its turn
    } finally {
      if (tag >= 0) closeFd(tag);
    }
  }

  /** An empty directory where there should be something is most likely a file system that is not mounted. */
  private checkEmpty(node: RootNode | null): void {
    const { path, pathLength } = this;
    const { cursor } = this.context;
    const below = cursor !== null && cursor.valid && cursor.pathLength > pathLength && cursor.path.compare(path, 0, pathLength, 0, pathLength) === 0 && (pathLength === 0 || cursor.path[pathLength] === SLASH);
    if (node?.isRoot === true && below) {
      throw new FarvaultError('REFUSED', `/${printablePath(path.subarray(0, pathLength))} is empty, but was not in the last snapshot: perhaps its file system is not mounted`, {
        remedy: 'Mount it. If it is meant to be empty, put any file into it once.',
      });
    }
    if (this.context.unmounted.has(path.toString('latin1', 0, pathLength))) this.problem('skipped', 'ENOTMOUNTED', '/etc/fstab mounts a file system here, and it is not mounted');
  }

  private push(frame: Frame): void {
    this.frames.push(frame);
    const far = this.frames[this.frames.length - 1 - MAX_OPEN_DIRECTORIES];
    if (far === undefined || far.fd < 0) return;
    closeFd(far.fd);
    far.fd = -1;
  }

  private leave(frame: Frame): void {
    this.frames.pop();
    const above = this.frames.at(-1);
    if (above !== undefined && above.nodes === null && above.fd < 0 && above.next < above.names.count) {
      above.fd = this.reopen(above, frame);
      if (above.fd < 0) {
        this.pathLength = above.pathLength;
        this.problem('skipped', 'ESTALE', 'the directory was moved while it was read: what was left to read in it is not in this snapshot');
        above.next = above.names.count;
      }
    }
    if (frame.fd >= 0) closeFd(frame.fd);
  }

  /** Opens `wanted` again: by `..` of the directory just left, else from its source path down. -1: it is not there any more. */
  private reopen(wanted: Frame, left: Frame): number {
    try {
      if (left.fd >= 0) {
        const fd = openDirectoryAt(left.fd, DOT_DOT);
        if (this.isFrame(fd, wanted)) return fd;
        closeFd(fd);
      }
      return this.reopenFromTop(wanted);
    } catch {
      return -1;
    }
  }

  private reopenFromTop(wanted: Frame): number {
    const last = this.frames.indexOf(wanted);
    let index = last;
    // The nearest source path above: read by an absolute path of its own.
    while (index > 0 && this.frames[index].mapLength !== this.frames[index].pathLength) index--;
    const start = this.frames[index];
    let fd = openDirectoryAt(AT_FDCWD, start.mapTo ?? Buffer.from('/'));
    for (let i = index + 1; i <= last; i++) {
      const from = this.frames[i - 1].pathLength;
      const name = this.path.subarray(from === 0 ? 0 : from + 1, this.frames[i].pathLength);
      const next = openDirectoryAt(fd, name);
      closeFd(fd);
      fd = next;
    }
    if (this.isFrame(fd, wanted)) return fd;
    closeFd(fd);
    return -1;
  }

  private isFrame(fd: number, frame: Frame): boolean {
    statFd(fd, this.stat);
    return this.stat.inode === frame.inode && this.stat.device === frame.device;
  }

  // ---- merging with the parent

  /** Brings the parent to the current path; true: it stands on it. What it has before is gone. */
  private parentHere(): boolean {
    const { cursor } = this.context;
    if (cursor === null) return false;
    while (cursor.valid) {
      const order = comparePathBytes(cursor.path, cursor.pathLength, this.path, this.pathLength);
      if (order === 0) return true;
      if (order > 0) return false;
      cursor.drop();
    }
    return false;
  }

  private mergeDirectory(frame: Frame | null, source: Buffer | null, implicit: boolean): void {
    const here = this.parentHere();
    const cursor = this.context.cursor!;
    if (here && cursor.matches(KIND.directory, this.stat, implicit, null)) {
      cursor.keep();
      return;
    }
    if (here) cursor.drop();
    this.emit(frame, source, KIND.directory, implicit ? ENTRY_FLAG.implicit : 0, here, NO_BYTES, NO_BYTES);
  }

  private visitLeaf(frame: Frame | null, source: Buffer | null): void {
    const { stat } = this;
    const kind = kindOf(stat.mode);
    if (kind === 0) {
      this.failed('EINVAL');
      return;
    }
    const first = stat.nlink > 1 ? this.links.firstName(stat, this.path, this.pathLength) : null;
    const here = this.parentHere();
    const cursor = this.context.cursor!;
    if (here && cursor.matches(first === null ? kind : KIND.hardlink, stat, false, first)) {
      do cursor.keep();
      while (cursor.valid && cursor.kind === KIND.segment);
      return;
    }
    let parentContent = NO_BYTES;
    if (here) {
      if (kind === KIND.file && cursor.kind === KIND.file) parentContent = this.takeParentContent(cursor);
      else cursor.drop();
    }
    if (first !== null) this.emit(frame, source, KIND.hardlink, 0, here, first, NO_BYTES);
    else if (kind === KIND.symlink) this.emitSymlink(frame, source, here);
    else this.emit(frame, source, kind, kind === KIND.file && stat.size > 0 ? ENTRY_FLAG.read : 0, here, NO_BYTES, parentContent);
  }

  private emitSymlink(frame: Frame | null, source: Buffer | null, here: boolean): void {
    let target: Buffer;
    try {
      target = source === null ? readlinkAt(frame!.fd, this.name.subarray(0, this.nameLength)) : readlinkAt(AT_FDCWD, source);
    } catch (error) {
      this.failed(systemCode(error) ?? 'EIO');
      return;
    }
    this.emit(frame, source, KIND.symlink, 0, here, target, NO_BYTES);
  }

  /** Content references of the parent's entry and its segments, as far as they stay small. */
  private takeParentContent(cursor: ParentCursor): Buffer {
    const parts = [cursor.content()];
    let total = parts[0].length;
    cursor.drop();
    while (cursor.valid && cursor.kind === KIND.segment) {
      if (total <= PARENT_CONTENT_MAX_BYTES) {
        const part = cursor.content();
        total += part.length;
        parts.push(part);
      }
      cursor.drop();
    }
    return total > PARENT_CONTENT_MAX_BYTES ? NO_BYTES : Buffer.concat(parts);
  }

  /** Hands out the current entry as `kind` with all its metadata. */
  private emit(frame: Frame | null, source: Buffer | null, kind: number, flags: number, changed: boolean, target: Buffer, parentContent: Buffer): void {
    const { stat, parts } = this;
    this.context.cursor?.flushRun();
    parts.kind = kind;
    parts.changed = changed;
    parts.flags = flags;
    parts.user = userName(stat.uid) ?? NO_BYTES;
    parts.group = groupName(stat.gid) ?? NO_BYTES;
    parts.target = target;
    parts.parentContent = parentContent;
    if (parentContent.length > 0) parts.flags |= ENTRY_FLAG.parentContent;
    const wantsSource = kind === KIND.hardlink || (flags & ENTRY_FLAG.read) !== 0;
    parts.source = wantsSource ? (source ?? this.sourceOf(frame!)) : NO_BYTES;
    if (kind === KIND.file && wantsSource && this.isImage(parts.source)) parts.flags |= ENTRY_FLAG.image;
    // A second name has its inode's attributes, which are with the first.
    const attributes = kind === KIND.hardlink ? null : readAttributes(source ?? pathBelow(frame!.fd, this.name.subarray(0, this.nameLength)));
    parts.xattrs = attributes?.encoded ?? NO_BYTES;
    if (attributes !== null && attributes.problem !== null) {
      parts.flags |= ENTRY_FLAG.incomplete;
      this.problem('note', attributes.problem, 'some extended attributes could not be read');
    }
    this.context.out.entry(this.path, this.pathLength, stat, parts);
  }

  /** Named as one by the job, or told by its content. */
  private isImage(source: Buffer): boolean {
    if (this.images.size > 0 && this.images.has(this.path.toString('latin1', 0, this.pathLength))) return true;
    return this.stat.size >= DISK_IMAGE_MIN_BYTES && isDiskImage(source);
  }

  private sourceOf(frame: Frame): Buffer {
    const { path, pathLength } = this;
    if (frame.mapTo === null) return Buffer.concat([Buffer.from('/'), path.subarray(0, pathLength)]);
    const rest = path.subarray(frame.mapLength, pathLength);
    if (frame.mapTo.length === 1) return Buffer.concat([frame.mapTo, rest[0] === SLASH ? rest.subarray(1) : rest]);
    return Buffer.concat(rest[0] === SLASH ? [frame.mapTo, rest] : [frame.mapTo, Buffer.from('/'), rest]);
  }

  private failed(code: string, consequence = ''): void {
    const message = code === 'ENOENT' ? 'vanished while the tree was read' : code === 'EACCES' || code === 'EPERM' ? 'permission denied' : messageOf(code);
    this.problem('skipped', code, consequence + message);
  }

  private problem(severity: 'skipped' | 'note', code: string, message: string): void {
    this.context.out.problem({ path: Buffer.from(this.path.subarray(0, this.pathLength)), code, message, severity });
  }
}

function kindOf(mode: number): number {
  switch (mode & S_IFMT) {
    case S_IFREG: return KIND.file;
    case S_IFLNK: return KIND.symlink;
    case S_IFBLK: return KIND.block;
    case S_IFCHR: return KIND.character;
    case S_IFIFO: return KIND.fifo;
    case S_IFSOCK: return KIND.socket;
    default: return 0;
  }
}

/** Binary search in sorted names. */
function holdsName(names: Names, wanted: Buffer): boolean {
  let low = 0;
  let high = names.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareName(names.bytes, names.starts[middle], wanted);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

function compareName(bytes: Buffer, start: number, wanted: Buffer): number {
  for (let i = 0; i < wanted.length; i++) {
    const order = bytes[start + i] - wanted[i];
    if (order !== 0) return order;
  }
  return bytes[start + wanted.length] === 0 ? 0 : 1;
}
