// The snapshots that there are, as they follow from the journal: the roots of all that is stored, and what becomes of each (listed, in the trash, held). In memory and in
// checkpoints, because what decides on removal must not rest on a view that can lose keys without a word. Times are of the steady clock (docs/lifecycle.md) but `timeMs`.
import type { JournalRecord, SnapshotRecord, StateReducer } from '../repository/index.js';

export interface Hold {
  /** 16 hexadecimal digits. */
  id: string;
  /** An administrator, or `tamper`. */
  owner: string;
  reason: string;
  sinceMs: number;
  /** 0: until it is released. */
  untilMs: number;
}

export interface Trashed {
  sinceMs: number;
  /** It goes for good then. */
  purgeMs: number;
  reason: string;
  /** By an administrator; else by retention. */
  byHand?: true;
}

export interface KeptSnapshot {
  readonly id: string;
  readonly officeId: string;
  readonly agentId: string;
  readonly jobId: string;
  readonly jobName: string;
  readonly runId: string;
  readonly rootId: string;
  readonly rootBytes: number;
  readonly parentId: string | null;
  /** The server's clock at commit; the steady one where that was behind it by more than an hour. */
  readonly timeMs: number;
  /** Number of the journal record of the commit: the order of snapshots, whatever clocks say. */
  readonly commit: number;
  readonly partial: boolean;
  readonly bytesLogical: number;
  readonly trash: Trashed | null;
  readonly holds: readonly Hold[];
}

type Change = (snapshot: KeptSnapshot) => KeptSnapshot;

export class SnapshotSet implements StateReducer {
  readonly name = 'snapshot-set';
  /** In the order of commits. */
  readonly #all = new Map<string, KeptSnapshot>();
  readonly #listed = new Map<string, number>();
  /** By job, as far as known; empty: none is listed. */
  readonly #newest = new Map<string, string>();
  #bytesLogical = 0;
  readonly #told: ((snapshot: KeptSnapshot) => void)[] = [];

  apply({ number, body }: JournalRecord): void {
    switch (body.kind) {
      case 'snapshot.committed': {
        const snapshot = keptOf(body['snapshot'] as SnapshotRecord, number);
        // After the journal was lost: a checkpoint told of it, and of its holds.
        if (body['recovered'] === true && this.#all.has(snapshot.id)) return;
        this.#add(snapshot);
        for (const told of this.#told) told(snapshot);
        return;
      }
      case 'snapshots.trashed': {
        const { ids, reason, sinceMs, purgeMs, byHand } = body as unknown as Trashed & { ids: string[] };
        this.#change(ids, (snapshot) => ({ ...snapshot, trash: { sinceMs, purgeMs, reason, ...(byHand === true ? { byHand } : {}) } }));
        return;
      }
      case 'snapshots.restored':
        this.#change(body['ids'] as string[], (snapshot) => ({ ...snapshot, trash: null }));
        return;
      case 'snapshots.purged':
        for (const id of body['ids'] as string[]) this.#remove(id);
        return;
      case 'snapshot.held': {
        const { id, hold } = body as unknown as { id: string; hold: Hold };
        this.#change([id], (snapshot) => ({ ...snapshot, holds: [...snapshot.holds.filter((other) => other.id !== hold.id), hold] }));
        return;
      }
      case 'snapshot.released': {
        const { id, hold } = body as unknown as { id: string; hold: string };
        this.#change([id], (snapshot) => ({ ...snapshot, holds: snapshot.holds.filter((other) => other.id !== hold) }));
        return;
      }
      default:
    }
  }

  /** `told` hears of each snapshot that is added, as it is journalled; it must neither wait nor throw. */
  onCommitted(told: (snapshot: KeptSnapshot) => void): void {
    this.#told.push(told);
  }

  get(id: string): KeptSnapshot | undefined {
    return this.#all.get(id);
  }

  /** Listed ones and those in the trash, in the order of their commits. */
  all(): IterableIterator<KeptSnapshot> {
    return this.#all.values();
  }

  get size(): number {
    return this.#all.size;
  }

  /** How many are listed: of all, or of what has this id (an office or an agent). */
  listed(ofId = ''): number {
    return this.#listed.get(ofId) ?? 0;
  }

  /** Of those of a job that are listed the one that was committed last, whatever clocks said. */
  newestOf(jobId: string): KeptSnapshot | undefined {
    let newest = this.#newest.get(jobId);
    if (newest === undefined) {
      newest = '';
      for (const { id, jobId: of, trash } of this.#all.values()) if (of === jobId && trash === null) newest = id;
      this.#newest.set(jobId, newest);
    }
    return this.#all.get(newest);
  }

  isListed(id: string): boolean {
    return this.#all.get(id)?.trash === null;
  }

  /** Of those that are listed. */
  get bytesLogical(): number {
    return this.#bytesLogical;
  }

  save(): unknown {
    return [...this.#all.values()];
  }

  load(saved: unknown): void {
    this.#all.clear();
    this.#listed.clear();
    this.#newest.clear();
    this.#bytesLogical = 0;
    for (const snapshot of saved as KeptSnapshot[]) this.#add(snapshot);
  }

  snapshotsIn(saved: unknown): ReadonlySet<string> {
    return new Set((saved as KeptSnapshot[]).map(({ id }) => id));
  }

  #add(snapshot: KeptSnapshot): void {
    this.#remove(snapshot.id);
    this.#all.set(snapshot.id, snapshot);
    if (snapshot.trash !== null) return;
    this.#count(snapshot, 1);
    this.#newest.set(snapshot.jobId, snapshot.id);
  }

  #change(ids: readonly string[], change: Change): void {
    for (const id of ids) {
      const before = this.#all.get(id);
      if (before === undefined) continue;
      const after = change(before);
      this.#all.set(id, after);
      if ((before.trash === null) !== (after.trash === null)) this.#count(after, after.trash === null ? 1 : -1);
    }
  }

  #remove(id: string): void {
    const snapshot = this.#all.get(id);
    if (snapshot === undefined) return;
    this.#all.delete(id);
    if (snapshot.trash === null) this.#count(snapshot, -1);
  }

  #count({ id, jobId, officeId, agentId, bytesLogical }: KeptSnapshot, by: 1 | -1): void {
    // One more may lie before the newest.
    if (by === 1 || this.#newest.get(jobId) === id) this.#newest.delete(jobId);
    for (const key of ['', officeId, agentId]) {
      const count = this.listed(key) + by;
      if (count > 0) this.#listed.set(key, count);
      else this.#listed.delete(key);
    }
    this.#bytesLogical += by * bytesLogical;
  }
}

function keptOf({ id, officeId, agentId, jobId, jobName, runId, rootId, rootBytes, parentId, timeMs, steadyMs, partial, counters }: SnapshotRecord, commit: number): KeptSnapshot {
  return { id, officeId, agentId, jobId, jobName, runId, rootId, rootBytes, parentId, timeMs: steadyMs ?? timeMs, commit, partial, bytesLogical: counters['bytesLogical'] ?? 0, trash: null, holds: [] };
}
