// One view and those who keep it: each journal record after the view's position is given to each follower, in order.
import type { JournalRecord, ViewFollower } from './types.js';
import type { LevelView } from './view-store.js';

/** From this backlog on, those who add to the journal wait. */
const MAX_BACKLOG_RECORDS = 4_096;

export class FollowedView {
  #backlog: JournalRecord[] = [];
  #running: Promise<void> | null = null;
  #failed = false;

  constructor(
    readonly name: string,
    readonly view: LevelView,
    private readonly followers: readonly ViewFollower[],
    private readonly onFailed: (error: unknown) => void,
  ) {}

  /** Applies one record; for catching up. */
  async apply(record: JournalRecord): Promise<void> {
    for (const follower of this.followers) await follower.apply(record, this.view);
    this.view.setPosition(record.number);
  }

  feed(record: JournalRecord): void {
    if (this.#failed) return;
    this.#backlog.push(record);
    this.#running ??= this.#work();
  }

  get isBehind(): boolean {
    return this.#backlog.length > MAX_BACKLOG_RECORDS;
  }

  /** Resolves when every record fed so far has been applied. */
  async settle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async close(): Promise<void> {
    await this.settle();
    await this.view.close();
  }

  async #work(): Promise<void> {
    while (this.#backlog.length > 0) {
      const records = this.#backlog;
      this.#backlog = [];
      try {
        for (const record of records) await this.apply(record);
      } catch (error) {
        this.#failed = true;
        this.#backlog = [];
        this.onFailed(error);
      }
    }
    this.#running = null;
  }
}
