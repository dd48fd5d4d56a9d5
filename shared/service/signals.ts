// SIGTERM and SIGINT: the first asks to drain and stop, the second ends the process at once.
import { EXIT } from '../errors/errors.js';

/** The returned signal aborts at the first request to stop. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let asked = false;
  const stop = (): void => {
    if (asked) process.exit(EXIT.interrupted);
    asked = true;
    controller.abort(new Error('asked to stop'));
  };
  process.on('SIGTERM', stop);
  // An agent's launcher gets a terminal's Ctrl-C, too, and passes it on as SIGTERM: that would be the second.
  process.on('SIGINT', process.env.FARVAULT_SLOT === undefined ? stop : () => undefined);
  return controller.signal;
}
