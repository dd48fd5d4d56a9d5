// How many payload bytes an agent may have unacknowledged: twice the measured rate times (round trip + time to make a frame durable),
// so that a line that could carry more shows it and gets more. Twice, because a window of once the product holds the rate where it is.
// Both times are the least ever seen on the stream: later ones hold the queues that a larger credit itself makes, and would feed on themselves.
import type { Clock } from '../../shared/time/clock.js';
import { INITIAL_CREDIT_BYTES, MAX_CREDIT_BYTES, MIN_CREDIT_BYTES, TOTAL_CREDIT_BYTES } from './limits.js';

const RATE_SAMPLES = 16;
const MIN_RATE_WINDOW_MS = 50;
const MAX_RATE_WINDOW_MS = 500;
/** Until the line has shown its own. */
const ASSUMED_ROUND_TRIP_MS = 100;
/** Frames that come together share a flush, and wait for the one before. */
const FLUSH_SHARING_MS = 5;

/** Credit of all streams of this server together. */
export class CreditBudget {
  #given = 0;
  readonly #totalBytes: number;

  constructor(totalBytes = TOTAL_CREDIT_BYTES) {
    this.#totalBytes = totalBytes;
  }

  /** Exchanges what a stream had for what it wants, as far as there is enough; at least the minimum of one stream. */
  exchange(hadBytes: number, wantedBytes: number): number {
    this.#given -= hadBytes;
    const granted = Math.max(MIN_CREDIT_BYTES, Math.min(wantedBytes, this.#totalBytes - this.#given));
    this.#given += granted;
    return granted;
  }

  release(bytes: number): void {
    this.#given -= bytes;
  }
}

export class Credit {
  readonly #clock: Clock;
  readonly #budget: CreditBudget;
  /** Bytes a millisecond, the last few; the fastest counts. */
  readonly #rates = new Float64Array(RATE_SAMPLES);
  #rateCount = 0;
  #roundTripMs = Infinity;
  #flushMs = Infinity;
  #granted = 0;
  #received = 0;
  #durable = 0;
  /** All bytes that any grant so far allows, counted from the start of the stream. */
  #limit = 0;
  /** Bytes beyond this can only come from an agent that has seen the last grant. */
  #limitBefore = 0;
  #grantedAt = 0;
  #windowStart: number;
  #windowBytes = 0;
  #largestFrame = 0;

  constructor(clock: Clock, budget: CreditBudget) {
    this.#clock = clock;
    this.#budget = budget;
    this.#windowStart = clock.monotonic();
  }

  get unacknowledgedBytes(): number {
    return this.#received - this.#durable;
  }

  /** Counts a frame's payload in. False: more than any grant allows. */
  receive(bytes: number): boolean {
    this.#received += bytes;
    if (this.#received > this.#limit) return false;
    this.#largestFrame = Math.max(this.#largestFrame, bytes);
    const now = this.#clock.monotonic();
    if (this.#received > this.#limitBefore && this.#limitBefore < this.#limit) {
      this.#roundTripMs = Math.min(this.#roundTripMs, now - this.#grantedAt);
      this.#limitBefore = this.#limit;
    }
    this.#windowBytes += bytes;
    const elapsed = now - this.#windowStart;
    if (elapsed >= Math.min(MAX_RATE_WINDOW_MS, Math.max(MIN_RATE_WINDOW_MS, this.#measuredRoundTripMs()))) {
      this.#rates[this.#rateCount++ % RATE_SAMPLES] = this.#windowBytes / elapsed;
      this.#windowStart = now;
      this.#windowBytes = 0;
    }
    return true;
  }

  /** A frame of `bytes` payload has become durable, `flushMs` after it came. */
  acknowledge(bytes: number, flushMs: number): void {
    this.#durable += bytes;
    this.#flushMs = Math.min(this.#flushMs, flushMs);
  }

  /** The credit to tell the agent now. */
  grant(): number {
    const first = this.#limit === 0;
    const latencyMs = this.#measuredRoundTripMs() + (first ? 0 : this.#flushMs) + FLUSH_SHARING_MS;
    const product = 2 * Math.max(...this.#rates) * latencyMs + 2 * this.#largestFrame;
    const wanted = first ? INITIAL_CREDIT_BYTES : Math.round(Math.min(MAX_CREDIT_BYTES, Math.max(MIN_CREDIT_BYTES, product)));
    this.#granted = this.#budget.exchange(this.#granted, wanted);
    const limit = this.#durable + this.#granted;
    if (limit > this.#limit) {
      // One measurement at a time: a new one starts when the bytes of the last have come.
      if (this.#limitBefore >= this.#limit) {
        this.#limitBefore = this.#limit;
        this.#grantedAt = this.#clock.monotonic();
      }
      this.#limit = limit;
    }
    return this.#granted;
  }

  #measuredRoundTripMs(): number {
    return this.#roundTripMs === Infinity ? ASSUMED_ROUND_TRIP_MS : this.#roundTripMs;
  }

  /** At the end of the stream. */
  release(): void {
    this.#budget.release(this.#granted);
    this.#granted = 0;
  }
}
