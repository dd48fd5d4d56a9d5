// Retention: what is kept, and why. Put together from server/retention and what it needs of others; applied every night.
import { isFarvaultError } from '../../shared/errors/errors.js';
import { compileSchedule } from '../../shared/schedule/index.js';
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';
import { isInForce } from '../lifecycle/index.js';
import { Retention } from '../retention/index.js';
import type { KeptSnapshot } from '../snapshots/index.js';
import type { LifecycleCare } from './lifecycle.js';

const NIGHTLY = '0 5 * * *';
/** Agents come back first, and the clock is looked at. */
const AFTER_START_MS = 5 * 60_000;
/** The clock may have been set: no sleep is longer. */
const TICK_MS = 30_000;
/** Many changes of settings come together. */
const SETTLE_MS = 1_000;
const DAY_MS = 86_400_000;

export type RetentionCare = ReturnType<typeof createRetention>;

export function createRetention({ clock, say, state, repository }: Foundation, { jobs, policies, runs }: Control, { lifecycle, approvals, steady }: LifecycleCare) {
  const retention = new Retention({
    snapshots: state.snapshots,
    settingsOf: (jobId) => {
      const job = jobs.byId(jobId);
      return job === undefined ? undefined : policies.effective(job).settings;
    },
    barsOf: (nowMs) => barsOf(nowMs, (snapshot) => lifecycle.lockedUntil(snapshot), (id) => state.sessions.isParent(id)),
    state: state.retention,
    steady,
    lifecycle,
    approvals,
    runs: runs.server,
    journal: repository,
    jobIds: () => jobs.list().map(({ id }) => id),
    officeName: (id) => state.fleet.offices.get(id)?.name ?? id,
    clock,
  });
  const schedule = compileSchedule({ schedule: [NIGHTLY], timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, jitter: 0, window: [], blackout: [] }, '');
  const logError = (message: string, error: unknown): void => say('error', message, { error });

  const stop = new AbortController();
  const wait = (ms: number): Promise<void> => clock.sleep(ms, stop.signal).catch(() => undefined);
  let nightly: Promise<void> = Promise.resolve();
  let noting: Promise<void> | null = null;
  let noteAgain = false;

  const note = async (): Promise<void> => {
    while (noteAgain && !stop.signal.aborted) {
      noteAgain = false;
      await wait(SETTLE_MS);
      if (!stop.signal.aborted) await retention.noteRules().catch((error: unknown) => logError('rules of retention could not be taken note of', error));
    }
    noting = null;
  };
  const noteSoon = (): void => {
    noteAgain = true;
    noting ??= note();
  };

  /** Each night once; after the server was away at that time, when it is back. */
  const applyNightly = async (): Promise<void> => {
    let doneMs = Math.max(state.retention.appliedMs, clock.now() - DAY_MS);
    await wait(AFTER_START_MS);
    while (!stop.signal.aborted) {
      // A clock that was set back must not keep the next night away.
      const dueMs = schedule.latest(Math.min(doneMs, clock.now()), clock.now());
      if (dueMs !== null) {
        doneMs = dueMs;
        await retention.start({}, 'schedule').then(
          ({ ended }) => ended,
          (error: unknown) => {
            if (!isFarvaultError(error, 'CONFLICT')) logError('retention could not be applied', error);
          },
        );
      }
      await wait(TICK_MS);
    }
  };

  return {
    plan: retention.plan.bind(retention),
    start: (): void => {
      policies.onChange(noteSoon);
      noteSoon();
      nightly = applyNightly();
    },
    stop: async (): Promise<void> => {
      stop.abort();
      await Promise.all([nightly, noting]);
    },
    apply: retention.start.bind(retention),
    /** Lines for `status`: what an administrator must do. */
    attention: (): string[] => (state.retention.failingSinceMs === 0 ? [] : [`retention could not be applied: ${state.retention.failure}`]),
  };
}

function barsOf(nowMs: number, lockedUntil: (snapshot: KeptSnapshot) => number, isParent: (id: string) => boolean): (snapshot: KeptSnapshot) => string[] {
  return (snapshot) => {
    const lockedMs = lockedUntil(snapshot);
    return [
      ...snapshot.holds.filter((hold) => isInForce(hold, nowMs)).map(({ owner, reason }) => `hold of ${owner}: ${reason}`),
      ...(lockedMs > nowMs ? [`locked until ${new Date(lockedMs).toISOString()}`] : []),
      ...(isParent(snapshot.id) ? ['parent of an open session'] : []),
    ];
  };
}
