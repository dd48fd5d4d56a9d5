// Garbage collection: planned, ordered, and how it stands.
import type { GcPlan } from '../../../shared/rpc/gen/farvault/v1/GcPlan.js';
import type { Clock } from '../../../shared/time/clock.js';
import type { Collector, CycleProgress, GcState } from '../../gc/index.js';
import type { Runs } from '../../runs/index.js';
import { ReplyWriter } from '../reply-writer.js';
import type { AdminPart } from './part.js';
import type { AdminViews } from './views.js';

const PROGRESS_MS = 500;

export interface GcDependencies {
  gc: { collector: Pick<Collector, 'start' | 'preview'>; state: Pick<GcState, 'last' | 'blocked'>; nextLookMs: () => number };
  runs: Runs;
  clock: Clock;
  views: AdminViews;
}

export function gcHandlers({ gc: { collector, state, nextLookMs }, runs, clock, views: { viewOfRun } }: GcDependencies): AdminPart<'PlanGc' | 'StartGc' | 'GetGc'> {
  return {
    PlanGc: async (call, { signal }) => {
      const replies = new ReplyWriter<GcPlan>(call, clock, signal);
      let toldMs = -Infinity;
      const progress = ({ phase, done, total }: CycleProgress): void => {
        if (phase !== 'marking' || clock.monotonic() - toldMs < PROGRESS_MS) return;
        toldMs = clock.monotonic();
        // A caller that is gone ends the plan by its signal.
        replies.write({ done, of: total }).catch(() => undefined);
      };
      try {
        await replies.write({ total: await collector.preview(signal, progress) });
        await replies.flushed();
      } finally {
        replies.close();
      }
    },
    StartGc: async ({ allowLarge }, { identity }) => viewOfRun((await collector.start({ startedBy: identity.name, allowLarge })).run),
    GetGc: () => {
      const { last, blocked } = state;
      const [running] = runs.server.active('gc');
      return Promise.resolve({
        lastMs: last?.endedMs ?? 0,
        lastRun: last?.run ?? '',
        last: last?.figures ?? null,
        running: running?.id ?? '',
        blocked,
        nextLookMs: nextLookMs(),
      });
    },
  };
}
