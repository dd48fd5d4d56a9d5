// A map from 32-byte ids to a few 32-bit words, without an object per id: half a million ids are looked up against it in a backup.
// Open addressing over dense arrays, so that entries are kept, and walked, in the order in which they came.
import { randomBytes } from 'node:crypto';
import { ID_BYTES } from '../hash/hash.js';

const ID_WORDS = ID_BYTES / 4;

// Keyed by the process, so that nobody who picks ids by their first bytes can choose which slots they fall on.
const secret = randomBytes(16);
const S0 = secret.readUInt32LE(0);
const S1 = secret.readUInt32LE(4);
const M0 = secret.readUInt32LE(8) | 1;
const M1 = secret.readUInt32LE(12) | 1;

export class IdTable {
  #slots: Uint32Array;
  #mask: number;
  #keys: Uint32Array;
  #keyBytes: Buffer;
  #values: Uint32Array;
  #size = 0;

  /** `valueWords`: 32-bit words kept for each id. */
  constructor(
    private readonly valueWords: number,
    expected = 64,
  ) {
    let slots = 128;
    while (slots < expected * 2) slots *= 2;
    this.#slots = new Uint32Array(slots);
    this.#mask = slots - 1;
    this.#keys = new Uint32Array((slots / 2) * ID_WORDS);
    this.#keyBytes = Buffer.from(this.#keys.buffer);
    this.#values = new Uint32Array((slots / 2) * valueWords);
  }

  get size(): number {
    return this.#size;
  }

  /** Position of the id that starts at `offset` of `ids`, or -1. */
  find(ids: Buffer, offset: number): number {
    for (let slot = hashOf(ids, offset) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const entry = this.#slots[slot];
      if (entry === 0) return -1;
      if (this.#equals(entry - 1, ids, offset)) return entry - 1;
    }
  }

  has(ids: Buffer, offset: number): boolean {
    return this.find(ids, offset) !== -1;
  }

  /** Position of the id, which is added (with a value of zeros) if it was not there. */
  add(ids: Buffer, offset: number): number {
    let slot = hashOf(ids, offset) & this.#mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const entry = this.#slots[slot] - 1;
      if (this.#equals(entry, ids, offset)) return entry;
    }
    const entry = this.#size++;
    ids.copy(this.#keyBytes, entry * ID_BYTES, offset, offset + ID_BYTES);
    this.#slots[slot] = entry + 1;
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    return entry;
  }

  word(position: number, index: number): number {
    return this.#values[position * this.valueWords + index];
  }

  setWord(position: number, index: number, value: number): void {
    this.#values[position * this.valueWords + index] = value;
  }

  /** All ids, 32 bytes each, in the order in which they came. Valid until the next `add`. */
  ids(): Buffer {
    return this.#keyBytes.subarray(0, this.#size * ID_BYTES);
  }

  #equals(entry: number, ids: Buffer, offset: number): boolean {
    const at = entry * ID_WORDS;
    for (let word = 0; word < ID_WORDS; word++) {
      if (this.#keys[at + word] !== readWord(ids, offset + word * 4)) return false;
    }
    return true;
  }

  #grow(): void {
    const slots = this.#slots.length * 2;
    this.#slots = new Uint32Array(slots);
    this.#mask = slots - 1;
    const keys = new Uint32Array((slots / 2) * ID_WORDS);
    keys.set(this.#keys);
    this.#keys = keys;
    this.#keyBytes = Buffer.from(keys.buffer);
    const values = new Uint32Array((slots / 2) * this.valueWords);
    values.set(this.#values);
    this.#values = values;
    for (let entry = 0; entry < this.#size; entry++) {
      let slot = hashOf(this.#keyBytes, entry * ID_BYTES) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = entry + 1;
    }
  }
}

// Little-endian, as the typed arrays of every platform that Node runs on.
function readWord(bytes: Buffer, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

function hashOf(ids: Buffer, offset: number): number {
  const mixed = Math.imul(readWord(ids, offset) ^ S0, M0) + Math.imul(readWord(ids, offset + 8) ^ S1, M1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
