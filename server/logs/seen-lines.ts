// Which lines of which runs the log has. An agent sends the lines of a run again after each lost link, from the first; a process of it that was started anew
// counts from 1 again.
import { MAX_RUN_BYTES } from './log-bounds.js';

interface Seen {
  /** Highest number by process of the agent. */
  numbers: Map<string, number>;
  bytes: number;
}

const MAX_INSTANCES = 64;

export class SeenLines {
  readonly #runs = new Map<string, Seen>();

  /** 'new': to be kept; 'last': the run's log is full with it; 'known' or 'full': not to be kept. */
  take(runId: string, instance: string, number: number, bytes: number): 'new' | 'last' | 'known' | 'full' {
    const seen = this.#of(runId);
    if (number <= (seen.numbers.get(instance) ?? 0)) return 'known';
    if (seen.bytes >= MAX_RUN_BYTES) return 'full';
    this.note(runId, instance, number, bytes);
    return seen.bytes >= MAX_RUN_BYTES ? 'last' : 'new';
  }

  /** A line that the log has. */
  note(runId: string, instance: string, number: number, bytes: number): void {
    const seen = this.#of(runId);
    const highest = Math.max(number, seen.numbers.get(instance) ?? 0);
    seen.numbers.delete(instance);
    seen.numbers.set(instance, highest);
    seen.bytes += bytes;
    if (seen.numbers.size > MAX_INSTANCES) for (const oldest of seen.numbers.keys()) return void seen.numbers.delete(oldest);
  }

  forget(runId: string): void {
    this.#runs.delete(runId);
  }

  #of(runId: string): Seen {
    let seen = this.#runs.get(runId);
    if (seen === undefined) this.#runs.set(runId, (seen = { numbers: new Map(), bytes: 0 }));
    return seen;
  }
}
