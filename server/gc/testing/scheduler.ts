// Interleavings by a seed: everything that waits for the store or for a peer parks here, and one at a time goes on. `scheduled` gives each party a priority that changes at a few
// points, which finds orders that chance rarely meets; `random` picks any.
export type Policy = 'scheduled' | 'random';

const CHANGES = 6;
const CHANGES_WITHIN = 600;

interface Parked {
  party: string;
  resume: () => void;
}

/** Mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Scheduler {
  readonly chance: () => number;
  #parked: Parked[] = [];
  readonly #priorities = new Map<string, number>();
  readonly #changeAt: Set<number>;
  steps = 0;
  /** Whether lines are cut by chance. */
  cuts = true;

  constructor(
    seed: number,
    private readonly policy: Policy,
  ) {
    this.chance = seeded(seed);
    this.#changeAt = new Set(Array.from({ length: CHANGES }, () => this.below(CHANGES_WITHIN)));
  }

  below(bound: number): number {
    return Math.floor(this.chance() * bound);
  }

  /** Resolves when it is the party's turn. */
  turn(party: string): Promise<void> {
    return new Promise((resume) => this.#parked.push({ party, resume }));
  }

  /** Whoever is parked never goes on. */
  forgetAll(): void {
    this.#parked = [];
  }

  /** Runs until `done`, one party after the other. */
  async run(done: () => boolean, maxSteps: number): Promise<void> {
    while (!done()) {
      if (this.steps++ > maxSteps) throw new Error(`no end after ${maxSteps} steps: ${[...new Set(this.#parked.map(({ party }) => party))].join(', ')} wait`);
      if (this.#parked.length > 0) this.#parked.splice(this.#next(), 1)[0].resume();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #next(): number {
    // Now and then anybody: a party that looks again and again would keep the rest out.
    if (this.policy === 'random' || this.chance() < 0.15) return this.below(this.#parked.length);
    if (this.#changeAt.has(this.steps)) this.#priorities.set(this.#parked[this.below(this.#parked.length)].party, -this.steps);
    let best = 0;
    for (const [i, { party }] of this.#parked.entries()) if (this.#priorityOf(party) > this.#priorityOf(this.#parked[best].party)) best = i;
    return best;
  }

  #priorityOf(party: string): number {
    let priority = this.#priorities.get(party);
    if (priority === undefined) this.#priorities.set(party, (priority = this.chance()));
    return priority;
  }
}
