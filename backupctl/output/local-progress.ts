// Progress of a restore to this machine: as for runs, a live line on a terminal; problems by name as they come.
import type { RestoreHooks } from '../../shared/restore/index.js';
import type { Clock } from '../../shared/time/clock.js';
import type { CommandContext } from '../command.js';
import { formatBytes, formatCount, formatDuration, printable } from './format.js';
import type { ProgressOutput } from './run-progress.js';

const EVERY_MS = 250;

export class LocalProgress {
  readonly hooks: Pick<RestoreHooks, 'onEstimate' | 'onProgress' | 'onProblem'>;
  #expectedBytes = 0;
  #startedMs: number;
  #lastMs = 0;
  #drawn = false;

  constructor(
    context: CommandContext,
    private readonly out: ProgressOutput,
    clock: Clock,
  ) {
    this.#startedMs = clock.monotonic();
    this.hooks = {
      onEstimate: ({ fileBytes }) => {
        this.#expectedBytes = fileBytes;
        this.#startedMs = clock.monotonic();
      },
      onProgress: (counters, currentPath) => {
        const now = clock.monotonic();
        if (out.isTTY !== true || context.json || now - this.#lastMs < EVERY_MS) return;
        this.#lastMs = now;
        const done = counters.bytesRestored + counters.bytesReused;
        const elapsed = now - this.#startedMs;
        const rate = elapsed > 0 ? (done / elapsed) * 1000 : 0;
        const left = rate > 0 && this.#expectedBytes > done ? ` · ${formatDuration(((this.#expectedBytes - done) / rate) * 1000)} left` : '';
        this.#draw(`${formatCount(counters.filesRestored)} files · ${formatBytes(done)} of ${formatBytes(this.#expectedBytes)} · ${formatBytes(Math.round(rate))}/s${left} · ${printable(Buffer.from(currentPath))}`);
      },
      onProblem: ({ path, code, message, severity }) => {
        this.clear();
        if (context.json) out.write(`${JSON.stringify({ severity, code, message, path: Buffer.from(path).toString() })}\n`);
        else out.write(`${severity}: ${path.length === 0 ? '' : `${printable(Buffer.from(path))}: `}${printable(message)}\n`);
      },
    };
  }

  clear(): void {
    if (this.#drawn) this.out.write('\r\x1b[2K');
    this.#drawn = false;
  }

  #draw(line: string): void {
    const width = (this.out.columns ?? 80) - 1;
    this.out.write(`\r\x1b[2K${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
    this.#drawn = true;
  }
}
