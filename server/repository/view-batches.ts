// LevelDB drops a damaged record of its log, which is a whole batch, without a word. So every batch carries its number under a key of its own, and
// with it the number of the first one that is kept: a batch in the middle that has gone is seen.
const PREFIX = Buffer.from('\u0000batch');
const END = Buffer.from('\u0000batci');

export const BATCH_RANGE = { gte: PREFIX, lt: END };

export function batchKey(number: number): Buffer {
  const key = Buffer.concat([PREFIX, Buffer.alloc(4)]);
  key.writeUInt32BE(number, PREFIX.length);
  return key;
}

export function isBatchKey(key: Buffer): boolean {
  return key.length === PREFIX.length + 4 && key.compare(PREFIX, 0, PREFIX.length, 0, PREFIX.length) === 0;
}

export function batchNumber(key: Buffer): number {
  return key.readUInt32BE(PREFIX.length);
}

export function encodeFirstBatch(number: number): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(number);
  return value;
}

/** Takes batch keys in order, with their values; then says whether one is missing. */
export class BatchSequence {
  #first = 0;
  #last = 0;
  #claimed = 0;
  #gap = false;

  take(key: Buffer, value: Buffer): void {
    const number = batchNumber(key);
    if (this.#last === 0) this.#first = number;
    else if (number !== this.#last + 1) this.#gap = true;
    this.#last = number;
    this.#claimed = value.length === 4 ? value.readUInt32LE() : 0;
  }

  get isWhole(): boolean {
    return !this.#gap && this.#claimed === this.#first;
  }
}
