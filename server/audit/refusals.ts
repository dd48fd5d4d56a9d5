// What administrators tried and may not do: counted, logged and recorded, each at most so often that nobody fills the journal by asking.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { JournalBody } from '../repository/types.js';

const HOUR_MS = 3_600_000;
const RECORDED_AN_HOUR = 10;

interface Hour {
  beganMs: number;
  count: number;
}

export class Refusals {
  #total = 0;
  readonly #hours = new Map<string, Hour>();

  constructor(
    private readonly now: () => number,
    private readonly record: (body: JournalBody) => Promise<unknown>,
    private readonly log: (details: object, message: string) => void,
  ) {}

  get total(): number {
    return this.#total;
  }

  /** `user`: one that exists, so that there are not more of them than users. Never rejects. */
  async note(user: string, role: string, call: string): Promise<void> {
    this.#total++;
    const now = this.now();
    const before = this.#hours.get(user);
    const hour = before === undefined || now - before.beganMs >= HOUR_MS ? { beganMs: now, count: 0 } : before;
    hour.count++;
    this.#hours.set(user, hour);
    if (hour.count > RECORDED_AN_HOUR) return;
    const last = hour.count === RECORDED_AN_HOUR;
    this.log({ user, role, call }, `an administrator was refused${last ? '; no more of theirs are named for an hour' : ''}`);
    try {
      await this.record({ kind: 'access.refused', user, role, call });
    } catch (error) {
      const reason = isFarvaultError(error) ? error : new FarvaultError('INTERNAL', 'could not record a refusal', { cause: error });
      this.log({ error: reason }, 'a refusal could not be recorded');
    }
  }
}
