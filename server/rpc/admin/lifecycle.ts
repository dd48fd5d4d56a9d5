// Trash, holds, locks, second administrators, the clock.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Approval } from '../../../shared/rpc/gen/farvault/v1/Approval.js';
import type { LifecycleResult } from '../../../shared/rpc/gen/farvault/v1/LifecycleResult.js';
import type { RetentionLock as LockMessage } from '../../../shared/rpc/gen/farvault/v1/RetentionLock.js';
import type { Clock } from '../../../shared/time/clock.js';
import type { Fleet } from '../../fleet/index.js';
import type { Jobs } from '../../jobs/index.js';
import type { ApprovalRecord, Approvals, Asked, CareActions, Lifecycle, RetentionLock, SteadyClock } from '../../lifecycle/index.js';
import { describeSnapshot, type Fate } from '../describe.js';
import type { CallContext } from '../service.js';
import { limitOf, type AdminPart } from './part.js';
import type { AdminViews, SnapshotDirectory } from './views.js';

const MAX_SNAPSHOTS = 8_192;
const LOCK_SCOPE = /^(office|job) (\S+)$/;

export interface LifecycleDependencies {
  lifecycle: {
    lifecycle: Lifecycle;
    approvals: Approvals;
    actions: CareActions;
    steady: SteadyClock;
    locks: () => { lock: RetentionLock; officeId: string; snapshots: number }[];
    fateOf: (id: string) => Fate;
  };
  fleet: Fleet;
  jobs: Jobs;
  snapshots: SnapshotDirectory;
  clock: Clock;
  views: AdminViews;
}

type Names = 'DeleteSnapshots' | 'RestoreFromTrash' | 'PurgeSnapshots' | 'HoldSnapshot' | 'ReleaseSnapshot' | 'SetRetentionLock' | 'ListRetentionLocks' | 'ListApprovals' | 'DecideApproval' | 'GetClock' | 'ConfirmClock';

export function lifecycleHandlers({ lifecycle: care, fleet, jobs, snapshots, clock, views: { ofJob, resolveSnapshot } }: LifecycleDependencies): AdminPart<Names> {
  const { lifecycle, approvals, actions, steady } = care;

  const idsOf = async (selectors: readonly string[]): Promise<string[]> => {
    if (selectors.length > MAX_SNAPSHOTS) throw new FarvaultError('INVALID', `${selectors.length} snapshots at once: at most ${MAX_SNAPSHOTS}`);
    const ids: string[] = [];
    for (const selector of selectors) ids.push((await resolveSnapshot(selector)).id);
    return ids;
  };
  /** Deleted jobs of one name may have been of several offices: what the caller cannot see is left alone. */
  const idsIn = async (filter: { jobId?: string; jobName?: string; officeId?: string; state?: 'trash' }, { visible }: Pick<CallContext, 'visible'>): Promise<string[]> =>
    (await snapshots.list({ ...filter, limit: MAX_SNAPSHOTS })).flatMap(({ id, officeId }) => (visible(officeId) ? [id] : []));
  const shown = async (id: string) => describeSnapshot(await resolveSnapshot(id), care.fateOf(id));

  return {
    DeleteSnapshots: async ({ snapshots: selectors, job, office, reason }, context) => {
      const chosen = [selectors.length > 0, job !== '', office !== ''].filter(Boolean).length;
      if (chosen !== 1) throw new FarvaultError('USAGE', 'give snapshots, or a job, or an office');
      requireReason(reason);
      const ids = job !== '' ? await idsIn(ofJob(job), context) : office !== '' ? await idsIn({ officeId: fleet.getOffice(office).id }, context) : await idsOf(selectors);
      if (ids.length === 0) throw new FarvaultError('NOT_FOUND', 'there is no such snapshot', { remedy: 'backupctl snapshot list shows them.' });
      return result(await actions.deleteSnapshots(ids, { reason, by: context.identity.name }), 'in the trash');
    },
    RestoreFromTrash: async ({ snapshots: selectors, job }, context) => {
      if ((selectors.length > 0) === (job !== '')) throw new FarvaultError('USAGE', 'give snapshots, or a job');
      const ids = job === '' ? await idsOf(selectors) : await idsIn({ ...ofJob(job), state: 'trash' }, context);
      return { done: (await lifecycle.restoreFromTrash(ids)).length };
    },
    PurgeSnapshots: async ({ snapshots: selectors, reason }, { identity }) => {
      requireReason(reason);
      if (selectors.length === 0) throw new FarvaultError('USAGE', 'give snapshots');
      return result(await actions.purgeSnapshots(await idsOf(selectors), { reason, by: identity.name }), 'removed');
    },
    HoldSnapshot: async ({ snapshot, reason, untilMs }, { identity }) => {
      const { id } = await resolveSnapshot(snapshot);
      await lifecycle.hold(id, { owner: identity.name, reason, untilMs });
      return shown(id);
    },
    ReleaseSnapshot: async ({ snapshot, hold }, { identity }) => {
      const { id } = await resolveSnapshot(snapshot);
      await lifecycle.release(id, hold, { name: identity.name, allRights: identity.role === 'admin' && identity.offices === undefined });
      return shown(id);
    },
    SetRetentionLock: async ({ scope, keepMs, untilMs }, { identity }) => {
      const [, kind, name] = LOCK_SCOPE.exec(scope) ?? [];
      if (kind !== 'office' && kind !== 'job') throw new FarvaultError('USAGE', `'${scope.slice(0, 200)}' is not what a lock is for`, { remedy: 'Give office NAME or job NAME.' });
      const { id } = kind === 'office' ? fleet.getOffice(name) : jobs.get(name);
      await lifecycle.setLock({ scope: kind, id, name, keepMs, untilMs }, identity.name);
      return lockMessage(care.locks().find(({ lock }) => lock.scope === kind && lock.id === id));
    },
    ListRetentionLocks: (_request, { visible }) => Promise.resolve({ locks: care.locks().filter(({ officeId }) => visible(officeId)).map(lockMessage) }),

    ListApprovals: ({ state, limit, id }) => Promise.resolve({ approvals: id === '' ? approvals.list(state, limitOf(limit)).map(approvalMessage) : [{ ...approvalMessage(approvals.get(id)), snapshots: actions.snapshotsOf(approvals.get(id)) }] }),
    DecideApproval: async ({ id, approve, comment }, { identity }) => approvalMessage(await (approve ? approvals.approve(id, identity.name, comment) : approvals.reject(id, identity.name, comment))),

    GetClock: () => Promise.resolve({ wallMs: clock.now(), steadyMs: steady.now(), doubt: steady.doubt() }),
    ConfirmClock: async ({ nowMs, reason }, { identity }) => {
      requireReason(reason);
      return result(await actions.confirmClock(nowMs, clock.now(), { reason, by: identity.name }), '');
    },
  };
}

export function result({ done, waits }: Asked, detail: string): LifecycleResult {
  return waits === null ? { done, detail } : { done, approval: waits.id, detail: waits.what };
}

function requireReason(reason: string): void {
  if (reason.trim() === '') throw new FarvaultError('USAGE', 'this needs a reason', { remedy: 'Say why with --reason.' });
}

function lockMessage(found: { lock: RetentionLock; snapshots: number } | undefined): LockMessage {
  if (found === undefined) return {};
  const { scope, name, keepMs, untilMs, by, setMs } = found.lock;
  return { scope: `${scope} ${name}`, keepMs, untilMs, by, setMs, snapshots: found.snapshots };
}

function approvalMessage({ id, action, what, reason, by, askedMs, expiresMs, state, decidedBy, decidedMs, outcome, comment }: ApprovalRecord): Approval {
  return { id, action, what, reason, by, askedMs, expiresMs, state, decidedBy, decidedMs, outcome, comment };
}
