// Chunks that a reader asked for and cannot have, with the reasons as FetchDone tells them.
import { FarvaultError, type ErrorCode } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';

/** What is told of an error that concerns single chunks. A fault of the system below is told as something that may pass. */
const TOLD: Partial<Record<ErrorCode, string>> = { CORRUPT: 'CORRUPT', FORMAT: 'CORRUPT', MISSING: 'MISSING', IO: 'UNAVAILABLE', UNAVAILABLE: 'UNAVAILABLE' };

/** So that a FetchDone fits in a message. A reader takes what is neither sent nor listed for missing. */
const MAX_LISTED = 32_768;

export class ChunkFailures {
  readonly #ids = new IdTable(0);
  readonly #reasons = new Set<string>();

  /** Whether the error is about stored bytes, and the rest can be delivered. */
  static covers(error: unknown): error is FarvaultError {
    return error instanceof FarvaultError && TOLD[error.code] !== undefined;
  }

  add(ids: Buffer, at: number, error: FarvaultError): void {
    this.#ids.add(ids, at);
    this.#reasons.add(TOLD[error.code]!);
  }

  /** 32 bytes each; the first MAX_LISTED. */
  get ids(): Buffer {
    return Buffer.from(this.#ids.ids().subarray(0, MAX_LISTED * ID_BYTES));
  }

  /** The codes, separated by commas; empty when nothing failed. */
  get reason(): string {
    return [...this.#reasons].sort().join(',');
  }
}
