// ZFS snapshots, read through the hidden directory of the mounted dataset.
import type { SnapshotMethod } from './method.js';
import { argument, runProgram } from './program.js';

export const zfs: SnapshotMethod = {
  name: 'zfs',

  fits(mount) {
    return Promise.resolve(mount.type === 'zfs');
  },

  async take(mount, _roots, label, signal) {
    const name = `${argument(mount.source)}@${label}`;
    const release = async (): Promise<void> => {
      await runProgram('zfs', ['destroy', name]);
    };
    try {
      await runProgram('zfs', ['snapshot', name], signal);
    } catch (error) {
      await release().catch(() => undefined); // a cancelled call may have made it all the same
      throw error;
    }
    const hidden = Buffer.from(`/.zfs/snapshot/${label}`);
    const top = mount.point.length === 1 ? Buffer.alloc(0) : mount.point;
    return { mappings: [{ from: mount.point, to: Buffer.concat([top, hidden]) }], release };
  },

  async clean(mounts, labelPrefix) {
    if (!mounts.some(({ type }) => type === 'zfs')) return [];
    const names = (await runProgram('zfs', ['list', '-H', '-t', 'snapshot', '-o', 'name'])).split('\n');
    const ours = names.filter((name) => name.includes(`@${labelPrefix}`));
    for (const name of ours) await runProgram('zfs', ['destroy', name]);
    return ours;
  },
};
