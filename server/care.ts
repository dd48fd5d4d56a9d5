// The care of the repository (docs/care.md): what keeps, removes, proves and copies what is stored.
import { createRetention } from './care/retention.js';
import { createLifecycle } from './care/lifecycle.js';
import { createGc } from './care/gc.js';
import { createVerification } from './care/verification.js';
import { createDrills } from './care/drills.js';
import { createCopies } from './care/copies.js';
import { createStatistics } from './care/statistics.js';
import { createTamper } from './care/tamper.js';
import type { Control } from './control.js';
import type { Foundation } from './foundation.js';

export type Care = ReturnType<typeof createCare>;

interface Part {
  start(): void;
  stop(): Promise<void>;
  /** Lines for `status`: where an administrator must act. */
  attention?(): string[];
}

export function createCare(foundation: Foundation, control: Control) {
  const lifecycle = createLifecycle(foundation, control);
  const retention = createRetention(foundation, control, lifecycle);
  const gc = createGc(foundation, control);
  const verification = createVerification(foundation, control);
  const drills = createDrills(foundation, control);
  const copies = createCopies(foundation, control);
  const statistics = createStatistics(foundation, control);
  const tamper = createTamper(foundation, control, lifecycle);
  const parts: Part[] = [retention, lifecycle, gc, verification, drills, copies, statistics, tamper];
  return {
    retention, lifecycle, gc, verification, drills, copies, statistics, tamper,
    start: () => {
      for (const part of parts) part.start();
    },
    attention: (): string[] => parts.flatMap((part) => part.attention?.() ?? []),
    /** Ends what goes on; before the repository is closed. */
    stop: async () => {
      await Promise.all(parts.map((part) => part.stop()));
      await control.runs.server.close();
    },
  };
}
