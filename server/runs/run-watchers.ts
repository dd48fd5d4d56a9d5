// Who wants to know when runs change. A watcher that throws disturbs nobody.
import type { RunRecord } from './run-record.js';

type Told = (run: RunRecord) => void;

export class RunWatchers {
  readonly #ofRun = new Map<string, Set<() => void>>();
  readonly #changes = new Set<Told>();
  readonly #ends = new Set<Told>();

  constructor(private readonly onError: (error: unknown) => void) {}

  watch(id: string, changed: () => void): () => void {
    const set = this.#ofRun.get(id) ?? new Set();
    this.#ofRun.set(id, set);
    set.add(changed);
    return () => {
      set.delete(changed);
      if (set.size === 0 && this.#ofRun.get(id) === set) this.#ofRun.delete(id);
    };
  }

  onChange(changed: Told): () => void {
    this.#changes.add(changed);
    return () => this.#changes.delete(changed);
  }

  onEnded(ended: Told): () => void {
    this.#ends.add(ended);
    return () => this.#ends.delete(ended);
  }

  changed(run: RunRecord): void {
    for (const changed of this.#ofRun.get(run.id) ?? []) this.#tell(changed);
    for (const changed of this.#changes) this.#tell(() => changed(run));
  }

  ended(run: RunRecord): void {
    for (const ended of this.#ends) this.#tell(() => ended(run));
  }

  #tell(one: () => void): void {
    try {
      one();
    } catch (error) {
      this.onError(error);
    }
  }
}
