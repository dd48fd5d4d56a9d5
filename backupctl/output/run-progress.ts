// Progress of one run: a live line on a terminal, a plain line now and then elsewhere.
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import { formatBytes, formatCount, formatDuration, printable } from './format.js';

const PLAIN_EVERY_MS = 10_000;

export interface ProgressOutput {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

export class RunProgressView {
  readonly #out: ProgressOutput;
  readonly #now: () => number;
  #startedMs = 0;
  #lastPlainMs = 0;
  #lastState = '';
  #drawn = false;

  constructor(out: ProgressOutput, now: () => number) {
    this.#out = out;
    this.#now = now;
  }

  update(run: Run__Output): void {
    if (this.#startedMs === 0 && run.state === 'running') this.#startedMs = this.#now();
    const line = describe(run, this.#startedMs === 0 ? 0 : this.#now() - this.#startedMs);
    if (this.#out.isTTY === true) {
      const width = (this.#out.columns ?? 80) - 1;
      this.#out.write(`\r\x1b[2K${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
      this.#drawn = true;
      return;
    }
    if (run.state === this.#lastState && this.#now() - this.#lastPlainMs < PLAIN_EVERY_MS) return;
    this.#lastState = run.state;
    this.#lastPlainMs = this.#now();
    this.#out.write(`${line}\n`);
  }

  /** Takes the live line away. */
  clear(): void {
    if (this.#drawn) this.#out.write('\r\x1b[2K');
    this.#drawn = false;
  }
}

/** One line: state, files, bytes, rate, time left, path. */
export function describe(run: Run__Output, elapsedMs: number): string {
  const c = run.counters;
  if (c === null || run.state === 'queued') return run.state === 'queued' ? `queued: waits for ${run.waitingFor === '' ? `agent ${run.agent}` : printable(run.waitingFor)}` : run.state;
  if (run.agent === '') return describeServerRun(run);
  const restoring = run.kind === 'restore';
  const files = restoring ? c.filesRestored : c.filesTotal;
  const bytes = restoring ? c.bytesRestored + c.bytesReused : c.bytesLogical;
  const parts = [run.phase === '' ? run.state : run.phase];
  parts.push(`${formatCount(files)}${c.filesExpected > 0 ? ` of ${formatCount(c.filesExpected)}` : ''} files`);
  parts.push(`${formatBytes(bytes)}${c.bytesExpected > 0 ? ` of ${formatBytes(c.bytesExpected)}` : ''}`);
  parts.push(restoring ? `${formatBytes(c.bytesReceived)} received` : `${formatBytes(c.bytesSent)} sent`);
  if (elapsedMs > 1000 && bytes > 0) {
    const rate = (bytes / elapsedMs) * 1000;
    parts.push(`${formatBytes(Math.round(rate))}/s`);
    if (c.bytesExpected > bytes && rate > 0) parts.push(`${formatDuration(((c.bytesExpected - bytes) / rate) * 1000)} left`);
  }
  if (run.currentPath.length > 0) parts.push(`/${printable(run.currentPath)}`);
  return parts.join(' · ');
}

/** One line of a run that the server itself carries out. */
function describeServerRun({ phase, state, done, total, figures }: Run__Output): string {
  const parts = [phase === '' ? state : phase];
  if (total > 0) parts.push(`${Math.min(100, Math.floor((100 * done) / total))} %`);
  return [...parts, ...figures.filter(({ value }) => value > 0).map(figureText)].join(' · ');
}

/** `12 packs verified`, `3.1 GiB verified`: names are as the server gives them, in camelCase. */
export function figureText({ name, value }: { name: string; value: number }): string {
  const words = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.startsWith('bytes') ? `${formatBytes(value)}${words.slice('bytes'.length)}` : `${formatCount(value)} ${words}`;
}
