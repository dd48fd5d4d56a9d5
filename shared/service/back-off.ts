// Waits between attempts: doubling from the first to the longest, each drawn evenly from a share of it to all of it, so that a fleet does not come back in step.
export interface BackOffOptions {
  firstMs: number;
  longestMs: number;
  /** Where the draw begins; default: half. */
  leastShare?: number;
  /** In [0, 1). */
  random: () => number;
}

export class BackOff {
  #nextMs: number;

  constructor(private readonly options: BackOffOptions) {
    this.#nextMs = options.firstMs;
  }

  /** How long to wait now; the next wait is twice as long. */
  next(): number {
    const ms = this.#nextMs;
    this.#nextMs = Math.min(ms * 2, this.options.longestMs);
    const { leastShare = 0.5, random } = this.options;
    return ms * (leastShare + (1 - leastShare) * random());
  }

  /** After a success. */
  reset(): void {
    this.#nextMs = this.options.firstMs;
  }
}
