// The order of paths in a manifest: component by component, as bytes; a directory before what it holds.
//   comparePaths(a, b)           < 0, 0, > 0
//   isBelow(path, ancestor)      true for the ancestor itself too
//   checkPath(path)              refuses what cannot be a manifest path (absolute, `..`, empty or over-long names, NUL)
import { MAX_NAME_BYTES, MAX_PATH_BYTES } from './limits.js';
import { formatError } from './varint.js';

const SLASH = 0x2f;
const DOT = 0x2e;

/** Compares the first `aLength` and `bLength` bytes; both are equal up to `from` (known by the caller). */
export function comparePathBytes(a: Uint8Array, aLength: number, b: Uint8Array, bLength: number, from = 0): number {
  const shorter = aLength < bLength ? aLength : bLength;
  for (let i = from; i < shorter; i++) {
    const x = a[i];
    const y = b[i];
    if (x === y) continue;
    // A separator ends a component, and a component that ends is before one that goes on.
    if (x === SLASH) return -1;
    if (y === SLASH) return 1;
    return x - y;
  }
  return aLength - bLength;
}

export function comparePaths(a: Uint8Array, b: Uint8Array): number {
  return comparePathBytes(a, a.length, b, b.length);
}

export function isBelow(path: Uint8Array, ancestor: Uint8Array): boolean {
  const length = ancestor.length;
  if (length === 0) return true;
  if (path.length < length || (path.length > length && path[length] !== SLASH)) return false;
  for (let i = length - 1; i >= 0; i--) if (path[i] !== ancestor[i]) return false;
  return true;
}

/** Refuses with FORMAT. Components that end before `from` are known to be good. */
export function checkPathBytes(path: Uint8Array, length: number, from = 0): void {
  if (length === 0) return;
  if (length > MAX_PATH_BYTES) throw formatError(`path: ${length} bytes exceed ${MAX_PATH_BYTES}`);
  let start = from;
  while (start > 0 && path[start - 1] !== SLASH) start--;
  for (let i = start; i <= length; i++) {
    if (i < length) {
      const byte = path[i];
      if (byte === 0) throw formatError('path: holds a NUL byte');
      if (byte !== SLASH) continue;
    }
    const name = i - start;
    if (name === 0) throw formatError('path: has an empty component or a leading or trailing slash');
    if (name > MAX_NAME_BYTES) throw formatError(`path: a name of ${name} bytes exceeds ${MAX_NAME_BYTES}`);
    if (path[start] === DOT && (name === 1 || (name === 2 && path[start + 1] === DOT))) throw formatError('path: has a component . or ..');
    start = i + 1;
  }
}

export function checkPath(path: Uint8Array): void {
  checkPathBytes(path, path.length);
}
