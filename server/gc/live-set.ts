// Which chunks are live, for as many chunks as a repository may have. What it says is dead is dead; of the dead it may take a few for live (see below), which go the next time.
// An id is kept as 12 + 32 bits of a hash that is keyed anew each time: the first name one of 4,096 open-addressed tables, the others are what stands in it, where they belong by
// their value. A table that is four fifths full grows by a quarter, so that never more than a 4,096th is copied at once: 5 to 6 bytes a chunk (docs/gc.md has the figures).
const SHARDS = 4_096;
const SHARD_SHIFT = 20;
const SMALLEST = 16;
const FULL = 0.8;
const GROWTH = 1.25;
const NONE = new Uint32Array(0);

export class LiveSet {
  readonly #shards: Uint32Array[] = new Array<Uint32Array>(SHARDS).fill(NONE);
  readonly #counts = new Uint32Array(SHARDS);
  readonly #key: Uint32Array;
  #size = 0;
  #bytes = 0;

  constructor(random: (bytes: number) => Buffer) {
    const secret = random(32);
    this.#key = Uint32Array.from({ length: 8 }, (_, word) => secret.readUInt32LE(word * 4));
    // Odd numbers lose nothing when they multiply.
    for (let word = 4; word < 8; word++) this.#key[word] |= 1;
  }

  get size(): number {
    return this.#size;
  }

  /** Memory of the tables. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The id at byte `at` of `ids`. */
  add(ids: Uint8Array, at: number): void {
    const shard = this.#shardOf(ids, at);
    const tag = this.#tagOf(ids, at);
    let table = this.#shards[shard];
    if (this.#counts[shard] + 1 > table.length * FULL) table = this.#grow(shard);
    const slot = slotOf(table, tag);
    if (table[slot] === tag) return;
    table[slot] = tag;
    this.#counts[shard]++;
    this.#size++;
  }

  addAll(ids: Uint8Array): void {
    for (let at = 0; at < ids.length; at += 32) this.add(ids, at);
  }

  has(ids: Uint8Array, at: number): boolean {
    const table = this.#shards[this.#shardOf(ids, at)];
    if (table.length === 0) return false;
    const tag = this.#tagOf(ids, at);
    return table[slotOf(table, tag)] === tag;
  }

  #grow(shard: number): Uint32Array {
    const before = this.#shards[shard];
    const table = new Uint32Array(Math.max(SMALLEST, Math.ceil(before.length * GROWTH)));
    for (const tag of before) if (tag !== 0) table[slotOf(table, tag)] = tag;
    this.#shards[shard] = table;
    this.#bytes += table.byteLength - before.byteLength;
    return table;
  }

  #shardOf(ids: Uint8Array, at: number): number {
    const key = this.#key;
    return mix(Math.imul(readWord(ids, at + 8) ^ key[0], key[4]) + Math.imul(readWord(ids, at + 12) ^ key[1], key[5])) >>> SHARD_SHIFT;
  }

  /** Never 0, which stands for an empty place. */
  #tagOf(ids: Uint8Array, at: number): number {
    const key = this.#key;
    return mix(Math.imul(readWord(ids, at) ^ key[2], key[6]) + Math.imul(readWord(ids, at + 4) ^ key[3], key[7])) || 1;
  }
}

/** Where the tag stands, or the empty place where it belongs. */
function slotOf(table: Uint32Array, tag: number): number {
  const slots = table.length;
  let slot = Math.floor((tag * slots) / 0x1_0000_0000);
  while (table[slot] !== 0 && table[slot] !== tag) if (++slot === slots) slot = 0;
  return slot;
}

function mix(word: number): number {
  const half = Math.imul(word ^ (word >>> 16), 0x45d9f3b);
  return (half ^ (half >>> 15)) >>> 0;
}

function readWord(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}
