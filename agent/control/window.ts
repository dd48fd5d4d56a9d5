// Keeps a scheduled run inside its backup window: says when the window closes, and waits until it opens again. By the wall clock, which may be set: no wait
// is longer than half a minute.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { WindowState } from '../../shared/schedule/index.js';
import type { Clock } from '../../shared/time/clock.js';

const LOOK_MS = 30_000;

/** Guards one attempt of a run. */
export interface WindowGuard {
  /** Aborts, with WINDOW, when the window has closed. */
  signal: AbortSignal;
  /** While on, the window may close: what is being committed is let finish. */
  hold(on: boolean): void;
  end(): void;
}

export class BackupWindow {
  constructor(
    private readonly state: (nowMs: number) => WindowState,
    private readonly clock: Clock,
  ) {}

  get isOpen(): boolean {
    return this.state(this.clock.now()).open;
  }

  /** When it opens or closes next, for people. */
  get changes(): string {
    const { changesMs } = this.state(this.clock.now());
    return changesMs === null ? 'never' : new Date(changesMs).toISOString();
  }

  guard(): WindowGuard {
    const closed = new AbortController();
    const over = new AbortController();
    let held = false;
    const watch = async (): Promise<void> => {
      for (;;) {
        if (!this.isOpen && !held) return closed.abort(new FarvaultError('WINDOW', 'the backup window has closed'));
        await this.nap(over.signal);
      }
    };
    watch().catch(() => undefined); // The sleep ends by the abort of `over`.
    return {
      signal: closed.signal,
      hold: (on) => (held = on),
      end: () => over.abort(new Error('the attempt is over')),
    };
  }

  /** Resolves when the window is open. `looked` is called now and then meanwhile. */
  async opened(signal: AbortSignal, looked: () => void): Promise<void> {
    while (!this.isOpen) {
      looked();
      await this.nap(signal);
    }
  }

  private nap(signal: AbortSignal): Promise<void> {
    const { changesMs } = this.state(this.clock.now());
    return this.clock.sleep(Math.max(1, Math.min(LOOK_MS, (changesMs ?? Infinity) - this.clock.now())), signal);
  }
}
