// One view and those who keep it: each journal record after the view's position is given to each follower, in order. On a full disk a view waits for room, and lags:
// what it is asked meanwhile is answered as of its position, and restores go on.
import { messageOf } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';
import type { JournalRecord, ViewFollower } from './types.js';
import type { LevelView } from './view-store.js';

/** From this backlog on, those who add to the journal wait. */
const MAX_BACKLOG_RECORDS = 4_096;
const RETRY_MS = 2_000;
/** A view that finds no room so often although there is some is broken in another way: LevelDB keeps some errors for good. */
const MAX_TRIES_WITH_ROOM = 5;

export interface Room {
  clock: Clock;
  /** Makes what room can be made at once. */
  giveUpReserve(): Promise<void>;
  /** Looks at the disk. */
  isThere(): Promise<boolean>;
}

export class FollowedView {
  #backlog: JournalRecord[] = [];
  #running: Promise<void> | null = null;
  #failed = false;
  /** Called when the view begins to wait for room. */
  #onWaiting = new Set<() => void>();
  #waiting = false;
  readonly #closing = new AbortController();

  constructor(
    readonly name: string,
    readonly view: LevelView,
    private readonly followers: readonly ViewFollower[],
    private readonly room: Room,
    private readonly onFailed: (error: unknown) => void,
  ) {}

  /** Applies one record; for catching up. Applied again it changes nothing. */
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
    return this.#backlog.length > MAX_BACKLOG_RECORDS || this.#waiting;
  }

  /** Resolves when every record fed so far has been applied, or the view waits for room. */
  async settle(): Promise<void> {
    while (this.#running !== null && !this.#waiting) {
      let woken: () => void = () => undefined;
      const waiting = new Promise<void>((resolve) => (woken = resolve));
      this.#onWaiting.add(woken);
      await Promise.race([waiting, this.#running]);
      this.#onWaiting.delete(woken);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    while (this.#running !== null) await this.#running;
    try {
      await this.view.close();
    } catch (error) {
      if (!isFull(error)) throw error; // It is behind, as the next start sees.
    }
  }

  async #work(): Promise<void> {
    let tries = 0;
    while (this.#backlog.length > 0) {
      const records = this.#backlog;
      this.#backlog = [];
      let applied = 0;
      try {
        for (const record of records) {
          await this.apply(record);
          applied++;
          tries = 0;
        }
        this.#waiting = false;
      } catch (error) {
        if (!isFull(error) || tries > MAX_TRIES_WITH_ROOM) {
          this.#failed = true;
          this.#backlog = [];
          this.#waiting = false;
          this.onFailed(error);
          break;
        }
        this.#backlog = [...records.slice(applied), ...this.#backlog];
        if (this.#closing.signal.aborted) break; // The next start goes on from the view's position.
        if (await this.#awaitRoom()) tries++;
      }
    }
    this.#running = null;
  }

  /** Whether there is room now. */
  async #awaitRoom(): Promise<boolean> {
    await this.room.giveUpReserve().catch(() => undefined); // Then there is none.
    if (!this.#waiting) {
      this.#waiting = true;
      for (const resolve of this.#onWaiting) resolve();
      this.#onWaiting.clear();
    }
    await this.room.clock.sleep(RETRY_MS, this.#closing.signal).catch(() => undefined); // Looked at by the caller.
    return this.room.isThere().catch(() => false);
  }
}

/** LevelDB gives the operating system's words, no code. */
function isFull(error: unknown): boolean {
  return /no space left on device|disk quota exceeded|ENOSPC|EDQUOT/i.test(messageOf(error));
}
