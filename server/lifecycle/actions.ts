// What administrators ask for that may take two of them: small deletions are done at once, what is large or final waits for an approval.
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Office } from '../fleet/index.js';
import type { KeptSnapshot, SnapshotSet } from '../snapshots/index.js';
import type { ApprovalRecord } from './approval-state.js';
import type { Approvals, Approved } from './approvals.js';
import type { Changed, Lifecycle } from './lifecycle.js';
import { keptText } from './lifecycle.js';
import { MAX_DIFFERENCE_MS, type SteadyClock } from './steady-clock.js';

/** Of one request: they stand in one record of the journal. */
const MAX_SNAPSHOTS = 8_192;

export interface CareActionDependencies {
  lifecycle: Lifecycle;
  approvals: Approvals;
  snapshots: Pick<SnapshotSet, 'get' | 'all'>;
  offices: { getOffice(nameOrId: string): Office; deleteOffice(name: string): Promise<void>; checkOfficeMayGo(name: string): void };
  steady: SteadyClock;
}

/** Done, or waiting for a second administrator. */
export type Asked = { done: number; waits: null } | { done: 0; waits: ApprovalRecord };

interface Order {
  reason: string;
  by: string;
}

export class CareActions {
  /** One after the other: slices that come at once must not each be judged as if there were no other. */
  readonly #deletions = new Mutex();

  constructor(private readonly deps: CareActionDependencies) {
    const { approvals } = deps;
    approvals.register('delete-snapshots', { carryOut: async ({ ids, reason }, approved) => trashedText(await this.#trash(ids as string[], String(reason), approved)) });
    approvals.register('purge-snapshots', { carryOut: ({ ids }, approved) => this.#purge(ids as string[], approved) });
    approvals.register('delete-office', { carryOut: ({ officeId, reason }, approved) => this.#deleteOffice(String(officeId), String(reason), approved) });
    approvals.register('confirm-clock', { carryOut: ({ behindMs, reason }, approved) => this.#confirmClock(Number(behindMs), String(reason), approved) });
  }

  /** All of them, or none when one is held or locked. Those that are in the trash already stay there. */
  deleteSnapshots(given: readonly string[], order: Order): Promise<Asked> {
    return this.#deletions.run(() => this.#deleteSnapshots(given, order));
  }

  async #deleteSnapshots(given: readonly string[], { reason, by }: Order): Promise<Asked> {
    const { lifecycle, approvals } = this.deps;
    const ids = this.#listed(given);
    lifecycle.checkNotKept(ids);
    const large = lifecycle.largeShares(ids);
    if (large.length === 0) return { done: (await this.#trash(ids, reason)).done.length, waits: null };
    const shares = large.map(({ officeId, going, of }) => `${going} of the ${of} of office ${this.#officeName(officeId)}`).join(', ');
    const what = `put ${countText(ids.length)} into the trash; with what went there within a day that is ${shares}`;
    return { done: 0, waits: await approvals.ask({ action: 'delete-snapshots', parameters: { ids, reason }, what, reason, by }) };
  }

  async purgeSnapshots(given: readonly string[], { reason, by }: Order): Promise<Asked> {
    const { lifecycle, approvals, snapshots } = this.deps;
    const ids = bounded(given);
    const notTrashed = ids.find((id) => (snapshots.get(id)?.trash ?? null) === null);
    if (notTrashed !== undefined) throw new FarvaultError('REFUSED', `snapshot ${notTrashed} is not in the trash`, { remedy: 'backupctl snapshot delete puts it there first.' });
    lifecycle.checkNotKept(ids);
    this.#checkNoDoubt();
    return { done: 0, waits: await approvals.ask({ action: 'purge-snapshots', parameters: { ids }, what: `remove ${countText(ids.length)} from the trash for good`, reason, by }) };
  }

  async deleteOffice(name: string, { reason, by }: Order): Promise<Asked> {
    const { lifecycle, approvals, offices } = this.deps;
    const office = offices.getOffice(name);
    offices.checkOfficeMayGo(office.name);
    const ids = this.#listedOf(office.id).map(({ id }) => id);
    if (ids.length === 0) {
      await offices.deleteOffice(office.name);
      return { done: 1, waits: null };
    }
    lifecycle.checkNotKept(ids);
    return { done: 0, waits: await approvals.ask({ action: 'delete-office', parameters: { officeId: office.id, reason }, what: `delete office ${office.name}, and put its ${countText(ids.length)} into the trash`, reason, by }) };
  }

  /** `nowMs`: what time it is where the administrator sits. */
  async confirmClock(nowMs: number, wallMs: number, { reason, by }: Order): Promise<Asked> {
    const { approvals, steady } = this.deps;
    if (steady.doubt() === '') throw new FarvaultError('REFUSED', 'the time is not in doubt: there is nothing to confirm');
    if (Math.abs(nowMs - wallMs) > MAX_DIFFERENCE_MS) {
      throw new FarvaultError('REFUSED', `the server's clock says ${new Date(wallMs).toISOString()}, yours ${new Date(nowMs).toISOString()}`, { remedy: 'Put the wrong one right first. When it is that of the server, the doubt may then be over by itself.' });
    }
    const behindMs = Math.round(steady.behindMs());
    // Rounded, so that asking again finds what waits.
    const parameters = { behindMs: Math.round(behindMs / MAX_DIFFERENCE_MS) * MAX_DIFFERENCE_MS, reason };
    const what = behindMs > 0
      ? `set the steady clock forward by ${hoursText(behindMs)}: locks, holds and the trash end that much earlier`
      : `let the steady clock stand still for ${hoursText(-behindMs)}, until the server's clock has come so far`;
    return { done: 0, waits: await approvals.ask({ action: 'confirm-clock', parameters, what, reason, by }) };
  }

  /** What an approval is about, for who has to decide. */
  snapshotsOf({ parameters: { ids, officeId }, state }: ApprovalRecord): string[] {
    if (Array.isArray(ids)) return ids.map(String);
    return typeof officeId === 'string' && state === 'waiting' ? this.#listedOf(officeId).map(({ id }) => id) : [];
  }

  async #trash(ids: readonly string[], reason: string, approved?: Approved): Promise<Changed> {
    const { lifecycle } = this.deps;
    const there = this.#listed(ids);
    lifecycle.checkNotKept(there);
    const changed = await lifecycle.trashSnapshots(there, { reason, by: 'administrator', ...(approved === undefined ? {} : { approved }) });
    if (changed.kept.length > 0) throw new FarvaultError('CONFLICT', `${keptText(changed.kept)}; ${changed.done.length} went to the trash`);
    return changed;
  }

  async #purge(ids: readonly string[], approved: Approved): Promise<string> {
    this.#checkNoDoubt();
    const { done, kept } = await this.deps.lifecycle.purge(ids, approved);
    if (done.length === 0) throw new FarvaultError('REFUSED', keptText(kept));
    return `${countText(done.length)} removed${kept.length === 0 ? '' : `; ${keptText(kept)}`}`;
  }

  async #deleteOffice(officeId: string, reason: string, approved: Approved): Promise<string> {
    const { offices } = this.deps;
    const office = offices.getOffice(officeId);
    offices.checkOfficeMayGo(office.name);
    const { done } = await this.#trash(this.#listedOf(office.id).map(({ id }) => id), reason, approved);
    // What was committed meanwhile: its agents are revoked, so this ends.
    if (this.#listedOf(office.id).length > 0) throw new FarvaultError('CONFLICT', `office ${office.name} has got new snapshots meanwhile`, { remedy: 'Ask again.' });
    await offices.deleteOffice(office.name);
    return `office ${office.name} is deleted; ${trashedText({ done, kept: [] })}`;
  }

  async #confirmClock(behindMs: number, reason: string, { approval, askedBy }: Approved): Promise<string> {
    const { steady } = this.deps;
    if (Math.abs(steady.behindMs() - behindMs) > 2 * MAX_DIFFERENCE_MS) throw new FarvaultError('CONFLICT', 'the clock has changed since that was asked', { remedy: 'Look at backupctl clock show, and ask again.' });
    await steady.confirm({ reason, approval, askedBy });
    return `the steady clock says ${new Date(steady.now()).toISOString()}`;
  }

  #checkNoDoubt(): void {
    const doubt = this.deps.steady.doubt();
    if (doubt !== '') throw new FarvaultError('REFUSED', `nothing is purged now: ${doubt}`, { remedy: 'backupctl clock show says more.' });
  }

  #listed(ids: readonly string[]): string[] {
    return bounded(ids).filter((id) => this.deps.snapshots.get(id)?.trash === null);
  }

  #listedOf(officeId: string): KeptSnapshot[] {
    return [...this.deps.snapshots.all()].filter((snapshot) => snapshot.officeId === officeId && snapshot.trash === null);
  }

  #officeName(officeId: string): string {
    try {
      return this.deps.offices.getOffice(officeId).name;
    } catch {
      return officeId;
    }
  }
}

/** Each once, in an order that does not depend on how they were given. */
function bounded(ids: readonly string[]): string[] {
  if (ids.length > MAX_SNAPSHOTS) throw new FarvaultError('INVALID', `${ids.length} snapshots at once: at most ${MAX_SNAPSHOTS}`, { remedy: 'Do it in parts.' });
  return [...new Set(ids)].sort();
}

function countText(count: number): string {
  return count === 1 ? '1 snapshot' : `${count} snapshots`;
}

function trashedText({ done }: Changed): string {
  return `${countText(done.length)} in the trash`;
}

function hoursText(ms: number): string {
  const hours = ms / 3_600_000;
  return hours < 48 ? `${hours.toFixed(1)} hours` : `${Math.round(hours / 24)} days`;
}
