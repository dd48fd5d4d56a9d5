// Compares two trees to the last attribute: kinds, bytes, modes, owners, times, extended attributes, links between names, holes.
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, type BigIntStats } from 'node:fs';
import { getXattr, listXattrs } from '../../shared/sys/xattr.js';

export interface Difference {
  path: string;
  what: string;
}

export interface CompareResult {
  entries: number;
  files: number;
  bytes: number;
  differences: Difference[];
}

export interface CompareOptions {
  /** Directories' and files' owners (needs root to be restored). Default true. */
  owners?: boolean;
  /** Paths (relative, as text) to leave out. */
  skip?: (path: string) => boolean;
}

const MAX_DIFFERENCES = 100;
const SLASH = Buffer.from('/');

export function compareTrees(left: string, right: string, options: CompareOptions = {}): CompareResult {
  const result: CompareResult = { entries: 0, files: 0, bytes: 0, differences: [] };
  const links = new Map<string, string>();
  const bufferLeft = Buffer.alloc(1 << 20);
  const bufferRight = Buffer.alloc(1 << 20);

  const differ = (path: Buffer, what: string): void => {
    if (result.differences.length < MAX_DIFFERENCES) result.differences.push({ path: path.toString('latin1'), what });
  };

  const sameContent = (a: Buffer, b: Buffer): boolean => {
    const fdA = openSync(a, 'r');
    const fdB = openSync(b, 'r');
    try {
      for (;;) {
        const readA = readSync(fdA, bufferLeft, 0, bufferLeft.length, null);
        const readB = readSync(fdB, bufferRight, 0, bufferRight.length, null);
        if (readA !== readB || Buffer.compare(bufferLeft.subarray(0, readA), bufferRight.subarray(0, readB)) !== 0) return false;
        if (readA === 0) return true;
      }
    } finally {
      closeSync(fdA);
      closeSync(fdB);
    }
  };

  const xattrsOf = (path: Buffer): string =>
    listXattrs(path)
      .map((name) => `${name.toString('latin1')}=${getXattr(path, name).toString('hex')}`)
      .join('\n');

  const walk = (relative: Buffer): void => {
    if (relative.length > 0 && options.skip?.(relative.toString('latin1')) === true) return;
    const a = relative.length === 0 ? Buffer.from(left) : Buffer.concat([Buffer.from(left), SLASH, relative]);
    const b = relative.length === 0 ? Buffer.from(right) : Buffer.concat([Buffer.from(right), SLASH, relative]);
    let statA: BigIntStats;
    let statB: BigIntStats;
    try {
      statA = lstatSync(a, { bigint: true });
      statB = lstatSync(b, { bigint: true });
    } catch (error) {
      differ(relative, `cannot be looked at: ${(error as Error).message}`);
      return;
    }
    result.entries++;
    if ((statA.mode & 0o170000n) !== (statB.mode & 0o170000n)) {
      differ(relative, `kind ${(statA.mode & 0o170000n).toString(8)} against ${(statB.mode & 0o170000n).toString(8)}`);
      return;
    }
    if (!statA.isSymbolicLink() && statA.mode !== statB.mode) differ(relative, `mode ${statA.mode.toString(8)} against ${statB.mode.toString(8)}`);
    if (options.owners !== false && (statA.uid !== statB.uid || statA.gid !== statB.gid)) differ(relative, `owner ${statA.uid}:${statA.gid} against ${statB.uid}:${statB.gid}`);
    if (statA.mtimeNs !== statB.mtimeNs) differ(relative, `mtime ${statA.mtimeNs} against ${statB.mtimeNs}`);
    if ((statA.isCharacterDevice() || statA.isBlockDevice()) && statA.rdev !== statB.rdev) differ(relative, `device ${statA.rdev} against ${statB.rdev}`);
    if (xattrsOf(a) !== xattrsOf(b)) differ(relative, 'extended attributes');
    if (statA.isSymbolicLink()) {
      if (!readlinkSync(a, { encoding: 'buffer' }).equals(readlinkSync(b, { encoding: 'buffer' }))) differ(relative, 'link target');
    } else if (statA.isFile()) {
      result.files++;
      result.bytes += Number(statA.size);
      if (statA.size !== statB.size) differ(relative, `size ${statA.size} against ${statB.size}`);
      else if (!sameContent(a, b)) differ(relative, 'content');
      if (statA.nlink > 1n) {
        const partner = links.get(`${statA.dev}:${statA.ino}`);
        const own = `${statB.dev}:${statB.ino}`;
        if (partner === undefined) links.set(`${statA.dev}:${statA.ino}`, own);
        else if (partner !== own) differ(relative, 'hard link is not linked');
      }
      // A hole that came back as stored zeros is right in bytes but not what was there.
      if (statA.blocks * 512n < statA.size / 2n && statB.blocks > statA.blocks * 2n + 64n) differ(relative, `takes ${statB.blocks} blocks against ${statA.blocks}`);
    } else if (statA.isDirectory()) {
      const names = (dir: Buffer): Buffer[] => readdirSync(dir, { encoding: 'buffer' }).sort(Buffer.compare);
      const namesA = names(a);
      const namesB = new Set(names(b).map((name) => name.toString('latin1')));
      for (const name of namesA) {
        namesB.delete(name.toString('latin1'));
        walk(relative.length === 0 ? name : Buffer.concat([relative, SLASH, name]));
      }
      for (const name of namesB) if (options.skip?.(relative.length === 0 ? name : `${relative.toString('latin1')}/${name}`) !== true) differ(Buffer.concat([relative, SLASH, Buffer.from(name, 'latin1')]), 'is only in the second tree');
    }
  };

  walk(Buffer.alloc(0));
  return result;
}
