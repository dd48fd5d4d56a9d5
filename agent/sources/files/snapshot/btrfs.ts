// Read-only btrfs snapshots, one for each subvolume that a source path lies in or holds: a snapshot does not descend into nested ones.
import fs from 'node:fs';
import path from 'node:path';
import { isBelow, type Mount } from '../../../../shared/sys/mounts.js';
import { LABEL_PREFIX, type SnapshotMethod, type Taken } from './method.js';
import { argument, runProgram } from './program.js';

/** Of the top directory of every subvolume. */
const SUBVOLUME_INODE = 256n;

export const btrfs: SnapshotMethod = {
  name: 'btrfs',

  fits(mount) {
    return Promise.resolve(mount.type === 'btrfs');
  },

  async take(mount, roots, label, signal) {
    const made: string[] = [];
    const mappings: Taken['mappings'] = [];
    const release = async (): Promise<void> => {
      for (let one = made.at(-1); one !== undefined; one = made.at(-1)) {
        await runProgram('btrfs', ['subvolume', 'delete', one]);
        made.pop();
      }
    };
    try {
      for (const subvolume of await subvolumesFor(mount, roots, signal)) {
        const snapshot = path.join(subvolume, `.${label}`);
        // Noted first: a cancelled call may have made it all the same.
        made.push(snapshot);
        await runProgram('btrfs', ['subvolume', 'snapshot', '-r', subvolume, snapshot], signal);
        mappings.push({ from: Buffer.from(subvolume), to: Buffer.from(snapshot) });
      }
    } catch (error) {
      for (const one of made) if (fs.existsSync(one)) await runProgram('btrfs', ['subvolume', 'delete', one]).catch(() => undefined);
      throw error;
    }
    return { mappings, release };
  },

  async clean(mounts, labelPrefix) {
    const removed: string[] = [];
    for (const mount of mounts.filter(({ type }) => type === 'btrfs')) {
      for (const subvolume of await listed(mount)) {
        if (!path.basename(subvolume).startsWith(`.${labelPrefix}`)) continue;
        await runProgram('btrfs', ['subvolume', 'delete', subvolume]);
        removed.push(subvolume);
      }
    }
    return removed;
  },
};

/** Those that hold a root, and those below one; not our own snapshots. */
async function subvolumesFor(mount: Mount, roots: Buffer[], signal: AbortSignal): Promise<string[]> {
  const wanted = new Set<string>();
  for (const root of roots) wanted.add(subvolumeOf(argument(root)));
  for (const subvolume of await listed(mount, signal)) {
    const below = roots.some((root) => isBelow(Buffer.from(subvolume), root));
    if (below && !path.basename(subvolume).startsWith(`.${LABEL_PREFIX}`)) wanted.add(subvolume);
  }
  return [...wanted];
}

function subvolumeOf(root: string): string {
  for (let at = root; ; at = path.dirname(at)) {
    if (fs.statSync(at, { bigint: true }).ino === SUBVOLUME_INODE || at === '/') return at;
  }
}

/** Subvolumes that show below the mount, as paths. */
async function listed(mount: Mount, signal?: AbortSignal): Promise<string[]> {
  const output = await runProgram('btrfs', ['subvolume', 'list', argument(mount.point)], signal);
  const inside = mount.root.toString('latin1') === '/' ? '' : `${mount.root.toString('latin1').slice(1)}/`;
  const found: string[] = [];
  for (const line of output.split('\n')) {
    const at = line.indexOf(' path ');
    if (at < 0) continue;
    const name = line.slice(at + 6);
    if (!name.startsWith(inside)) continue;
    const shown = path.join(argument(mount.point), Buffer.from(name.slice(inside.length), 'latin1').toString('utf8'));
    if (fs.existsSync(shown)) found.push(shown);
  }
  return found;
}
