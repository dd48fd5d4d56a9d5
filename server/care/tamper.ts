// Signs of an attack, looked for at each commit. Put together from server/alerts and what it needs of others.
import { TAMPER, TamperWatch } from '../alerts/index.js';
import type { Control } from '../control.js';
import type { Foundation } from '../foundation.js';
import type { LifecycleCare } from './lifecycle.js';

const MAX_NAMED = 5;

export type TamperCare = ReturnType<typeof createTamper>;

export function createTamper({ catalog, clock, pins, reader, repository, say, state }: Foundation, { jobs, policies }: Control, { lifecycle }: Pick<LifecycleCare, 'lifecycle'>) {
  const listeners: ((jobId: string) => void)[] = [];
  const watch = new TamperWatch({
    set: state.snapshots,
    state: state.tamper,
    snapshot: (id) => catalog.get(id),
    settled: () => repository.settleViews(),
    settings: (jobId) => {
      const job = jobs.byId(jobId);
      return job === undefined ? undefined : policies.effective(job).settings;
    },
    readChunk: (id) => reader.readOne(id),
    pin: (id) => pins.pin(id),
    hold: (id, hold) => lifecycle.hold(id, hold),
    journal: repository,
    found: (jobId) => listeners.forEach((told) => told(jobId)),
    clock,
    log: say,
  });
  return {
    watch,
    onFound: (told: (jobId: string) => void): void => void listeners.push(told),
    start: (): void => watch.start(),
    stop: (): Promise<void> => watch.stop(),
    /** Lines for `status`. */
    attention: (): string[] => {
      const held = [...watch.held()].flatMap(([jobId, snapshots]) => {
        const job = jobs.byId(jobId);
        const found = state.tamper.last(jobId);
        return job === undefined || found === null ? [] : [`job ${job.name} has looked as if it were attacked (snapshot ${found.snapshotId.slice(0, 12)}): ${snapshots} snapshots are held; backupctl alert list says why, backupctl snapshot release lets one go that '${TAMPER}' holds`];
      });
      return held.length <= MAX_NAMED ? held : [...held.slice(0, MAX_NAMED), `and ${held.length - MAX_NAMED} jobs more have snapshots that '${TAMPER}' holds`];
    },
  };
}
