// The central log: lines of runs and what the server saw, in one place. Nothing that is said waits for the disk or fails because of it: lines are queued, written
// behind, and dropped with a counted warning when the disk is full or slower than what is said. History, not truth: not flushed.
import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { LogLine__Output } from '../../shared/rpc/gen/farvault/v1/LogLine.js';
import type { Clock } from '../../shared/time/clock.js';
import { KEPT, logBounds, MAX_QUEUE_BYTES, type LogKept } from './log-bounds.js';
import { encodeLine, levelOf, markOf, MESSAGE_CHARS, PATH_BYTES, type Level, type LogEntry } from './line.js';
import type { LogQuery } from './query.js';
import { readPieces } from './read-pieces.js';
import { LineRedactor, redact } from './redact.js';
import { newest, onward, type Found, type LogPosition } from './search.js';
import { SeenLines } from './seen-lines.js';
import { LogSegments, type LogBounds } from './segments.js';

/** What a line is about; what is left out is nothing in particular. */
export interface LogSubject {
  runId?: string;
  jobName?: string;
  agentId?: string;
  officeId?: string;
}

/** A run whose lines may come again. */
export interface OpenRun {
  id: string;
  /** No line of it is older. */
  sinceMs: number;
}

export interface LogOptions {
  directory: string;
  clock: Clock;
  kept?: LogKept;
  /** Instead of what follows from `kept` and the disk. */
  bounds?: LogBounds;
  /** Runs that had not ended when the server did: of their lines it has some. */
  openRuns: readonly OpenRun[];
  /** For the daemon's own log. */
  warn: (message: string, details: object) => void;
}

/** Lines that come together within this time are written together. */
const GATHER_MS = 50;
const WARN_EVERY_MS = 60_000;
const OLDEST_LINE_MS = 400 * 24 * 60 * 60_000;
const FORMER_FILE = /^[0-9a-f]{16}\.log$/;

interface Queued {
  text: string;
  timeMs: number;
}

export class LogStore {
  readonly #segments: LogSegments;
  readonly #options: LogOptions;
  readonly #seen = new SeenLines();
  readonly #redactors = new Map<string, LineRedactor>();
  readonly #followers = new Set<() => void>();
  readonly #closing = new AbortController();
  #queue: Queued[] = [];
  #queueBytes = 0;
  #writing: Promise<void> | null = null;
  #hurry: AbortController | null = null;
  #dropped = 0;
  #droppedInAll = 0;
  #warnedMs = -Infinity;

  private constructor(segments: LogSegments, options: LogOptions) {
    this.#segments = segments;
    this.#options = options;
  }

  static async open(options: LogOptions): Promise<LogStore> {
    const { directory, clock, openRuns } = options;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await dropFormer(options);
    const bounds = options.bounds ?? logBounds(options.kept ?? KEPT, await diskBytes(directory));
    const store = new LogStore(await LogSegments.open(directory, bounds, clock.now()), options);
    await store.#recall(openRuns);
    return store;
  }

  /** Something that happened. */
  event(level: Level, message: string, about: LogSubject = {}): void {
    this.#add({ ...this.#about(about), timeMs: this.#options.clock.now(), level, message: redact(message.slice(0, MESSAGE_CHARS)), path: Buffer.alloc(0), number: 0, instance: '' });
  }

  /** Lines of a run, as its agent sends them: each is kept once. `instance`: the process of the agent. */
  lines(about: LogSubject & { runId: string }, instance: string, lines: readonly LogLine__Output[]): void {
    const now = this.#options.clock.now();
    const redactor = this.#redactors.get(about.runId) ?? new LineRedactor();
    this.#redactors.set(about.runId, redactor);
    for (const line of lines) {
      const verdict = this.#seen.take({ runId: about.runId, instance, number: line.number, timeMs: line.timeMs }, line.message.length + line.path.length);
      if (verdict === 'known' || verdict === 'full') continue;
      this.#add({
        ...this.#about(about),
        // The agent's clock; no line is of the future.
        timeMs: Math.min(now, Math.max(line.timeMs, now - OLDEST_LINE_MS)),
        level: levelOf(line.level),
        message: redactor.redact(line.message.slice(0, MESSAGE_CHARS)),
        path: line.path.subarray(0, PATH_BYTES),
        number: line.number,
        instance,
      });
      if (verdict === 'last') this.event('warn', 'the log of this run is full: further lines are dropped', about);
    }
  }

  /** No more lines of this run will come. */
  runEnded(runId: string): void {
    this.#seen.forget(runId);
    this.#redactors.delete(runId);
  }

  /** The newest `limit` lines that match, the oldest first, and where those that come later begin. */
  async search(query: LogQuery, limit: number, signal: AbortSignal): Promise<{ found: AsyncIterable<LogEntry[]>; end: LogPosition }> {
    await this.flush();
    const end = this.#segments.end();
    return { found: newest(this.#segments.list(), end, query, limit, signal), end };
  }

  /** Before every line that was added at that time or later. */
  positionAt(timeMs: number): LogPosition {
    const segment = this.#segments.list().find(({ lastMs }) => lastMs >= timeMs);
    return segment === undefined ? this.#segments.end() : { number: segment.number, offset: 0 };
  }

  /** Every line from `from` on that matches, up to now. */
  async *read(query: LogQuery, from: LogPosition, signal: AbortSignal): AsyncIterable<Found> {
    await this.flush();
    yield* onward([...this.#segments.list()], from, query, signal);
  }

  /** Calls back when lines were added, until the returned function is called. */
  onAdded(added: () => void): () => void {
    this.#followers.add(added);
    return () => this.#followers.delete(added);
  }

  /** Lines that were not written, since the start. */
  get dropped(): number {
    return this.#droppedInAll;
  }

  /** Resolves when everything that was said before has been written, or dropped. */
  async flush(): Promise<void> {
    this.#hurry?.abort();
    await this.#writing;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.flush();
    await this.#segments.close();
  }

  #about({ runId = '', jobName = '', agentId = '', officeId = '' }: LogSubject): Pick<LogEntry, 'runId' | 'jobName' | 'agentId' | 'officeId'> {
    return { runId, jobName, agentId, officeId };
  }

  #add(entry: LogEntry): void {
    if (this.#closing.signal.aborted) return;
    const text = encodeLine(entry);
    if (this.#queueBytes + text.length > MAX_QUEUE_BYTES) {
      this.#drop(1, 'lines come faster than the disk takes them');
      return;
    }
    this.#queue.push({ text, timeMs: entry.timeMs });
    this.#queueBytes += text.length;
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    this.#hurry = new AbortController();
    // Cut short by `flush`.
    await this.#options.clock.sleep(GATHER_MS, AbortSignal.any([this.#hurry.signal, this.#closing.signal])).catch(() => undefined);
    while (this.#queue.length > 0) {
      const queue = this.#queue;
      this.#queue = [];
      this.#queueBytes = 0;
      await this.#writeAll(queue);
    }
    this.#hurry = null;
    this.#writing = null;
    for (const added of this.#followers) added();
  }

  async #writeAll(queue: readonly Queued[]): Promise<void> {
    const now = this.#options.clock.now();
    const texts = queue.map(({ text }) => text);
    if (this.#dropped > 0) texts.push(encodeLine({ ...this.#about({}), timeMs: now, level: 'warn', message: `${this.#dropped} lines of the log could not be written`, path: Buffer.alloc(0), number: 0, instance: '' }));
    try {
      await this.#segments.append(texts.join(''), queue.reduce((first, { timeMs }) => Math.min(first, timeMs), now), now);
      this.#dropped = 0;
    } catch (error) {
      this.#drop(queue.length, 'the disk does not take them', error);
    }
  }

  #drop(lines: number, why: string, error?: unknown): void {
    this.#dropped += lines;
    this.#droppedInAll += lines;
    const now = this.#options.clock.monotonic();
    if (now - this.#warnedMs < WARN_EVERY_MS) return;
    this.#warnedMs = now;
    this.#options.warn(`lines of the log are dropped: ${why}`, { dropped: this.#droppedInAll, ...(error === undefined ? {} : { error }) });
  }

  /** What the log has of runs that go on. */
  async #recall(openRuns: readonly OpenRun[]): Promise<void> {
    const ids = new Set(openRuns.map(({ id }) => id));
    const since = openRuns.reduce((first, { sinceMs }) => Math.min(first, sinceMs), Infinity);
    for (const segment of this.#segments.list()) {
      if (segment.lastMs < since) continue;
      for await (const { text } of readPieces(segment, 0, segment.bytes)) {
        for (const line of text.toString('latin1').split('\n')) {
          const mark = markOf(line);
          if (mark !== null && ids.has(mark.runId)) this.#seen.note(mark, line.length);
        }
      }
    }
  }
}

/** Of a former version: one file a run. They are history, and nothing reads them any more. */
async function dropFormer({ directory, warn }: LogOptions): Promise<void> {
  const former = (await readdir(directory)).filter((name) => FORMER_FILE.test(name));
  for (const name of former) await rm(path.join(directory, name), { force: true });
  if (former.length > 0) warn('logs of runs in the form of an earlier version were removed', { files: former.length });
}

async function diskBytes(directory: string): Promise<number> {
  const { blocks, bsize } = await statfs(directory);
  return blocks * bsize;
}
