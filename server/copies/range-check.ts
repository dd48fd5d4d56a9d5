// Checks the records of a pack range as its bytes stream by: each against its own checksum, all against the digest that the journal has.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { createHasher, type Hasher } from '../../shared/hash/hash.js';
import { CHECKSUM_BYTES, decodeRecordHeader, decodeTrailer, RECORD_HEADER_BYTES, RECORD_KIND, recordBytes, TRAILER_BYTES, type RecordHeader } from '../../shared/store/pack-format.js';
import { rangeDigest } from '../repository/index.js';
import type { Extent } from './manifest.js';

const CHECKED_HEADER_BYTES = RECORD_HEADER_BYTES - CHECKSUM_BYTES;

/** `digest`: null where the journal tells none. */
export interface Range extends Extent {
  digest: string | null;
}

export class RangeCheck {
  /** Where the record at hand begins, and where the next byte belongs. */
  #record: number;
  #at: number;
  #expecting: 'header' | 'body' | 'trailer' | 'nothing' = 'header';
  #gathered = Buffer.alloc(RECORD_HEADER_BYTES);
  #header: RecordHeader | null = null;
  #hasher: Hasher | null = null;
  readonly #checksums: Buffer[] = [];
  readonly #bad: Extent[] = [];

  constructor(private readonly range: Range) {
    this.#record = range.from;
    this.#at = range.from;
  }

  /** The next bytes. */
  feed(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) rest = rest.subarray(this.#take(rest));
  }

  /** Bytes that are not what they should be. Empty: all is as it was journalled. */
  end(): Extent[] {
    const { range } = this;
    if (this.#expecting !== 'nothing' && (this.#at !== range.to || this.#at !== this.#record)) this.#lost();
    const other = range.digest !== null && this.#bad.length === 0 && rangeDigest(this.#checksums) !== range.digest;
    return other ? [{ pack: range.pack, from: range.from, to: range.to }] : this.#bad;
  }

  #take(bytes: Buffer): number {
    const expected = this.#expectedBytes();
    const taken = Math.min(expected, bytes.length);
    const part = bytes.subarray(0, taken);
    if (this.#expecting === 'header') part.copy(this.#gathered, this.#at - this.#record);
    else if (this.#expecting === 'trailer') part.copy(this.#gathered, TRAILER_BYTES - expected);
    else this.#hasher?.update(part);
    this.#at += taken;
    if (taken === expected) this.#complete();
    return taken;
  }

  #expectedBytes(): number {
    if (this.#expecting === 'header') return this.#record + RECORD_HEADER_BYTES - this.#at;
    if (this.#expecting === 'nothing') return Infinity;
    const end = this.#record + recordBytes(this.#header!);
    return this.#expecting === 'body' ? end - this.#at : end + TRAILER_BYTES - this.#at;
  }

  #complete(): void {
    if (this.#expecting === 'header') this.#headerDone();
    else if (this.#expecting === 'body') this.#bodyDone();
    else {
      const trailer = decodeTrailer(this.#gathered.subarray(0, TRAILER_BYTES));
      if (trailer?.footerOffset !== this.#record) this.#bad.push({ pack: this.range.pack, from: this.#record, to: this.#at });
      this.#next();
    }
  }

  #headerDone(): void {
    const { pack, to } = this.range;
    try {
      const header = decodeRecordHeader(this.#gathered, pack, this.#record);
      if (this.#record + recordBytes(header) > to) throw new FarvaultError('CORRUPT', 'cut short');
      this.#header = header;
    } catch (error) {
      if (!isFarvaultError(error, 'CORRUPT')) throw error;
      this.#lost();
      return;
    }
    this.#hasher = createHasher();
    this.#hasher.update(this.#gathered.subarray(0, CHECKED_HEADER_BYTES));
    this.#expecting = 'body';
    if (this.#expectedBytes() === 0) this.#bodyDone();
  }

  #bodyDone(): void {
    const header = this.#header!;
    this.#checksums.push(header.checksum);
    if (!this.#hasher!.digestBuffer().subarray(0, CHECKSUM_BYTES).equals(header.checksum)) this.#bad.push({ pack: this.range.pack, from: this.#record, to: this.#at });
    if (header.kind === RECORD_KIND.footer) this.#expecting = 'trailer';
    else this.#next();
  }

  #next(): void {
    this.#record = this.#at;
    this.#expecting = 'header';
    this.#hasher = null;
  }

  /** Where the next record begins cannot be told. */
  #lost(): void {
    this.#bad.push({ pack: this.range.pack, from: this.#record, to: this.range.to });
    this.#expecting = 'nothing';
  }
}
