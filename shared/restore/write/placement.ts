// Where entries of the manifest go below the target. The first selected entry tells whether a subtree is a directory, whose content goes into the
// target, or a single thing, which goes into it by its own name.
import { FLAG, KIND, type Entry } from '../../format/entry.js';
import { checkPath, isBelow } from '../../format/path-order.js';
import type { Choice, RestoreOptions, Selection } from '../plan.js';

export class Placement {
  /** Place of the entry located last, relative to the target. */
  path: Buffer = Buffer.alloc(0);
  readonly #selection: Selection;
  readonly #deleteExtra: boolean;
  #subtreeIsDirectory: boolean | null = null;

  constructor(selection: Selection, options: RestoreOptions) {
    this.#selection = selection;
    this.#deleteExtra = options.deleteExtra;
  }

  /** False: the entry is outside the subtree. Checks the path once more: nothing else stands between a manifest and the file system. */
  locate(entry: Entry): boolean {
    const { subtree } = this.#selection;
    if (!isBelow(entry.path, subtree)) return false;
    checkPath(entry.path);
    if (this.#subtreeIsDirectory === null && entry.path.length === subtree.length) this.#subtreeIsDirectory = entry.kind === KIND.directory;
    this.path = this.#selection.place(entry.path, this.#subtreeIsDirectory ?? true);
    return true;
  }

  /** Where a path of the subtree goes. */
  placeOf(path: Buffer): Buffer {
    return this.#selection.place(path, this.#subtreeIsDirectory ?? true);
  }

  /** True when what the snapshot lacks is to be removed from this directory. An implicit one (an ancestor of a source) never held all. */
  prunes(entry: Entry, choice: Choice): boolean {
    return this.#deleteExtra && choice === 'take' && (entry.flags & FLAG.implicit) === 0;
  }
}
