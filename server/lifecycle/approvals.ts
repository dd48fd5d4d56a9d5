// What one administrator alone must not do: it is journalled as asked, and carried out when another one approves. So one stolen key does not destroy anything for good.
import { isDeepStrictEqual } from 'node:util';
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { User } from '../fleet/index.js';
import type { JournalBody } from '../repository/index.js';
import type { ApprovalRecord, ApprovalState } from './approval-state.js';

const HOUR_MS = 3_600_000;
const EXPIRES_MS = 7 * 24 * HOUR_MS;
/** Who has had all rights for less cannot approve, unless made at the server; and so long waits an administrator who has no second. */
export const COOL_OFF_MS = 72 * HOUR_MS;
const MAX_WAITING = 100;
const MAX_TEXT_CHARS = 1_000;
/** Of the parameters as JSON: a record of the journal is 1 MiB at most. */
const MAX_PARAMETER_BYTES = 768 << 10;
/** Of all that wait: they are in memory and in checkpoints. */
const MAX_WAITING_BYTES = 16 << 20;

/** Under whose names something is carried out. */
export interface Approved {
  approval: string;
  askedBy: string;
  approvedBy: string;
}

export interface ApprovalAction {
  /** Decides again whether it may be done, does it, and says what came of it. Throws when it must not be done: the approval is then over, too. */
  carryOut(parameters: Readonly<Record<string, unknown>>, approved: Approved): Promise<string>;
}

export type Ask = Pick<ApprovalRecord, 'action' | 'parameters' | 'what' | 'reason' | 'by'>;

export interface ApprovalDependencies {
  state: ApprovalState;
  users: () => User[];
  steady: { now(): number; record(body: JournalBody): Promise<void> };
  random: (bytes: number) => Buffer;
  logError: (message: string, error: unknown) => void;
}

export class Approvals {
  readonly #actions = new Map<string, ApprovalAction>();
  readonly #changes = new Mutex();

  constructor(private readonly deps: ApprovalDependencies) {}

  /** Each action is registered once, before anything is asked. */
  register(name: string, action: ApprovalAction): void {
    this.#actions.set(name, action);
  }

  /** Resolves when it is journalled. Asked again while it waits, the same administrator gets the one that waits. */
  ask({ action, parameters, what, reason, by }: Ask): Promise<ApprovalRecord> {
    return this.#changes.run(async () => {
      if (!this.#actions.has(action)) throw new FarvaultError('INTERNAL', `nothing carries out ${action}`);
      const { state, steady, random } = this.deps;
      // Not as text: the journal gives fields back in an order of its own.
      const same = state.waiting().find((other) => other.action === action && other.by === by && isDeepStrictEqual(other.parameters, parameters));
      if (same !== undefined && same.expiresMs > steady.now()) return same;
      const bytes = parameterBytes({ parameters });
      const waitingBytes = state.waiting().reduce((sum, one) => sum + parameterBytes(one), bytes);
      if (state.waiting().length >= MAX_WAITING || waitingBytes > MAX_WAITING_BYTES) throw new FarvaultError('NO_SPACE', `${state.waiting().length} things wait for a second administrator already`, { remedy: 'backupctl approval list shows them; reject what is not wanted.' });
      checkText('reason', reason);
      if (bytes > MAX_PARAMETER_BYTES) throw new FarvaultError('INVALID', 'this is too much for one approval', { remedy: 'Do it in parts.' });
      const askedMs = steady.now();
      const approval: ApprovalRecord = { id: random(8).toString('hex'), action, parameters, what: what.slice(0, MAX_TEXT_CHARS), reason, by, askedMs, expiresMs: askedMs + EXPIRES_MS, state: 'waiting', decidedBy: '', decidedMs: 0, comment: '', outcome: '' };
      await this.deps.steady.record({ kind: 'approval.asked', approval });
      return approval;
    });
  }

  /** Newest first. `state` empty: all. */
  list(state: string, limit: number): ApprovalRecord[] {
    return this.deps.state.all().filter((one) => state === '' || one.state === state).reverse().slice(0, limit);
  }

  get(idOrPrefix: string): ApprovalRecord {
    const found = /^[0-9a-f]{4,16}$/.test(idOrPrefix) ? this.deps.state.all().filter(({ id }) => id.startsWith(idOrPrefix)) : [];
    if (found.length === 1) return found[0];
    throw new FarvaultError('NOT_FOUND', found.length === 0 ? `no approval '${idOrPrefix.slice(0, 100)}'` : `'${idOrPrefix}' fits more than one approval`, { remedy: 'backupctl approval list shows them.' });
  }

  /** Whoever may reject, the one who asked among them, takes back nothing that was done. */
  reject(idOrPrefix: string, by: string, comment: string): Promise<ApprovalRecord> {
    return this.#changes.run(async () => {
      checkText('comment', comment);
      const waiting = this.#waiting(idOrPrefix);
      await this.#decide(waiting, { state: 'rejected', decidedBy: by, comment });
      return this.get(waiting.id);
    });
  }

  /** Carries it out, and resolves when that is done, however it went: the record says. Of two at once one finds that it is decided. */
  approve(idOrPrefix: string, by: string, comment: string): Promise<ApprovalRecord> {
    return this.#changes.run(async () => {
      checkText('comment', comment);
      const waiting = this.#waiting(idOrPrefix);
      const refusal = this.refusalOf(waiting, by);
      if (refusal !== null) throw new FarvaultError('REFUSED', refusal.why, { remedy: refusal.remedy });
      await this.#decide(waiting, { state: 'approved', decidedBy: by, comment });
      await this.#finish(waiting.id, await this.#carryOut(waiting, by));
      return this.get(waiting.id);
    });
  }

  /** Why this administrator cannot approve that; null: they can. */
  refusalOf({ by: asker, askedMs }: Pick<ApprovalRecord, 'by' | 'askedMs'>, by: string): { why: string; remedy: string } | null {
    const { state, steady, users } = this.deps;
    const active = users().filter((user) => user.revokedMs === null && user.role === 'admin');
    const full = active.filter(({ offices }) => offices === null);
    const nowMs = steady.now();
    if (!active.some(({ name }) => name === asker)) return { why: `${asker}, who asked, is no administrator any more`, remedy: 'Reject it, and ask anew if it is wanted.' };
    if (!full.some(({ name }) => name === by)) return { why: 'only an administrator with all rights approves', remedy: 'Ask one: backupctl user list shows them.' };
    if (by !== asker) {
      const leftMs = state.fullSinceMs(by, nowMs) + COOL_OFF_MS - nowMs;
      return leftMs <= 0 ? null : { why: `${by} has had all rights for less than 72 hours`, remedy: `In ${hoursText(leftMs)} they can approve; another administrator can now. One stolen key must not make itself a second.` };
    }
    if (full.some(({ name }) => name !== asker)) return { why: `${asker} has asked for this: another administrator approves`, remedy: 'backupctl user list shows who has all rights.' };
    const leftMs = Math.max(askedMs, state.accessChangedMs(nowMs)) + COOL_OFF_MS - nowMs;
    return leftMs <= 0 ? null : { why: 'there is no second administrator, so this waits for 72 hours', remedy: `In ${hoursText(leftMs)} you can approve it yourself. Everybody who gets alerts has been told.` };
  }

  /** What has waited for too long, and what a crash left between the decision and its end. */
  async tidy(atStart: boolean): Promise<void> {
    await this.#changes.run(async () => {
      const { state, steady } = this.deps;
      for (const approval of state.all()) {
        const { id, state: standing, expiresMs, outcome } = approval;
        if (standing === 'waiting' && expiresMs <= steady.now()) await this.#decide(approval, { state: 'expired', decidedBy: '', comment: '' });
        if (atStart && standing === 'approved' && outcome === '') await this.#finish(id, { state: 'failed', outcome: 'backupd ended while it was carried out: look what was done, and ask again for the rest' });
      }
    });
  }

  async #carryOut({ id, action, parameters, by: askedBy }: ApprovalRecord, approvedBy: string): Promise<Pick<ApprovalRecord, 'state' | 'outcome'>> {
    const known = this.#actions.get(action);
    if (known === undefined) return { state: 'failed', outcome: `this version does not know how to: ${action}` };
    try {
      return { state: 'approved', outcome: (await known.carryOut(parameters, { approval: id, askedBy, approvedBy })).slice(0, MAX_TEXT_CHARS) || 'done' };
    } catch (error) {
      if (isFarvaultError(error) && error.code !== 'INTERNAL') return { state: 'failed', outcome: messageOf(error).slice(0, MAX_TEXT_CHARS) };
      this.deps.logError(`approval ${id}: ${action}`, error);
      return { state: 'failed', outcome: 'an internal error, which the log of backupd names: look what was done' };
    }
  }

  /** The record says what is decided, and who asked for it: for the audit. */
  async #decide({ id, action, what, by }: ApprovalRecord, decision: Pick<ApprovalRecord, 'state' | 'decidedBy' | 'comment'>): Promise<void> {
    const { steady } = this.deps;
    await steady.record({ kind: 'approval.decided', id, action, what, askedBy: by, ...decision, decidedMs: steady.now() });
  }

  async #finish(id: string, { state, outcome }: Pick<ApprovalRecord, 'state' | 'outcome'>): Promise<void> {
    await this.deps.steady.record({ kind: 'approval.finished', id, state, outcome });
  }

  #waiting(idOrPrefix: string): ApprovalRecord {
    const found = this.get(idOrPrefix);
    const state = found.state === 'waiting' && found.expiresMs <= this.deps.steady.now() ? 'expired' : found.state;
    if (state !== 'waiting') throw new FarvaultError('CONFLICT', `approval ${found.id} is ${state} already`, { remedy: `backupctl approval show ${found.id} says more.` });
    return found;
  }
}

function parameterBytes({ parameters }: Pick<ApprovalRecord, 'parameters'>): number {
  return Buffer.byteLength(JSON.stringify(parameters));
}

export function checkText(what: string, text: string): void {
  if (text.length > MAX_TEXT_CHARS) throw new FarvaultError('INVALID', `${what}: at most ${MAX_TEXT_CHARS} characters`);
}

function hoursText(ms: number): string {
  const hours = Math.ceil(ms / HOUR_MS);
  return hours === 1 ? 'an hour' : `${hours} hours`;
}
