// What a restore will do, as plain data: which paths are taken, where they go, what happens to things in the way. Pure: printed by --dry-run,
// and handed to the writer.
import { FarvaultError } from '../errors/errors.js';
import { compileIncludes } from './include.js';
import { comparePaths, isBelow } from '../format/path-order.js';
import { nameStart } from './paths.js';

export const OVERWRITE = ['never', 'changed', 'always'] as const;
export type Overwrite = (typeof OVERWRITE)[number];

/** Plain data: travels to the write worker as it is. */
export interface RestoreOptions {
  /** Manifest path of what is restored; empty: everything. */
  path: Uint8Array;
  includes: string[];
  /** Exactly these manifest paths (latin1), with the directories above them; left out: all that `path` and `includes` select. */
  chosen?: ReadonlySet<string>;
  /** never: what exists stays as it is. changed: same kind, size and mtime counts as the same content. always: contents are compared. */
  overwrite: Overwrite;
  deleteExtra: boolean;
  dryRun: boolean;
}

export function parseOverwrite(text: string): Overwrite {
  if (text === '') return 'changed';
  const found = OVERWRITE.find((known) => known === text);
  if (found === undefined) throw new FarvaultError('USAGE', `--overwrite takes never, changed or always, not '${text}'`, { remedy: 'Leave it out for the default, changed.' });
  return found;
}

/** `take`: restored. `pass`: not itself, but something below it may be. `skip`: not. `after`: nothing that follows is selected. */
export type Choice = 'take' | 'pass' | 'skip' | 'after';

export class Selection {
  readonly subtree: Buffer;
  readonly #included: ((path: Buffer) => boolean) | null;

  constructor(options: Pick<RestoreOptions, 'path' | 'includes' | 'chosen'>) {
    this.subtree = Buffer.from(options.path.buffer, options.path.byteOffset, options.path.byteLength);
    const { chosen } = options;
    this.#included = chosen === undefined ? compileIncludes(options.includes) : (path) => chosen.has(path.toString('latin1'));
  }

  get everything(): boolean {
    return this.subtree.length === 0 && this.#included === null;
  }

  choose(path: Buffer, isDirectory: boolean): Choice {
    if (!isBelow(path, this.subtree)) return comparePaths(path, this.subtree) > 0 ? 'after' : 'skip';
    if (this.#included === null || this.#included(path)) return 'take';
    return isDirectory ? 'pass' : 'skip';
  }

  /** Where a path goes below the target. The subtree's own directory is the target itself (empty); a single file keeps its name. */
  place(path: Buffer, subtreeIsDirectory: boolean): Buffer {
    if (this.subtree.length === 0) return path;
    if (!subtreeIsDirectory) return path.subarray(nameStart(path));
    return path.length === this.subtree.length ? path.subarray(path.length) : path.subarray(this.subtree.length + 1);
  }
}

export type Action = 'create' | 'replace' | 'keep' | 'delete' | 'link' | 'skip';

/** One line of a dry run. */
export interface PlannedAction {
  action: Action;
  path: Uint8Array;
  bytes: number;
}
