// One way to freeze a file system while it is read.
import type { Mount } from '../../../../shared/sys/mounts.js';

export interface Taken {
  mappings: { from: Buffer; to: Buffer }[];
  /** Removes it. Throws what the program says. */
  release(): Promise<void>;
}

export interface SnapshotMethod {
  name: 'btrfs' | 'lvm' | 'zfs';
  /** Whether this mount can be frozen so. Changes nothing; false too where the programs are absent. */
  fits(mount: Mount): Promise<boolean>;
  /** Freezes what `roots` need of `mount`. Having failed, it leaves nothing. `label` names what is made. */
  take(mount: Mount, roots: Buffer[], label: string, signal: AbortSignal): Promise<Taken>;
  /** Removes everything on these mounts whose label begins so: what was removed. */
  clean(mounts: Mount[], labelPrefix: string): Promise<string[]>;
}

/** Every label begins with it. */
export const LABEL_PREFIX = 'farvault-';
