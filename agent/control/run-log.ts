// The log lines of one run: numbered from 1, kept until the server has recorded the run's end, sent again from the first after a lost link (the server
// keeps each number once). Bounded: the oldest make room.
import type { LogLine } from '../../shared/rpc/gen/farvault/v1/LogLine.js';
import type { LogLevel } from './types.js';

const KEPT_LINES = 20_000;
const BATCH_LINES = 500;
const BATCH_BYTES = 512 * 1024;
const MESSAGE_CHARS = 4_096;

export class RunLogBuffer {
  #lines: LogLine[] = [];
  #number = 0;
  /** Number of the newest line handed out for sending. */
  #sent = 0;

  /** `lines`: what is left of the log of a run that ended before this process began. */
  constructor(lines: LogLine[] = []) {
    this.#lines = lines;
    this.#number = Number(lines.at(-1)?.number ?? 0);
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  add(timeMs: number, level: LogLevel, message: string, path?: Buffer): void {
    this.#lines.push({ number: ++this.#number, timeMs, level, message: message.slice(0, MESSAGE_CHARS), ...(path === undefined ? {} : { path: path.subarray(0, 65_535) }) });
    if (this.#lines.length > KEPT_LINES * 1.25) this.#lines = this.#lines.slice(-KEPT_LINES);
  }

  /** The next lines that have not been sent on this link; empty when there are none. */
  nextBatch(): LogLine[] {
    const first = this.#lines.findIndex((line) => Number(line.number) > this.#sent);
    if (first < 0) return [];
    const batch: LogLine[] = [];
    let bytes = 0;
    for (let at = first; at < this.#lines.length && batch.length < BATCH_LINES && bytes < BATCH_BYTES; at++) {
      const line = this.#lines[at];
      bytes += line.message!.length * 3 + (line.path?.length ?? 0) + 32;
      batch.push(line);
    }
    this.#sent = Number(batch[batch.length - 1].number);
    return batch;
  }

  /** The link was lost: what was sent may not have arrived. */
  rewind(): void {
    this.#sent = 0;
  }
}
