// Manifest paths are bytes without a leading slash, components parted by '/'.
import { FarvaultError, messageOf } from '../errors/errors.js';
import { checkPath } from '../format/path-order.js';
import { printablePath } from '../sys/system-error.js';

const SLASH = 0x2f;

/** The components of a checked path. */
export function componentsOf(path: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  while (start < path.length) {
    const end = path.indexOf(SLASH, start);
    parts.push(path.subarray(start, end < 0 ? path.length : end));
    if (end < 0) break;
    start = end + 1;
  }
  return parts;
}

/** Position behind the last slash: where the name starts. */
export function nameStart(path: Buffer): number {
  return path.lastIndexOf(SLASH) + 1;
}

/** What a person typed (`/etc/hosts`, `etc/hosts/`) as a manifest path. */
export function manifestPath(typed: Uint8Array): Buffer {
  let start = 0;
  let end = typed.length;
  while (start < end && typed[start] === SLASH) start++;
  while (end > start && typed[end - 1] === SLASH) end--;
  const path = Buffer.from(typed.slice(start, end));
  try {
    checkPath(path);
  } catch (error) {
    throw new FarvaultError('USAGE', `'${printablePath(typed)}' is not a path inside a snapshot: ${messageOf(error)}`, { remedy: 'Give the path as snapshot ls shows it.', cause: error });
  }
  return path;
}
