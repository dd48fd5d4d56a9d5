// Progress of several runs at once: on a terminal a line with a bar for each, drawn again and again; elsewhere a plain line now and then.
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import { formatDuration, printable } from './format.js';
import { describe, type ProgressOutput } from './run-progress.js';

const PLAIN_EVERY_MS = 10_000;
const DRAW_EVERY_MS = 100;
const BAR_CHARS = 20;
const MAX_NAME_CHARS = 32;

interface Shown {
  run: Run__Output;
  /** When this process first saw it running: for rates. */
  sinceMs: number;
  plainMs: number;
  plainState: string;
}

export class RunBoard {
  readonly #runs = new Map<string, Shown>();
  #drawnLines = 0;
  #drawnMs = -Infinity;

  constructor(
    private readonly out: ProgressOutput & { rows?: number },
    private readonly now: () => number,
  ) {}

  update(run: Run__Output): void {
    const shown = this.#runs.get(run.id) ?? { run, sinceMs: 0, plainMs: -Infinity, plainState: '' };
    shown.run = run;
    if (shown.sinceMs === 0 && run.state === 'running') shown.sinceMs = this.now();
    if (run.endedMs > 0) this.#runs.delete(run.id);
    else this.#runs.set(run.id, shown);
    if (this.out.isTTY === true) this.#draw(run.endedMs > 0 ? `${nameOf(run)}  ${endOf(run)}` : null);
    else this.#plain(shown);
  }

  /** Takes the live lines away. */
  clear(): void {
    if (this.#drawnLines > 0) this.out.write(`\x1b[${this.#drawnLines}A\x1b[J`);
    this.#drawnLines = 0;
    this.#drawnMs = -Infinity;
  }

  /** `above`: a line that stays. */
  #draw(above: string | null): void {
    if (above === null && this.now() - this.#drawnMs < DRAW_EVERY_MS) return;
    const width = (this.out.columns ?? 80) - 1;
    const room = Math.max(1, (this.out.rows ?? 24) - 2);
    const all = [...this.#runs.values()].sort((a, b) => a.run.queuedMs - b.run.queuedMs);
    const lines = all.slice(0, room).map((shown) => cut(this.#line(shown), width));
    if (all.length > room) lines.push(cut(`and ${all.length - room} more`, width));
    const erase = this.#drawnLines > 0 ? `\x1b[${this.#drawnLines}A\x1b[J` : '';
    this.out.write(erase + [...(above === null ? [] : [cut(above, width)]), ...lines].map((line) => `${line}\n`).join(''));
    this.#drawnLines = lines.length;
    this.#drawnMs = this.now();
  }

  #line({ run, sinceMs }: Shown): string {
    return `${nameOf(run)}  ${bar(run)}  ${describe(run, sinceMs === 0 ? 0 : this.now() - sinceMs)}`;
  }

  #plain(shown: Shown): void {
    const { run } = shown;
    if (run.state === shown.plainState && this.now() - shown.plainMs < PLAIN_EVERY_MS) return;
    shown.plainState = run.state;
    shown.plainMs = this.now();
    this.out.write(`${nameOf(run).trimEnd()}  ${run.endedMs > 0 ? endOf(run) : describe(run, shown.sinceMs === 0 ? 0 : this.now() - shown.sinceMs)}\n`);
  }
}

function nameOf(run: Run__Output): string {
  const what = run.job === '' ? run.kind : run.job;
  return cut(`${run.id.slice(0, 8)} ${printable(run.agent === '' ? what : `${what}@${run.agent}`)}`, MAX_NAME_CHARS + 9).padEnd(MAX_NAME_CHARS);
}

function endOf(run: Run__Output): string {
  const took = run.startedMs > 0 ? ` after ${formatDuration(run.endedMs - run.startedMs)}` : '';
  return `${run.state}${took}${run.error === '' ? '' : `: ${printable(run.error)}`}`;
}

function bar(run: Run__Output): string {
  const c = run.counters;
  const done = c === null ? 0 : run.kind === 'restore' ? c.bytesRestored + c.bytesReused : c.bytesLogical;
  const expected = c?.bytesExpected ?? 0;
  if (expected === 0) return `[${' '.repeat(BAR_CHARS)}]     `;
  const share = Math.min(1, done / expected);
  const full = Math.floor(share * BAR_CHARS);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_CHARS - full)}] ${String(Math.floor(share * 100)).padStart(3)}%`;
}

function cut(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}
