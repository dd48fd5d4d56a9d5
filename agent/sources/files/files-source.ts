// Files and directories, read from a snapshot of their file system where that can be had.
import { FarvaultError, messageOf } from '../../../shared/errors/errors.js';
import { isBelow, isPseudo, mountOf, readMounts, type Mount } from '../../../shared/sys/mounts.js';
import { printablePath } from '../../../shared/sys/system-error.js';
import type { OpenedSource, SourceKind, SourceNote } from '../source.js';
import { btrfs } from './snapshot/btrfs.js';
import { lvm } from './snapshot/lvm.js';
import { LABEL_PREFIX, type SnapshotMethod, type Taken } from './snapshot/method.js';
import { zfs } from './snapshot/zfs.js';

const SNAPSHOT_CHOICES = ['auto', 'btrfs', 'lvm', 'zfs', 'none'] as const;
export type SnapshotChoice = (typeof SNAPSHOT_CHOICES)[number];

export interface FilesSpec {
  /** Absolute, as bytes. */
  paths: Buffer[];
  snapshot: SnapshotChoice;
}

/** As a job names it; empty: auto. INVALID when it is none of them. */
export function parseSnapshotChoice(text: string): SnapshotChoice {
  const choice = SNAPSHOT_CHOICES.find((one) => one === (text === '' ? 'auto' : text));
  if (choice === undefined) throw new FarvaultError('INVALID', `file system snapshot '${text}' is not known`, { remedy: `Use one of ${SNAPSHOT_CHOICES.join(', ')}.` });
  return choice;
}

/** For each mount that holds something of the source: how it is frozen (null: read as it is), and which roots lie on it. */
export interface FilesPlan {
  mounts: { mount: Mount; roots: Buffer[]; method: SnapshotMethod | null }[];
  notes: SourceNote[];
}

const METHODS: SnapshotMethod[] = [btrfs, zfs, lvm];

/** Mounts that a walk of the paths reads: those that hold a path, and those below one. */
function mountsOf(paths: Buffer[], mounts: Mount[]): Map<Mount, Buffer[]> {
  const wanted = new Map<Mount, Buffer[]>();
  const add = (mount: Mount, root: Buffer): void => {
    const roots = wanted.get(mount) ?? [];
    roots.push(root);
    wanted.set(mount, roots);
  };
  for (const path of paths) {
    const own = mountOf(path, mounts);
    if (own !== null) add(own, path);
    for (const mount of mounts) if (mount !== own && isBelow(mount.point, path) && !isPseudo(mount.type) && mountOf(mount.point, mounts) === mount) add(mount, mount.point);
  }
  return wanted;
}

async function methodFor(mount: Mount, choice: SnapshotChoice): Promise<SnapshotMethod | null> {
  for (const method of METHODS) {
    if (choice !== 'auto' && method.name !== choice) continue;
    if (await method.fits(mount)) return method;
  }
  return null;
}

const AGENT_CHARACTERS = 8;

function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, '_');
}

function labelPrefix(agentId: string): string {
  return `${LABEL_PREFIX}${plain(agentId).slice(0, AGENT_CHARACTERS)}-`;
}

export const filesSource: SourceKind<FilesSpec, FilesPlan> = {
  kind: 'files',

  discover() {
    const mounts = readMounts().filter(({ type }) => !isPseudo(type));
    return Promise.resolve(mounts.map(({ point, type }) => ({ path: printablePath(point), detail: type })));
  },

  async plan({ paths, snapshot }) {
    const plan: FilesPlan = { mounts: [], notes: [] };
    if (snapshot === 'none') return plan;
    for (const [mount, roots] of mountsOf(paths, readMounts())) {
      const method = await methodFor(mount, snapshot);
      plan.mounts.push({ mount, roots, method });
      if (method !== null) continue;
      const wanted = snapshot === 'auto' ? '' : ` with ${snapshot}`;
      plan.notes.push({ severity: snapshot === 'auto' ? 'info' : 'warning', message: `${printablePath(mount.point)} (${mount.type}) cannot be frozen${wanted}: its files are read as they are` });
    }
    return plan;
  },

  async open(plan, { agentId, runId }, signal) {
    const label = labelPrefix(agentId) + plain(runId);
    const taken: Taken[] = [];
    const notes = [...plan.notes];
    const mappings: OpenedSource['mappings'] = [];
    const close = async (): Promise<SourceNote[]> => {
      const left: SourceNote[] = [];
      for (const one of taken.splice(0).reverse()) {
        await one.release().catch((error: unknown) => left.push({ severity: 'warning', message: `a snapshot of the file system could not be removed: ${messageOf(error)}` }));
      }
      return left;
    };
    for (const { mount, roots, method } of plan.mounts) {
      // A mount that is read as it is keeps its own place below one that is frozen.
      if (method === null) {
        mappings.push({ from: mount.point, to: mount.point });
        continue;
      }
      try {
        const one = await method.take(mount, roots, label, signal);
        taken.push(one);
        mappings.push(...one.mappings);
        notes.push({ severity: 'info', message: `${printablePath(mount.point)} is read from a ${method.name} snapshot` });
      } catch (error) {
        if (signal.aborted) {
          await close();
          throw signal.reason as Error;
        }
        mappings.push({ from: mount.point, to: mount.point });
        notes.push({ severity: 'warning', message: `${printablePath(mount.point)}: no ${method.name} snapshot (${messageOf(error)}): its files are read as they are` });
      }
    }
    const frozen = taken.length > 0;
    return { mappings: frozen ? mappings : [], notes, close };
  },

  async cleanLeftovers(agentId) {
    const notes: SourceNote[] = [];
    const mounts = readMounts();
    for (const method of METHODS) {
      try {
        for (const removed of await method.clean(mounts, labelPrefix(agentId))) notes.push({ severity: 'info', message: `removed a ${method.name} snapshot that a dead run had left: ${printablePath(Buffer.from(removed))}` });
      } catch (error) {
        notes.push({ severity: 'warning', message: `leftover ${method.name} snapshots could not be removed: ${messageOf(error)}` });
      }
    }
    return notes;
  },
};
