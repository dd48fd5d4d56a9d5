// Snapshots that are being read (restores, drills): they are not purged meanwhile, and what they need stays, whatever becomes of them.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { SnapshotSet } from './snapshot-set.js';

interface Pin {
  rootId: string;
  readers: number;
}

export class Pins {
  readonly #pins = new Map<string, Pin>();

  constructor(private readonly set: Pick<SnapshotSet, 'get'>) {}

  /** NOT_FOUND when it has been purged. The snapshot stays until the function that is handed back is called; more than one call does nothing. */
  pin(id: string): () => void {
    const snapshot = this.set.get(id);
    if (snapshot === undefined) throw new FarvaultError('NOT_FOUND', `snapshot ${id} has just been removed`, { remedy: 'See `backupctl snapshot list`.' });
    const pin = this.#pins.get(id) ?? { rootId: snapshot.rootId, readers: 0 };
    pin.readers++;
    this.#pins.set(id, pin);
    let over = false;
    return () => {
      if (over) return;
      over = true;
      if (--pin.readers === 0) this.#pins.delete(id);
    };
  }

  isPinned(id: string): boolean {
    return this.#pins.has(id);
  }

  /** Snapshots with their roots (hexadecimal). */
  *roots(): Generator<{ id: string; rootId: string }, void, undefined> {
    for (const [id, { rootId }] of this.#pins) yield { id, rootId };
  }
}
