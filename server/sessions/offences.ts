// Agents that send wrong proofs or wrong frames again and again are not served for a while: either somebody guesses, or a machine is
// broken and would fill the line for nothing.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';
import { MAX_OFFENCES, MAX_OFFENDERS, OFFENCE_WINDOW_MS } from './limits.js';

export class Offences {
  readonly #clock: Clock;
  /** Monotonic times of the offences of an agent that still count, oldest first. */
  readonly #times = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(agentId: string): void {
    const times = this.#recent(agentId);
    times.push(this.#clock.monotonic());
    if (times.length > MAX_OFFENCES) times.shift();
    // The agent heard of last stays last, so that the one forgotten is the one longest silent.
    this.#times.delete(agentId);
    this.#times.set(agentId, times);
    if (this.#times.size > MAX_OFFENDERS) this.#times.delete(this.#times.keys().next().value!);
  }

  /** REFUSED while the agent has too many. */
  check(agentId: string): void {
    if (this.#recent(agentId).length < MAX_OFFENCES) return;
    throw new FarvaultError('REFUSED', `this agent sent ${MAX_OFFENCES} wrong frames or proofs within an hour`, {
      remedy: "Test the agent machine's memory and look at its log; it is served again in an hour.",
    });
  }

  #recent(agentId: string): number[] {
    const since = this.#clock.monotonic() - OFFENCE_WINDOW_MS;
    return (this.#times.get(agentId) ?? []).filter((time) => time > since);
  }
}
