// Which lines of which runs the log has. An agent sends the lines of a run again after each lost link, from the first. A process of it that was started anew
// counts from 1 again, and may send once more what the one before had kept with a run's end.
import { MAX_RUN_BYTES } from './log-bounds.js';

/** A line as its agent counts it. */
export interface Mark {
  runId: string;
  instance: string;
  number: number;
  /** By the agent's clock. */
  timeMs: number;
}

interface Last {
  number: number;
  timeMs: number;
}

interface Seen {
  /** The last line of each process of the agent. */
  processes: Map<string, Last>;
  bytes: number;
}

const MAX_PROCESSES = 64;

export class SeenLines {
  readonly #runs = new Map<string, Seen>();

  /** 'new': to be kept; 'last': the run's log is full with it; 'known' or 'full': not to be kept. */
  take(mark: Mark, bytes: number): 'new' | 'last' | 'known' | 'full' {
    const seen = this.#of(mark.runId);
    if (isKnown(seen, mark)) return 'known';
    if (seen.bytes >= MAX_RUN_BYTES) return 'full';
    this.note(mark, bytes);
    return seen.bytes >= MAX_RUN_BYTES ? 'last' : 'new';
  }

  /** A line that the log has. */
  note({ runId, instance, number, timeMs }: Mark, bytes: number): void {
    const seen = this.#of(runId);
    const last = seen.processes.get(instance) ?? { number: 0, timeMs: 0 };
    seen.processes.delete(instance);
    seen.processes.set(instance, { number: Math.max(number, last.number), timeMs: Math.max(timeMs, last.timeMs) });
    seen.bytes += bytes;
    const [oldest] = seen.processes.keys();
    if (seen.processes.size > MAX_PROCESSES) seen.processes.delete(oldest);
  }

  forget(runId: string): void {
    this.#runs.delete(runId);
  }

  #of(runId: string): Seen {
    let seen = this.#runs.get(runId);
    if (seen === undefined) this.#runs.set(runId, (seen = { processes: new Map(), bytes: 0 }));
    return seen;
  }
}

/** A line that another process numbered so high, and no later, was that one's. */
function isKnown({ processes }: Seen, { instance, number, timeMs }: Mark): boolean {
  for (const [process, last] of processes) if (number <= last.number && (process === instance || timeMs <= last.timeMs)) return true;
  return false;
}
