// Trusted metadata is renewed daily, order or not: a server that holds newer metadata back, or gives what is not trusted, shows before anybody wants to update.
import { messageOf } from '../../shared/errors/errors.js';
import { TrustError } from '../../shared/release/index.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Bell } from './bell.js';
import { refresh } from './prepare.js';
import type { UpdateSource } from './source.js';
import type { UpdateFiles } from './update-files.js';

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const LEAST_MS = 1_000;

export interface FreshnessDependencies {
  files: UpdateFiles;
  source: UpdateSource;
  clock: Clock;
  bell: Bell;
  log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;
}

export class Freshness {
  hasLine = false;
  /** For the facts of this machine; null: nothing stands in the way of updates. */
  warning: string | null = null;
  #nextMs = -Infinity;

  constructor(private readonly deps: FreshnessDependencies) {}

  /** Until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, bell } = this.deps;
    while (!signal.aborted) {
      if (this.hasLine && clock.monotonic() >= this.#nextMs) this.#nextMs = clock.monotonic() + ((await this.#renew(signal)) ? DAY_MS : HOUR_MS);
      await bell.wait(this.hasLine ? Math.max(LEAST_MS, this.#nextMs - clock.monotonic()) : HOUR_MS, signal);
    }
  }

  async #renew(signal: AbortSignal): Promise<boolean> {
    try {
      await refresh(this.deps, signal);
      this.warning = null;
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      if (error instanceof TrustError) this.warning = `updates are stopped: ${error.message}`;
      this.deps.log('warn', 'the metadata of updates could not be renewed', { reason: messageOf(error) });
      return false;
    }
  }
}
