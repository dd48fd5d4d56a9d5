// What is known of garbage collection over restarts: how the last one went, and whether there may be garbage that none has seen.
import type { JournalRecord, StateReducer } from '../repository/index.js';
import type { GcFigures } from './types.js';

/** What only the lost journal knew of (snapshots that were deleted, sessions) is to be looked at first. */
const RECOVERED = 'the journal was lost and made anew from the packs: nothing is removed until an administrator has looked through backupctl snapshot list and says so with backupctl gc --yes';

/** Body of `gc.ended`. */
export interface GcEnd {
  run: string;
  /** The journal's position at its beginning; null: it did not go through. */
  began: number | null;
  /** Why space cannot be made free without an administrator; empty: it can. */
  blocked: string;
  /** Null: it did not come so far. */
  figures: GcFigures | null;
}

export interface LastGc extends GcEnd {
  endedMs: number;
}

interface Saved {
  last: LastGc | null;
  isRecovered: boolean;
  garbageAt: number;
  seenTo: number;
  writing: [run: string, session: string, wrote: boolean][];
}

export class GcState implements StateReducer {
  readonly name = 'gc';
  readonly mayBeAbsent = true as const;
  last: LastGc | null = null;
  /** The journal was lost and made anew from the packs, and no administrator has looked at what came of it. */
  isRecovered = false;
  /** The record that last made garbage. As good as 1 before any: an earlier version has not collected. */
  #garbageAt = 1;
  /** All garbage up to here has been seen. */
  #seenTo = 0;
  /** Open sessions, and whether they have uploaded anything. */
  readonly #sessions = new Map<string, { session: string; wrote: boolean }>();

  /** Why space cannot be made free without an administrator; empty: it can. */
  get blocked(): string {
    return this.isRecovered ? RECOVERED : (this.last?.blocked ?? '');
  }

  /** Whether something has become garbage since the last collection began. */
  get isDirty(): boolean {
    return this.#garbageAt > this.#seenTo;
  }

  apply({ number, timeMs, body }: JournalRecord): void {
    switch (body.kind) {
      case 'session.opened': {
        const { id, runId } = body['session'] as { id: string; runId: string };
        this.#sessions.set(runId, { session: id, wrote: false });
        return;
      }
      case 'session.wrote':
        for (const open of this.#sessions.values()) if (open.session === body['session']) open.wrote = true;
        return;
      case 'snapshot.committed':
        this.#sessions.delete((body['snapshot'] as { runId: string }).runId);
        return;
      case 'session.ended':
        for (const [run, { session }] of this.#sessions) if (session === body['session']) this.#ended(run, number);
        return;
      case 'run.ended':
        this.#ended(body['id'] as string, number);
        return;
      case 'snapshots.purged':
        this.#garbageAt = number;
        return;
      case 'repository.recovered':
        this.isRecovered = true;
        return;
      case 'gc.confirmed':
        this.isRecovered = false;
        return;
      case 'gc.ended': {
        const { run, began, blocked, figures } = body as unknown as GcEnd;
        this.last = { run, began, blocked, figures: figures ?? this.last?.figures ?? null, endedMs: timeMs };
        if (began !== null) this.#seenTo = began;
        return;
      }
      default:
    }
  }

  save(): unknown {
    const writing = [...this.#sessions].map(([run, { session, wrote }]): Saved['writing'][number] => [run, session, wrote]);
    return { last: this.last, isRecovered: this.isRecovered, garbageAt: this.#garbageAt, seenTo: this.#seenTo, writing } satisfies Saved;
  }

  load(saved: unknown): void {
    const { last, isRecovered, garbageAt, seenTo, writing } = saved as Saved;
    this.last = last;
    this.isRecovered = isRecovered;
    this.#garbageAt = garbageAt;
    this.#seenTo = seenTo;
    this.#sessions.clear();
    for (const [run, session, wrote] of writing) this.#sessions.set(run, { session, wrote });
  }

  #ended(run: string, number: number): void {
    if (this.#sessions.get(run)?.wrote === true) this.#garbageAt = number;
    this.#sessions.delete(run);
  }
}
