// How often V8 collects in backupd. Its live heap is small (20 MB) and its traffic is buffers outside the heap, which count toward the next full
// collection: left alone, V8 marks the whole heap after each 10 MB of frames, a fifth of the server's CPU in a backup. With room for twice the live
// heap it does so about every 40 MB; the peak grows by those 25 MB or so. Flags hold for all threads, and from the next collection on.
import { setFlagsFromString } from 'node:v8';

const HEAP_GROWING_PERCENT = 200;

export function collectLessOften(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
}
