import type { CycleEnd } from './cycle.js';
import type { Plan } from './faults.js';

interface Count {
  cycles: number;
  hit: number;
  ends: Record<string, number>;
  failed: number;
}

/** What came of the cycles, by kind. */
export class Tally {
  readonly #kinds = new Map<string, Count>();
  readonly #failed: string[] = [];
  readonly #started = performance.now();

  /** `replay`: the line that plays a cycle again. */
  constructor(private readonly replay: (plan: Plan) => string) {}

  get failures(): number {
    return this.#failed.length;
  }

  passed(plan: Plan, { end, hit }: CycleEnd): void {
    const count = this.#of(plan);
    count.cycles++;
    if (hit) count.hit++;
    count.ends[end] = (count.ends[end] ?? 0) + 1;
  }

  failed(plan: Plan, error: unknown): void {
    const count = this.#of(plan);
    count.cycles++;
    count.failed++;
    this.#failed.push(this.replay(plan));
    console.log(`FAILED ${plan.number} ${plan.kind}: ${JSON.stringify(plan)}\n${error instanceof Error ? error.message : String(error)}\n${this.replay(plan)}\n`);
  }

  summary(): string {
    const counts = [...this.#kinds.values()];
    const sum = (of: (count: Count) => number): number => counts.reduce((total, count) => total + of(count), 0);
    const lines = [...this.#kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, { cycles, hit, ends, failed }]) => `  ${kind}: ${cycles} (${hit} came to pass; ${Object.entries(ends).map(([end, n]) => `${n} ${end}`).join(', ')}${failed > 0 ? `; ${failed} FAILED` : ''})`);
    const minutes = ((performance.now() - this.#started) / 60_000).toFixed(1);
    return [`update suite, by kind:`, ...lines, ...this.#failed, `update suite: ${sum(({ cycles }) => cycles)} updates, ${sum(({ hit }) => hit)} kill points, ${this.#failed.length} failed, ${minutes} min`].join('\n');
  }

  #of({ kind }: Plan): Count {
    const count = this.#kinds.get(kind) ?? { cycles: 0, hit: 0, ends: {}, failed: 0 };
    this.#kinds.set(kind, count);
    return count;
  }
}
