// So many at once, then one every so often, for each name: what an agent can have recorded without anybody having asked for it is bounded.
const MAX_NAMES = 100_000;

export class Allowance {
  readonly #left = new Map<string, { count: number; atMs: number }>();

  constructor(
    private readonly burst: number,
    private readonly everyMs: number,
  ) {}

  /** False: used up. The clock may be set. */
  take(name: string, nowMs: number): boolean {
    const last = this.#left.get(name) ?? { count: this.burst, atMs: nowMs };
    const count = Math.min(this.burst, last.count + Math.max(0, nowMs - last.atMs) / this.everyMs);
    if (this.#left.size >= MAX_NAMES) this.#left.clear();
    this.#left.set(name, { count: count < 1 ? count : count - 1, atMs: nowMs });
    return count >= 1;
  }
}
