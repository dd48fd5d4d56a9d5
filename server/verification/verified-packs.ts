// Packs that were read, journalled together: at the end of a verification, each hour in the background, and at the end of the server. What is lost of it is read again.
import type { Repository } from '../repository/index.js';
import { verifiedUpTo, type PackCoverage, type VerificationState } from './verification-state.js';

const MAX_PACKS = 8_192;
/** One that could not be read is tried again after this. */
const PUT_OFF_MS = 60 * 60_000;

export class VerifiedPacks {
  #waiting = new Map<number, [bytes: number, timeMs: number]>();
  readonly #putOff = new Map<number, number>();

  constructor(
    private readonly journal: Pick<Repository, 'appendJournal'>,
    private readonly state: VerificationState,
  ) {}

  /** Every pack with what was read of it, journalled or not. */
  *all(): Generator<readonly [number, PackCoverage]> {
    for (const [pack, coverage] of this.state.packs) yield [pack, this.#withWaiting(pack, coverage)];
  }

  of(pack: number): PackCoverage | undefined {
    const coverage = this.state.packs.get(pack);
    return coverage === undefined ? undefined : this.#withWaiting(pack, coverage);
  }

  /** Those that are to be read, without what has just failed. */
  *readable(nowMs: number): Generator<readonly [number, PackCoverage]> {
    for (const one of this.all()) if (nowMs - (this.#putOff.get(one[0]) ?? -Infinity) > PUT_OFF_MS) yield one;
  }

  /** Read from the start to `bytes`, begun at `timeMs`. */
  note(pack: number, bytes: number, timeMs: number): void {
    this.#waiting.set(pack, [bytes, timeMs]);
    this.#putOff.delete(pack);
  }

  /** It could not be read: others come first. */
  putOff(pack: number, nowMs: number): void {
    this.#putOff.set(pack, nowMs);
  }

  async flush(done: { structureMs?: number; dataMs?: number } = {}): Promise<void> {
    const packs = [...this.#waiting].map(([pack, [bytes, timeMs]]) => [pack, bytes, timeMs]);
    const { structureMs = 0, dataMs = 0 } = done;
    if (packs.length === 0 && structureMs + dataMs === 0) return;
    for (let from = 0; from === 0 || from < packs.length; from += MAX_PACKS) {
      await this.journal.appendJournal({ kind: 'packs.verified', packs: packs.slice(from, from + MAX_PACKS), structureMs, dataMs });
    }
    for (const [pack, bytes] of packs) if (this.#waiting.get(pack)?.[0] === bytes) this.#waiting.delete(pack);
  }

  #withWaiting(pack: number, coverage: PackCoverage): PackCoverage {
    const waiting = this.#waiting.get(pack);
    return waiting === undefined ? coverage : verifiedUpTo(coverage, ...waiting);
  }
}
