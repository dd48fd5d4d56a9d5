// A token bucket for bytes on the wire. Holds at most one second's worth (and at least one message), so that a pause is not followed by a burst.
const LEAST_BURST_BYTES = 64 << 10;

export class RateLimit {
  private tokens: number;
  private last: number;

  /** `bytesPerSecond` 0: no limit. `monotonic` gives milliseconds. */
  constructor(
    private readonly bytesPerSecond: number,
    private readonly monotonic: () => number,
  ) {
    this.tokens = this.burst();
    this.last = monotonic();
  }

  /** Milliseconds to wait before the next message may go; 0: now. */
  delayMs(): number {
    if (this.bytesPerSecond === 0) return 0;
    const now = this.monotonic();
    this.tokens = Math.min(this.burst(), this.tokens + ((now - this.last) * this.bytesPerSecond) / 1000);
    this.last = now;
    return this.tokens > 0 ? 0 : Math.max(1, Math.ceil((-this.tokens * 1000) / this.bytesPerSecond));
  }

  /** A message larger than the bucket leaves a debt that the next one waits for. */
  take(bytes: number): void {
    if (this.bytesPerSecond !== 0) this.tokens -= bytes;
  }

  private burst(): number {
    return Math.max(this.bytesPerSecond, LEAST_BURST_BYTES);
  }
}
