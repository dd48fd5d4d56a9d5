// What waits for a second administrator, what became of it, and since when administrators have had all rights, as the journal tells.
import type { UserAccess } from '../fleet/index.js';
import type { JournalRecord, StateReducer } from '../repository/index.js';
import type { ClockMark } from './steady-clock-state.js';

export type ApprovalOutcome = 'approved' | 'rejected' | 'expired' | 'failed';

export interface ApprovalRecord {
  /** 16 hexadecimal digits. */
  id: string;
  action: string;
  /** What exactly is approved: canonical, of the action. */
  parameters: Readonly<Record<string, unknown>>;
  /** What it would do, in words. */
  what: string;
  reason: string;
  by: string;
  /** By the steady clock. */
  askedMs: number;
  expiresMs: number;
  state: 'waiting' | ApprovalOutcome;
  decidedBy: string;
  decidedMs: number;
  comment: string;
  /** What came of carrying it out; empty while that goes on. */
  outcome: string;
}

/** So many that are decided are remembered. */
const REMEMBERED = 500;

interface Saved {
  approvals: ApprovalRecord[];
  fullSince: [string, number | null][];
  changedMs: number | null | undefined;
}

export class ApprovalState implements StateReducer {
  readonly name = 'approvals';
  readonly mayBeAbsent = true as const;
  /** In the order in which they were asked. */
  readonly #all = new Map<string, ApprovalRecord>();
  /** Administrators whom another made, or gave all rights; null: since the last mark of the steady clock. */
  readonly #fullSince = new Map<string, number | null>();
  /** When last anyone was made, changed or revoked. Undefined: never since this is kept. */
  #changedMs: number | null | undefined = undefined;

  apply({ body }: JournalRecord): void {
    switch (body.kind) {
      case 'approval.asked':
        this.#all.set((body['approval'] as ApprovalRecord).id, body['approval'] as ApprovalRecord);
        this.#forget();
        return;
      case 'approval.decided': {
        const { id, state, decidedBy, decidedMs, comment } = body as unknown as ApprovalRecord;
        this.#change(id, { state, decidedBy, decidedMs, comment });
        return;
      }
      case 'approval.finished': {
        const { id, state, outcome } = body as unknown as ApprovalRecord;
        this.#change(id, { state, outcome });
        return;
      }
      case 'clock.marked':
      case 'clock.confirmed':
        this.#noteTime((body as unknown as ClockMark).steadyMs);
        return;
      case 'fleet.user-created':
      case 'fleet.user-updated':
      case 'fleet.user-revoked':
        this.#noteUser(body as { kind: string; name: string; actor?: unknown } & Partial<UserAccess>);
        return;
      default:
    }
  }

  get(id: string): ApprovalRecord | undefined {
    return this.#all.get(id);
  }

  all(): ApprovalRecord[] {
    return [...this.#all.values()];
  }

  waiting(): ApprovalRecord[] {
    return this.all().filter(({ state }) => state === 'waiting');
  }

  /** Since when they have had all rights, by the steady clock, of which it is `nowMs`; 0: made at the server itself, or before this was kept. */
  fullSinceMs(name: string, nowMs: number): number {
    const sinceMs = this.#fullSince.get(name);
    return sinceMs === undefined ? 0 : (sinceMs ?? nowMs);
  }

  /** When last anybody's access was changed. */
  accessChangedMs(nowMs: number): number {
    return this.#changedMs === undefined ? 0 : (this.#changedMs ?? nowMs);
  }

  save(): unknown {
    return { approvals: this.all(), fullSince: [...this.#fullSince], changedMs: this.#changedMs } satisfies Saved;
  }

  load(saved: unknown): void {
    const { approvals, fullSince, changedMs } = saved as Saved;
    this.#all.clear();
    this.#fullSince.clear();
    for (const approval of approvals) this.#all.set(approval.id, approval);
    for (const [name, sinceMs] of fullSince) this.#fullSince.set(name, sinceMs);
    this.#changedMs = changedMs;
  }

  #change(id: string, change: Partial<ApprovalRecord>): void {
    const old = this.#all.get(id);
    if (old === undefined) return;
    const changed = { ...old, ...change };
    // What is over needs no more than its words.
    const isOver = changed.state !== 'waiting' && (changed.state !== 'approved' || changed.outcome !== '');
    this.#all.set(id, isOver ? { ...changed, parameters: {} } : changed);
  }

  #forget(): void {
    let decided = this.all().filter(({ state }) => state !== 'waiting').length;
    for (const [id, { state }] of this.#all) {
      if (decided <= REMEMBERED) return;
      if (state === 'waiting') continue;
      this.#all.delete(id);
      decided--;
    }
  }

  #noteUser({ kind, name, role, offices, actor }: { kind: string; name: string; actor?: unknown } & Partial<UserAccess>): void {
    this.#changedMs = null;
    // Whoever can write the data directory needs no approval of anybody.
    const byHand = kind === 'fleet.user-created' && actor === undefined;
    if (kind === 'fleet.user-revoked' || byHand) this.#fullSince.delete(name);
    else if ((role ?? 'admin') === 'admin' && (offices ?? null) === null) this.#fullSince.set(name, null);
  }

  #noteTime(steadyMs: number): void {
    if (this.#changedMs === null) this.#changedMs = steadyMs;
    for (const [name, sinceMs] of this.#fullSince) if (sinceMs === null) this.#fullSince.set(name, steadyMs);
  }
}
