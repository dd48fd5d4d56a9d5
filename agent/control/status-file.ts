// DIR/status.json: what the running agent last knew of its link, for `backup-agent status`. Lost without harm, so written without a flush.
import { rename, writeFile } from 'node:fs/promises';
import type { Clock } from '../../shared/time/clock.js';

export interface LinkStatus {
  pid: number;
  connected: boolean;
  address: string;
  sinceMs: number;
  reason: string;
}

export class StatusFile {
  #writing: Promise<void> = Promise.resolve();
  /** Since when there is no line; null: there is one. */
  #lostMs: number | null = null;

  constructor(
    private readonly file: string,
    private readonly clock: Clock,
  ) {}

  connected(address: string): void {
    this.#lostMs = null;
    this.#write({ pid: process.pid, connected: true, address, sinceMs: this.clock.now(), reason: '' });
  }

  /** Told again at each attempt that fails. */
  disconnected(reason: string): void {
    this.#lostMs ??= this.clock.now();
    this.#write({ pid: process.pid, connected: false, address: '', sinceMs: this.#lostMs, reason });
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  #write(status: LinkStatus): void {
    const temp = `${this.file}.tmp`;
    this.#writing = this.#writing
      .then(() => writeFile(temp, JSON.stringify(status), { mode: 0o600 }))
      .then(() => rename(temp, this.file))
      .catch(() => undefined); // What `status` shows is a courtesy: a full disk must not end the agent's work.
  }
}
