// Where a restore that the server ordered may write: only below the roots that this machine's own configuration names, and by real paths.
import fs from 'node:fs';
import path from 'node:path';
import { FarvaultError, messageOf, systemCode } from '../../shared/errors/errors.js';

export interface AllowedTarget {
  /** A restore root, with links in it resolved: the machine's administrator named it. */
  root: string;
  /** Below the root, without links: opened component by component. */
  below: Buffer;
}

export function allowedTarget(target: string, restoreRoots: readonly string[]): AllowedTarget {
  if (!path.isAbsolute(target) || target.includes('\0') || target.split('/').includes('..')) {
    throw refused(`The target '${target}' is not an absolute path without '..'`);
  }
  const wanted = path.normalize(target).replace(/(.)\/+$/, '$1');
  const within = restoreRoots
    .map((root) => path.resolve(root))
    .filter((root) => wanted === root || wanted.startsWith(root === '/' ? root : `${root}/`))
    .sort((a, b) => b.length - a.length);
  const root = within[0];
  if (root === undefined) throw refused(`The target '${wanted}' is not below a restore root of this machine (${restoreRoots.join(', ') || 'none'})`);
  return { root: realRoot(root), below: Buffer.from(wanted.slice(root.length).replace(/^\/+/, '')) };
}

function realRoot(root: string): string {
  try {
    return fs.realpathSync(root);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw unusable(root, error);
  }
  try {
    fs.mkdirSync(root, { recursive: true, mode: 0o700 });
    return fs.realpathSync(root);
  } catch (error) {
    throw unusable(root, error);
  }
}

function refused(message: string): FarvaultError {
  return new FarvaultError('REFUSED', message, { remedy: 'Choose a target below a restore root, or add a root to the configuration on the machine itself.' });
}

function unusable(root: string, cause: unknown): FarvaultError {
  return new FarvaultError('IO', `The restore root ${root} cannot be used: ${messageOf(cause)}`, { remedy: "Make the directory, or correct the machine's configuration.", cause });
}
