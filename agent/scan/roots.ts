// Source paths as a tree: which directories are walked, which are only passed on the way to one, and where each is really read.
import { FarvaultError } from '../../shared/errors/errors.js';
import { isBelow } from '../../shared/sys/mounts.js';
import { printablePath } from '../../shared/sys/system-error.js';

const SLASH = Buffer.from('/');

export interface RootNode {
  name: Buffer;
  /** Where it is read: absolute, mappings applied. */
  source: Buffer;
  /** A source path: walked whatever the filters say of it. */
  isRoot: boolean;
  /** Sorted by bytes, keyed by the name as latin1. */
  children: Map<string, RootNode>;
}

/** Absolute, without `.`, `..`, doubled slashes or one at the end. */
export function normalPath(path: Buffer): Buffer {
  if (path[0] !== 0x2f || path.includes(0)) {
    throw new FarvaultError('USAGE', `'${printablePath(path)}' is not an absolute path`, { remedy: 'Name each source by its path from the root, such as /srv/data.' });
  }
  const parts: string[] = [];
  for (const part of path.toString('latin1').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return Buffer.from(`/${parts.join('/')}`, 'latin1');
}

/** Where `path` is read: the longest mapping that holds it decides. */
export function mapped(path: Buffer, mappings: { from: Buffer; to: Buffer }[]): Buffer {
  let best: { from: Buffer; to: Buffer } | null = null;
  for (const mapping of mappings) if (isBelow(path, mapping.from) && (best === null || mapping.from.length > best.from.length)) best = mapping;
  if (best === null) return path;
  const rest = best.from.length === 1 ? path.subarray(path.length === 1 ? 1 : 0) : path.subarray(best.from.length);
  return rest.length === 0 ? best.to : Buffer.concat([best.to.length === 1 ? Buffer.alloc(0) : best.to, rest]);
}

/** The tree of `roots`; mount points with a mapping of their own below a root are nodes too. */
export function rootTree(roots: Buffer[], mappings: { from: Buffer; to: Buffer }[]): RootNode {
  const top: RootNode = { name: Buffer.alloc(0), source: SLASH, isRoot: false, children: new Map() };
  const insert = (path: Buffer, isRoot: boolean): void => {
    let node = top;
    let at = '';
    for (const part of path.toString('latin1').split('/').filter((name) => name !== '')) {
      at += `/${part}`;
      let child = node.children.get(part);
      if (child === undefined) {
        child = { name: Buffer.from(part, 'latin1'), source: Buffer.from(at, 'latin1'), isRoot: false, children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    }
    node.source = mapped(path, mappings);
    node.isRoot ||= isRoot;
  };
  for (const mapping of mappings) if (roots.some((root) => isBelow(mapping.from, root))) insert(mapping.from, false);
  for (const root of roots) insert(root, true);
  sortChildren(top);
  return top;
}

function sortChildren(node: RootNode): void {
  const sorted = [...node.children].sort(([, a], [, b]) => a.name.compare(b.name));
  node.children = new Map(sorted);
  for (const [, child] of sorted) sortChildren(child);
}
