// The stretches of a sparse file that hold data, as far as the file system tells.
import { seekData, seekHole } from '../../shared/sys/seek.js';

export function* dataExtents(fd: number, from: number, to: number): Generator<{ start: number; end: number }, void> {
  for (let at = from; at < to; ) {
    const start = seekData(fd, at);
    if (start < 0 || start >= to) return;
    const hole = seekHole(fd, start, to);
    // The file was cut short meanwhile: what is left is read to its end.
    const end = hole <= start ? to : Math.min(hole, to);
    yield { start, end };
    at = end;
  }
}
