// A server that was brought back from a copy does not know the certificates that the lost one gave when it renewed those of agents and users after that copy. Their holders must not be locked out:
// what this CA issued in that time, to somebody who is known here and has been given nothing since, is taken. Ends for each of them with the first certificate that this server gives.
import type { JournalRecord } from '../repository/types.js';

/** Certificates tell seconds; and a clock is corrected a little now and then. */
const SLACK_MS = 60_000;
/** Records by which somebody is given a certificate, and where their id stands. */
const GIVEN: Record<string, 'id' | 'name'> = {
  'fleet.agent-enrolled': 'id',
  'fleet.agent-replaced': 'id',
  'fleet.agent-renewed': 'id',
  'fleet.user-created': 'name',
  'fleet.user-renewed': 'name',
};

interface Gap {
  sinceMs: number;
  untilMs: number;
  /** Ids of agents and names of users to whom this server has given one since. */
  over: string[];
}

export class CertificateGap {
  #sinceMs = 0;
  #untilMs = -Infinity;
  readonly #over = new Set<string>();

  apply({ body, timeMs }: JournalRecord): void {
    if (body.kind === 'repository.restored') {
      const { copiedMs, keys } = body['from'] as { copiedMs: number; keys: boolean };
      this.#over.clear();
      this.#sinceMs = copiedMs;
      // Without the keys there is another CA: no certificate of the lost server is good.
      this.#untilMs = keys ? timeMs : -Infinity;
    } else if (body.kind in GIVEN && this.#untilMs > 0) this.#over.add(String(body[GIVEN[body.kind]]));
  }

  covers(holder: string, issuedMs: number): boolean {
    return issuedMs >= this.#sinceMs - SLACK_MS && issuedMs <= this.#untilMs && !this.#over.has(holder);
  }

  save(): Gap | null {
    return this.#untilMs > 0 ? { sinceMs: this.#sinceMs, untilMs: this.#untilMs, over: [...this.#over] } : null;
  }

  load(saved: Gap | null): void {
    this.#sinceMs = saved?.sinceMs ?? 0;
    this.#untilMs = saved?.untilMs ?? -Infinity;
    this.#over.clear();
    for (const holder of saved?.over ?? []) this.#over.add(holder);
  }
}
