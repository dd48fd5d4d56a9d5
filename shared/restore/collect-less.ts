// While content streams through, V8 counts each message's memory as growth of a small heap, and marks that heap anew for every 15 MB of it: 147 times for
// 2 GB, and a fifth of all CPU time. A heap that may grow to four times what lives in it is marked 3 times, and does not get larger for it.
import { setFlagsFromString } from 'node:v8';

let streaming = 0;

/** Call what this returns, once, when the content has passed. */
export function collectLess(): () => void {
  if (streaming++ === 0) setFlagsFromString('--heap-growing-percent=300');
  return () => {
    if (--streaming === 0) setFlagsFromString('--heap-growing-percent=0'); // V8's own choice again
  };
}
