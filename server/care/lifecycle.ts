// Trash, holds, locks, second administrators, the clock. Put together from server/lifecycle and what it needs of others.
import { randomBytes } from 'node:crypto';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';
import { Approvals, CareActions, isInForce, Lifecycle, type RetentionLock } from '../lifecycle/index.js';
import type { KeptSnapshot } from '../snapshots/index.js';

/** What is due goes so much late at most. */
const PURGE_EVERY_MS = 60_000;

export type LifecycleCare = ReturnType<typeof createLifecycle>;

export function createLifecycle({ clock, say, state, fleet, pins, steady }: Foundation, { jobs, policies }: Control) {
  const trashForMs = ({ jobId, agentId }: KeptSnapshot): number => {
    const job = jobs.byId(jobId);
    return (job === undefined ? policies.settingsOfAgent(agentId) : policies.effective(job).settings).trashFor;
  };
  const logError = (message: string, error: unknown): void => say('error', message, { error });
  const lifecycle = new Lifecycle({
    snapshots: state.snapshots,
    locks: state.locks,
    steady,
    trashForMs,
    isParent: (id) => state.sessions.isParent(id),
    isRead: (id) => pins.isPinned(id),
    random: randomBytes,
  });
  const approvals = new Approvals({ state: state.approvals, users: () => fleet.listUsers(), steady, random: randomBytes, logError });
  const actions = new CareActions({ lifecycle, approvals, snapshots: state.snapshots, offices: fleet, steady });

  const stop = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  const keepUp = async (): Promise<void> => {
    await approvals.tidy(true).catch((error: unknown) => logError('approvals', error));
    while (!stop.signal.aborted) {
      try {
        await approvals.tidy(false);
        const purged = await lifecycle.purgeDue(stop.signal);
        if (purged > 0) say('info', `${purged} snapshots have been in the trash for their time and are gone for good`);
      } catch (error) {
        logError('the trash could not be emptied', error);
      }
      await clock.sleep(PURGE_EVERY_MS, stop.signal).catch(() => undefined);
    }
  };

  return {
    lifecycle,
    approvals,
    actions,
    steady,
    /** What becomes of a snapshot, for those who show it. */
    fateOf: (id: string) => {
      const snapshot = state.snapshots.get(id);
      if (snapshot === undefined) return { trash: null, holds: [], lockedUntilMs: 0 };
      const nowMs = steady.now();
      return { trash: snapshot.trash, holds: snapshot.holds.filter((hold) => isInForce(hold, nowMs)), lockedUntilMs: lifecycle.lockedUntil(snapshot) };
    },
    /** With how many snapshots each has over it now. */
    locks: () => locksOf(state, steady.now(), (id) => jobs.byId(id)?.agentId),
    /** By which retention is judged, too. */
    steadyNow: (): number => steady.now(),
    start: (): void => {
      steady.start();
      loop = keepUp();
    },
    stop: async (): Promise<void> => {
      stop.abort(new FarvaultError('CANCELLED', 'backupd stops'));
      await loop;
      await steady.stop();
    },
    /** Lines for `status`: what an administrator must do. */
    attention: (): string[] => {
      const doubt = steady.doubt();
      const waiting = state.approvals.waiting().filter(({ expiresMs }) => expiresMs > steady.now()).length;
      return [
        ...(doubt === '' ? [] : [`nothing is expired or purged: ${doubt}; backupctl clock show says more`]),
        ...(waiting === 0 ? [] : [`${waiting} ${waiting === 1 ? 'thing waits' : 'things wait'} for a second administrator: backupctl approval list`]),
      ];
    },
  };
}

interface LockView {
  lock: RetentionLock;
  /** Empty: of a job that is gone, and of which nothing is left. */
  officeId: string;
  snapshots: number;
}

function locksOf({ locks, snapshots, fleet }: Foundation['state'], nowMs: number, agentOfJob: (jobId: string) => string | undefined): LockView[] {
  const views = new Map(locks.list().map((lock) => [`${lock.scope}:${lock.id}`, { lock, officeId: lock.scope === 'office' ? lock.id : (fleet.agents.get(agentOfJob(lock.id) ?? '')?.officeId ?? ''), snapshots: 0 }]));
  if (views.size === 0) return [];
  for (const snapshot of snapshots.all()) {
    for (const key of [`office:${snapshot.officeId}`, `job:${snapshot.jobId}`]) {
      const view = views.get(key);
      if (view === undefined) continue;
      view.officeId ||= snapshot.officeId;
      if (locks.lockedUntil(snapshot, nowMs) > nowMs) view.snapshots++;
    }
  }
  return [...views.values()];
}
