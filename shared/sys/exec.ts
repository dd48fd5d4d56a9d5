// Replaces the program of this process: same pid, same open standard streams, the environment as it is now.
import { libc } from './libc.js';

const F_SETFD = 2;
const STANDARD_STREAMS = [0, 1, 2];

/** Does not return, unless this platform cannot do it or the system refuses. Descriptors of Node's own are closed on the way. */
export function replaceProgram(file: string, args: readonly string[]): void {
  // Node marks even these to be closed.
  for (const fd of STANDARD_STREAMS) libc.fcntl?.(fd, F_SETFD, 0);
  libc.execv?.(file, [file, ...args, null]);
}
