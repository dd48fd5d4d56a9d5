// Waiting inside streaming handlers: for room in the stream, for an event, for time; always until the caller is gone.
import type { ServerWritableStream } from '@grpc/grpc-js';

/**
 * Resolves when `arm` calls back or, with `ms` above 0, after that time; rejects with the signal's reason.
 */
export function ended(ms: number, arm: (resolve: () => void) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', fail);
      resolve();
    };
    const fail = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = ms > 0 ? setTimeout(finish, ms) : undefined;
    signal.addEventListener('abort', fail, { once: true });
    arm(finish);
  });
}

/** Writes one message and waits for room when the stream is full. */
export async function writeMessage<Q, R>(call: ServerWritableStream<Q, R>, message: R, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (!call.write(message)) await ended(0, (resolve) => call.once('drain', resolve), signal);
}
