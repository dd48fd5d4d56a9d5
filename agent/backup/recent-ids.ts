// Chunk ids met lately in this run, so that equal chunks are offered and sent once. A direct-mapped table of fixed size: a later id in the
// same slot displaces the earlier one, whose next occurrence is then offered again, which is harmless.
const WORDS = 8;

export class RecentIds {
  private readonly table: Int32Array;
  private readonly used: Uint8Array;
  private readonly mask: number;

  /** `slots` is a power of two; each takes 33 bytes. */
  constructor(slots = 1 << 16) {
    this.table = new Int32Array(slots * WORDS);
    this.used = new Uint8Array(slots);
    this.mask = slots - 1;
  }

  /** True if id number `at` of `ids` (eight words each) was met; it counts as met from now on. */
  meet(ids: Int32Array, at: number): boolean {
    const from = at * WORDS;
    const slot = ids[from] & this.mask;
    const to = slot * WORDS;
    let same = this.used[slot] === 1;
    for (let i = 0; same && i < WORDS; i++) same = this.table[to + i] === ids[from + i];
    if (same) return true;
    for (let i = 0; i < WORDS; i++) this.table[to + i] = ids[from + i]!;
    this.used[slot] = 1;
    return false;
  }

  clear(): void {
    this.used.fill(0);
  }
}
