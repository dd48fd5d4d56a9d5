// What is mounted, and what should be.
import fs from 'node:fs';

export interface Mount {
  id: number;
  /** Of the parent mount. */
  parent: number;
  /** Path within its file system that shows here; `/` but for bind mounts and subvolumes. */
  root: Buffer;
  point: Buffer;
  type: string;
  source: Buffer;
  options: string;
}

/** \040 and the like. */
function unescape(text: string): Buffer {
  return Buffer.from(text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))), 'latin1');
}

/** The mounts of this process in the order made: of two on one point, the later one is seen. */
export function readMounts(text = fs.readFileSync('/proc/self/mountinfo', 'latin1')): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [left, right] = line.split(' - ');
    if (left === undefined || right === undefined) continue;
    const [id, parent, , root, point] = left.split(' ');
    const [type, source, options] = right.split(' ');
    if (point === undefined || root === undefined || type === undefined) continue;
    mounts.push({ id: Number(id), parent: Number(parent), root: unescape(root), point: unescape(point), type, source: unescape(source ?? ''), options: options ?? '' });
  }
  return mounts;
}

/** The mount that `path` (absolute) lies on. */
export function mountOf(path: Buffer, mounts: Mount[]): Mount | null {
  let best: Mount | null = null;
  for (const mount of mounts) if (isBelow(path, mount.point) && (best === null || mount.point.length >= best.point.length)) best = mount;
  return best;
}

/** True for `directory` itself, too. Both absolute, without a slash at the end but for `/`. */
export function isBelow(path: Buffer, directory: Buffer): boolean {
  if (directory.length === 1) return true;
  if (path.length < directory.length || path.compare(directory, 0, directory.length, 0, directory.length) !== 0) return false;
  return path.length === directory.length || path[directory.length] === 0x2f;
}

/** Mount points that /etc/fstab names; those marked `noauto` with `auto` false. */
export function readFstab(file = '/etc/fstab'): { point: Buffer; auto: boolean }[] {
  let text: string;
  try {
    text = fs.readFileSync(file, 'latin1');
  } catch {
    return []; // no fstab: nothing is promised to be mounted
  }
  const points: { point: Buffer; auto: boolean }[] = [];
  for (const line of text.split('\n')) {
    const [source, point, , options] = line.trim().split(/\s+/);
    if (source === undefined || source.startsWith('#') || point === undefined || !point.startsWith('/')) continue;
    points.push({ point: unescape(point.length > 1 ? point.replace(/\/+$/, '') : point), auto: !(options ?? '').split(',').includes('noauto') });
  }
  return points;
}

/** File systems that show the kernel's state, not data. */
const PSEUDO = new Set(
  ('proc sysfs devtmpfs devpts cgroup cgroup2 securityfs debugfs tracefs pstore bpf bpf_fs configfs mqueue hugetlbfs fusectl binfmt_misc autofs rpc_pipefs ' +
    'nsfs efivarfs selinuxfs smackfs fuse.lxcfs fuse.gvfsd-fuse fuse.portal').split(' '),
);

export function isPseudo(type: string): boolean {
  return PSEUDO.has(type);
}

/** Files that the kernel swaps to. */
export function swapFiles(file = '/proc/swaps'): Buffer[] {
  try {
    const rows = fs.readFileSync(file, 'latin1').split('\n').slice(1);
    return rows.map((row) => row.split(/\s+/)).filter(([, type]) => type === 'file').map(([name]) => unescape(name));
  } catch {
    return []; // a kernel without swap
  }
}
