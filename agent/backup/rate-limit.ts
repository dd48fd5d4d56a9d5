// A token bucket for bytes on the wire, at a rate that may change with the time of day. It holds a tenth of a second's worth (and at least one small
// message), so that a pause is not followed by a burst.
import type { Clock } from '../../shared/time/clock.js';

const LEAST_BURST_BYTES = 64 << 10;
const BURST_SECONDS = 0.1;
/** The rate may be another by then. */
const LONGEST_WAIT_MS = 1_000;

/** Bytes a second by wall clock; 0: no limit. */
export interface Rate {
  at(ms: number): number;
  /** When it is another; null: never. */
  changesAfter(ms: number): number | null;
}

export function constantRate(bytesPerSecond: number): Rate {
  return { at: () => bytesPerSecond, changesAfter: () => null };
}

/** Lets one message at a time through, and calls `open` when the next may go. */
export class Turnstile {
  waiting = false;

  constructor(
    private readonly limit: RateLimit,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
    private readonly open: () => void,
  ) {}

  mayGo(): boolean {
    if (this.waiting) return false;
    const delayMs = this.limit.delayMs();
    if (delayMs === 0) return true;
    this.waiting = true;
    const resume = (): void => {
      this.waiting = false;
      this.open();
    };
    this.clock.sleep(Math.min(delayMs, LONGEST_WAIT_MS), this.signal).then(resume, () => undefined);
    return false;
  }
}

export class RateLimit {
  private tokens: number;
  private last: number;
  private bytesPerSecond: number;
  /** The rate holds from, to; wall clock, which may be set back. */
  private holds: [number, number] = [0, 0];

  constructor(
    private readonly rate: Rate,
    private readonly clock: Pick<Clock, 'now' | 'monotonic'>,
  ) {
    this.bytesPerSecond = 0;
    this.last = clock.monotonic();
    this.tokens = 0;
    this.look();
    this.tokens = this.burst();
  }

  /** Bytes a second now; 0: no limit. */
  get current(): number {
    this.look();
    return this.bytesPerSecond;
  }

  /** Milliseconds to wait before the next message may go; 0: now. Ask again at the latest after a second: the rate may have changed. */
  delayMs(): number {
    this.look();
    if (this.bytesPerSecond === 0) return 0;
    this.refill();
    return this.tokens > 0 ? 0 : Math.max(1, Math.ceil((-this.tokens * 1000) / this.bytesPerSecond));
  }

  /** A message larger than the bucket leaves a debt that the next one waits for. */
  take(bytes: number): void {
    if (this.bytesPerSecond !== 0) this.tokens -= bytes;
  }

  private look(): void {
    const now = this.clock.now();
    if (now >= this.holds[0] && now < this.holds[1]) return;
    // What has come together so far came at the rate from before.
    this.refill();
    const before = this.bytesPerSecond;
    this.bytesPerSecond = this.rate.at(now);
    this.holds = [now, this.rate.changesAfter(now) ?? Infinity];
    if (before === 0) this.tokens = Math.min(0, this.tokens);
    if (this.bytesPerSecond === 0) this.tokens = 0;
  }

  private refill(): void {
    const now = this.clock.monotonic();
    this.tokens = Math.min(this.burst(), this.tokens + ((now - this.last) * this.bytesPerSecond) / 1000);
    this.last = now;
  }

  private burst(): number {
    return Math.max(this.bytesPerSecond * BURST_SECONDS, LEAST_BURST_BYTES);
  }
}
