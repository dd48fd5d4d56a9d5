// What held a run back, from what it waited for. Pure.

export type HeldBackBy = 'reading' | 'chunking' | 'line' | 'store' | 'paused' | '';

/** A run as short as this was not slow. */
const SHORT_MS = 5_000;
/** Waits overlap, and every run waits for something: it was held back by what took this share of its time. */
const SHARE = 0.3;

const WAITS = { msPaused: 'paused', msReading: 'reading', msChunking: 'chunking', msLine: 'line', msStore: 'store' } as const;

/** The wait that took most of `tookMs`; empty: nothing in particular. */
export function heldBackBy(counters: Record<string, number>, tookMs: number): HeldBackBy {
  if (tookMs < SHORT_MS) return '';
  let most: HeldBackBy = '';
  let mostMs = tookMs * SHARE;
  for (const [counter, name] of Object.entries(WAITS)) {
    const ms = counters[counter] ?? 0;
    if (ms <= mostMs) continue;
    most = name;
    mostMs = ms;
  }
  return most;
}
