// What must hold before a walk begins: a source that is absent must end the run, not empty the snapshot.
import { FarvaultError, systemCode } from '../../shared/errors/errors.js';
import { AT_FDCWD } from '../../shared/sys/at.js';
import { isBelow, type Mount } from '../../shared/sys/mounts.js';
import { StatBuffer, statAt } from '../../shared/sys/statx.js';
import { printablePath } from '../../shared/sys/system-error.js';
import { isBelowKernelDirectory } from './never.js';
import { mapped } from './roots.js';
import type { ScanOptions } from './types.js';

export interface FstabPoint {
  point: Buffer;
  auto: boolean;
}

/** Refuses source paths that do not exist, are never backed up, or lie on a file system that /etc/fstab names and nobody has mounted. */
export function checkRoots(options: Pick<ScanOptions, 'roots' | 'never' | 'mappings'>, mounts: Mount[], fstab: FstabPoint[]): void {
  const stat = new StatBuffer();
  for (const root of options.roots) {
    const shown = printablePath(root);
    if (isBelowKernelDirectory(root)) throw new FarvaultError('REFUSED', `${shown} is never backed up: it shows the running system, not data`, { remedy: 'Take this path out of the job.' });
    if (options.never.some((path) => isBelow(root, path))) throw new FarvaultError('REFUSED', `${shown} is never backed up: it is the agent's own state`, { remedy: 'Take this path out of the job.' });
    for (const { point } of missingMounts(mounts, fstab)) {
      if (!isBelow(root, point)) continue;
      throw new FarvaultError('REFUSED', `${shown} is not there: /etc/fstab mounts a file system at ${printablePath(point)}, and it is not mounted`, { remedy: `Mount it: mount ${printablePath(point)}` });
    }
    try {
      statAt(AT_FDCWD, mapped(root, options.mappings), stat);
    } catch (error) {
      const absent = ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
      throw new FarvaultError(absent ? 'NOT_FOUND' : 'IO', absent ? `The source path ${shown} does not exist` : `The source path ${shown} cannot be looked at`, {
        remedy: absent ? 'Correct the paths of the job, or mount what belongs there.' : 'See that the agent may read it.',
        cause: error,
      });
    }
  }
}

export function missingMounts(mounts: Mount[], fstab: FstabPoint[]): FstabPoint[] {
  return fstab.filter(({ point }) => point.length > 1 && !mounts.some((mount) => mount.point.equals(point)));
}
