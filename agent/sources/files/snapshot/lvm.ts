// LVM snapshots, mounted read-only at a directory of our own.
import fs from 'node:fs';
import path from 'node:path';
import type { Mount } from '../../../../shared/sys/mounts.js';
import type { SnapshotMethod } from './method.js';
import { argument, runProgram } from './program.js';

/** Room for what changes while the backup reads; LVM drops a snapshot that fills up, and reading it fails. */
const SPACE = '10%ORIGIN';
const MOUNTS_DIRECTORY = '/run/farvault-snapshots';

async function volumeOf(mount: Mount, signal?: AbortSignal): Promise<{ group: string; name: string } | null> {
  if (!mount.source.toString('latin1').startsWith('/dev/')) return null;
  const output = await runProgram('lvs', ['--noheadings', '-o', 'vg_name,lv_name', argument(mount.source)], signal);
  const [group, name] = output.trim().split(/\s+/);
  return group === undefined || name === undefined || group === '' ? null : { group, name };
}

async function remove(volume: string, point: string): Promise<void> {
  if (fs.existsSync(point)) {
    await runProgram('umount', [point]).catch(() => undefined); // not mounted yet, or no more: lvremove tells
    fs.rmdirSync(point);
  }
  await runProgram('lvremove', ['-f', volume]);
}

export const lvm: SnapshotMethod = {
  name: 'lvm',

  async fits(mount) {
    try {
      return (await volumeOf(mount)) !== null;
    } catch {
      return false; // no LVM here, or not one of its volumes
    }
  },

  async take(mount, _roots, label, signal) {
    const volume = await volumeOf(mount, signal);
    if (volume === null) throw new Error(`${argument(mount.source)} is no logical volume`);
    const name = `${label}-${mount.id}`;
    const snapshot = `${volume.group}/${name}`;
    const point = path.join(MOUNTS_DIRECTORY, name);
    try {
      await runProgram('lvcreate', ['-s', '-n', name, '-l', SPACE, `${volume.group}/${volume.name}`], signal);
      fs.mkdirSync(point, { recursive: true, mode: 0o700 });
      // xfs refuses a second file system of the same identity unless told.
      const options = mount.type === 'xfs' ? 'ro,nouuid' : 'ro';
      await runProgram('mount', ['-t', mount.type, '-o', options, `/dev/${snapshot}`, point], signal);
    } catch (error) {
      await remove(snapshot, point).catch(() => undefined); // a cancelled call may have made it all the same
      throw error;
    }
    const inside = mount.root.length === 1 ? Buffer.alloc(0) : mount.root;
    return { mappings: [{ from: mount.point, to: Buffer.concat([Buffer.from(point), inside]) }], release: () => remove(snapshot, point) };
  },

  async clean(mounts, labelPrefix) {
    if (!mounts.some(({ source }) => source.toString('latin1').startsWith('/dev/mapper/'))) return [];
    const removed: string[] = [];
    for (const line of (await runProgram('lvs', ['--noheadings', '-o', 'vg_name,lv_name'])).split('\n')) {
      const [group, name] = line.trim().split(/\s+/);
      if (group === undefined || name?.startsWith(labelPrefix) !== true) continue;
      await remove(`${group}/${name}`, path.join(MOUNTS_DIRECTORY, name));
      removed.push(`${group}/${name}`);
    }
    return removed;
  },
};
