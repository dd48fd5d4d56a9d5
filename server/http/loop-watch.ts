// How long the event loop keeps others waiting: a histogram by Node's own timer, and a watchdog that tells afterwards of each time it stood still.
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import type { Clock } from '../../shared/time/clock.js';

const RESOLUTION_MS = 10;
const TICK_MS = 250;
/** Each histogram is emptied this often, in turn, so that the older one always covers half of it at least. */
const WINDOW_MS = 60_000;
const NS = 1e9;

export interface LoopDelay {
  p50: number;
  p99: number;
  max: number;
}

export class LoopWatch {
  readonly #stop = new AbortController();
  #older: IntervalHistogram;
  #newer: IntervalHistogram;
  #blocked = 0;

  constructor(
    private readonly clock: Clock,
    private readonly onBlocked: (blockedMs: number) => void,
    private readonly blockedFromMs = 1_000,
  ) {
    this.#older = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#newer = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  }

  start(): void {
    this.#older.enable();
    this.#newer.enable();
    void this.#watch();
  }

  stop(): void {
    this.#stop.abort();
    this.#older.disable();
    this.#newer.disable();
  }

  /** How often it stood still for longer than the limit. */
  get blocked(): number {
    return this.#blocked;
  }

  /** Seconds beyond the timer's own period, of the last 30 to 60 s. */
  delay(): LoopDelay {
    const beyond = (ns: number): number => Math.max(0, ns / NS - RESOLUTION_MS / 1_000);
    const histogram = this.#older;
    if (histogram.count === 0) return { p50: 0, p99: 0, max: 0 };
    return { p50: beyond(histogram.percentile(50)), p99: beyond(histogram.percentile(99)), max: beyond(histogram.max) };
  }

  async #watch(): Promise<void> {
    let beforeMs = this.clock.monotonic();
    let turnedMs = beforeMs;
    for (;;) {
      try {
        await this.clock.sleep(TICK_MS, this.#stop.signal);
      } catch {
        return;
      }
      const nowMs = this.clock.monotonic();
      const late = nowMs - beforeMs - TICK_MS;
      beforeMs = nowMs;
      if (late >= this.blockedFromMs) {
        this.#blocked++;
        this.onBlocked(Math.round(late));
      }
      if (nowMs - turnedMs < WINDOW_MS / 2) continue;
      turnedMs = nowMs;
      [this.#older, this.#newer] = [this.#newer, this.#older];
      this.#newer.reset();
    }
  }
}
