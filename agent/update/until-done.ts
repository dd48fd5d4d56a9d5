// Tries again, with longer and longer waits, until it is done or the signal aborts.
import { messageOf } from '../../shared/errors/errors.js';
import { BackOff, type BackOffOptions } from '../../shared/service/back-off.js';
import type { Clock } from '../../shared/time/clock.js';

export async function untilDone(work: () => Promise<void>, { clock, signal, failed, ...options }: BackOffOptions & { clock: Clock; signal: AbortSignal; failed: (reason: string) => void }): Promise<void> {
  const backOff = new BackOff(options);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      failed(messageOf(error));
    }
    await clock.sleep(backOff.next(), signal);
  }
}
