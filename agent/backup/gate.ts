// Waiting that always ends: by what is waited for, or by the signal.

/** `promise`, or the signal's reason if that comes first. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** One waiter at a time waits until a condition holds; whoever may have made it true calls `check`. */
export class Gate {
  private waiting: { holds: () => boolean; resolve: () => void } | null = null;

  until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    if (holds()) return Promise.resolve();
    return abortable(new Promise<void>((resolve) => (this.waiting = { holds, resolve })), signal);
  }

  check(): void {
    const waiting = this.waiting;
    if (waiting === null || !waiting.holds()) return;
    this.waiting = null;
    waiting.resolve();
  }
}
