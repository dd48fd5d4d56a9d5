// For how long each run that goes on has shown no progress: by the counters that its agent tells, so that one that hangs, or whose agent is gone, is not taken for a busy one.

interface Seen {
  counters: string;
  sinceMs: number;
}

export class StillRuns {
  #seen = new Map<string, Seen>();

  /** All that go on, with their counters. Times are monotonic. */
  look(running: readonly { id: string; progress: Record<string, number> }[], nowMs: number): void {
    const before = this.#seen;
    this.#seen = new Map(
      running.map(({ id, progress }) => {
        const counters = moving(progress);
        const known = before.get(id);
        return [id, known?.counters === counters ? known : { counters, sinceMs: nowMs }];
      }),
    );
  }

  forMs(id: string, nowMs: number): number {
    return nowMs - (this.#seen.get(id)?.sinceMs ?? nowMs);
  }
}

/** Time that is spent waiting passes by itself. A run that pauses for its window does what it should. */
function moving(counters: Record<string, number>): string {
  return JSON.stringify(Object.entries(counters).filter(([name]) => name === 'msPaused' || !name.startsWith('ms')).sort(([a], [b]) => (a < b ? -1 : 1)));
}
