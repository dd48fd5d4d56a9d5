// Watches what must hold all the time while an update goes on: `current` changes seldom, trusted metadata never goes back, what was bad is not tried again.
import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import type { InstalledAgent, TrustedVersions } from './installed-agent.js';

const EVERY_MS = 100;

export class StateWatch {
  /** What `current` said, in turn. */
  readonly currents: string[];
  /** Ids of trials, in turn. */
  readonly trials: string[] = [];
  readonly faults: string[] = [];
  readonly #first: TrustedVersions;
  #trusted: TrustedVersions;
  #triedAfterBad = false;
  #watcher!: FSWatcher;
  #timer!: NodeJS.Timeout;

  constructor(
    private readonly agent: InstalledAgent,
    /** Of the release that is rolled out. */
    private readonly version: string,
  ) {
    this.currents = [agent.state('current')];
    this.#first = agent.trusted();
    this.#trusted = this.#first;
    this.#begin();
  }

  #begin(): void {
    this.#watcher = watch(path.join(this.agent.home, 'state'), () => this.look());
    this.#timer = setInterval(() => this.look(), EVERY_MS);
  }

  /** Goes on after a loss of power: what was seen but not flushed may be gone. */
  resume(): void {
    const { agent } = this;
    if (agent.state('current') === this.currents.at(-2)) this.currents.pop();
    this.#trusted = this.#first;
    this.#lookAtTrusted();
    this.#begin();
  }

  get flips(): number {
    return this.currents.length - 1;
  }

  look(): void {
    const { agent } = this;
    try {
      const bad = agent.badVersions.includes(this.version);
      const current = agent.state('current');
      if (current !== '' && current !== this.currents.at(-1)) this.currents.push(current);
      const trial = agent.state('trial').split(' ')[2];
      if (trial !== undefined && !this.trials.includes(trial)) {
        this.trials.push(trial);
        if (bad && !this.#triedAfterBad) {
          this.#triedAfterBad = true;
          this.faults.push(`${this.version} is bad here and was asked to be tried again`);
        }
      }
      this.#lookAtTrusted();
    } catch (error) {
      this.faults.push(error instanceof Error ? error.message : String(error));
    }
  }

  #lookAtTrusted(): void {
    const now = this.agent.trusted();
    for (const [role, version] of Object.entries(this.#trusted) as [keyof TrustedVersions, number][]) {
      if (now[role] < version) this.faults.push(`trusted ${role} went back from ${version} to ${now[role]}`);
    }
    this.#trusted = now;
  }

  stop(): void {
    this.#watcher.close();
    clearInterval(this.#timer);
  }
}
