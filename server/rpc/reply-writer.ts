// Writes replies with at most two in the stream's hands, so that a slow reader holds up its own frames and not the server's memory. A reader that
// takes nothing for a minute ends the call.
import { untilAborted } from '../../shared/async/until-aborted.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';

const STALL_MS = 60_000;

/** A call that streams replies `R`. */
interface ReplyStream<R> {
  write(reply: R, written: (error: Error | null | undefined) => void): unknown;
}

export class ReplyWriter<R> {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** When a reply last went out, or began to wait with none before it. */
  #movedMs = 0;
  readonly #stop = new AbortController();
  readonly #onAbort = (): void => this.#stop.abort(this.signal.reason);

  constructor(
    private readonly call: ReplyStream<R>,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {
    if (signal.aborted) this.#onAbort();
    signal.addEventListener('abort', this.#onAbort, { once: true });
    // Ends with the stop signal.
    this.#watch().catch(() => undefined);
  }

  /** Resolves when the reply before this one has gone to the connection. The reply must not change until it has gone itself. */
  async write(reply: R): Promise<void> {
    const before = this.#last;
    this.#last = this.#send(reply, before);
    this.#last.catch(() => undefined);
    await before;
  }

  /** Resolves when everything has gone to the connection. */
  flushed(): Promise<void> {
    return this.#last;
  }

  close(): void {
    this.signal.removeEventListener('abort', this.#onAbort);
    this.#stop.abort(new FarvaultError('CANCELLED', 'the stream is closed'));
  }

  async #send(reply: R, before: Promise<void>): Promise<void> {
    const sent = new Promise<void>((resolve, reject) => {
      this.call.write(reply, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(new FarvaultError('CANCELLED', 'the reader is gone', { cause: error }));
      });
    });
    if (this.#waiting++ === 0) this.#movedMs = this.clock.monotonic();
    await untilAborted(sent, this.#stop.signal);
    this.#waiting--;
    this.#movedMs = this.clock.monotonic();
    await before;
  }

  async #watch(): Promise<void> {
    for (;;) {
      await this.clock.sleep(STALL_MS / 4, this.#stop.signal);
      if (this.#waiting === 0 || this.clock.monotonic() - this.#movedMs < STALL_MS) continue;
      this.#stop.abort(
        new FarvaultError('DEADLINE', `the reader has taken nothing for ${STALL_MS / 1_000} s`, { remedy: 'Check the line; then start again.' }),
      );
    }
  }
}
