// A small seeded generator (mulberry32), so that a failing run can be replayed from its seed.

export interface Random {
  /** 0 <= x < 1 */
  next(): number;
  /** Whole number, low <= x < high. */
  between(low: number, high: number): number;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { next, between: (low, high) => low + Math.floor(next() * (high - low)) };
}
