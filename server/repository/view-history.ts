// What became of a simulated disk's views: each batch with the moment in which it was written, so that any state of theirs can be had again.
import { MemoryView } from './test-kit.js';
import type { ViewBatch } from './types.js';
import type { LevelView } from './view-store.js';

interface Batch {
  point: number;
  changes: [key: Buffer, value: Buffer | null][];
  position: number;
}

interface Kept {
  entries: Map<string, Buffer>;
  position: number;
}

/** Views by directory, as they are found by a start. */
export class KeptViews {
  constructor(
    private readonly kept: Map<string, Kept>,
    private readonly history: ViewHistory | null,
  ) {}

  open(directory: string): LevelView {
    let kept = this.kept.get(directory);
    if (kept === undefined) this.kept.set(directory, (kept = { entries: new Map(), position: 0 }));
    const view = this.history === null ? new MemoryView(kept) : new RecordedView(kept, directory, this.history);
    return view as unknown as LevelView;
  }

  destroy(directory: string): void {
    this.kept.delete(directory);
    this.history?.forget(directory);
  }
}

class RecordedView extends MemoryView {
  constructor(
    kept: Kept,
    private readonly directory: string,
    private readonly history: ViewHistory,
  ) {
    super(kept);
  }

  override write(fill: (batch: ViewBatch) => void): Promise<void> {
    const changes: Batch['changes'] = [];
    fill({ put: (key, value) => changes.push([Buffer.from(key), Buffer.from(value)]), delete: (key) => changes.push([Buffer.from(key), null]) });
    this.history.add(this.directory, changes, this.position());
    return super.write((batch) => {
      for (const [key, value] of changes) if (value === null) batch.delete(key);
        else batch.put(key, value);
    });
  }

  override close(): Promise<void> {
    this.history.add(this.directory, [], this.position());
    return super.close();
  }
}

export class ViewHistory {
  readonly #batches = new Map<string, Batch[]>();
  readonly views = new KeptViews(new Map(), this);

  constructor(private readonly now: () => number) {}

  add(directory: string, changes: Batch['changes'], position: number): void {
    const batches = this.#batches.get(directory) ?? [];
    batches.push({ point: this.now(), changes, position });
    this.#batches.set(directory, batches);
  }

  forget(directory: string): void {
    this.#batches.delete(directory);
  }

  /** The views after a crash at `point`: in turn none, all batches until then, some of them, and those that were to come, too. */
  at(point: number, turn: number, random: () => number): { kept: KeptViews; choice: string } {
    const choice = (['lost', 'whole', 'behind', 'behind', 'ahead'] as const)[turn % 5];
    const kept = new Map<string, Kept>();
    for (const [directory, batches] of this.#batches) {
      const written = batches.filter((batch) => batch.point <= point).length;
      const count = { lost: 0, whole: written, behind: Math.floor(random() * written), ahead: batches.length }[choice];
      const view: Kept = { entries: new Map(), position: 0 };
      for (const { changes, position } of batches.slice(0, count)) {
        for (const [key, value] of changes) {
          if (value === null) view.entries.delete(key.toString('hex'));
          else view.entries.set(key.toString('hex'), value);
        }
        view.position = position;
      }
      if (count > 0) kept.set(directory, view);
    }
    return { kept: new KeptViews(kept, null), choice };
  }
}
