// Logs of runs: one file of JSON lines each under runs/, numbered by the agent so that a line sent twice is kept once.
// History, not truth: bounded in size, not flushed, dropped with the run's record.
import { appendFile, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LogLine__Output } from '../../shared/rpc/gen/farvault/v1/LogLine.js';

export interface StoredLogLine {
  number: number;
  timeMs: number;
  level: string;
  message: string;
  pathHex: string;
}

export const MAX_LOG_BYTES = 16 * 1024 * 1024;
const MAX_LINE_BYTES = 16 * 1024;
const LEVELS = ['debug', 'info', 'warn', 'error'];
const READ_BYTES = 256 * 1024;

interface OpenLog {
  lastNumber: number;
  bytes: number;
  full: boolean;
  queue: Promise<void>;
}

export class RunLogs {
  readonly #dir: string;
  readonly #open = new Map<string, OpenLog>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  async prepare(known: (id: string) => boolean): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#dir)) {
      if (name.endsWith('.log') && !known(name.slice(0, -4))) await rm(path.join(this.#dir, name), { force: true });
    }
  }

  /** Keeps the lines that are new. Calls for one run are carried out in order. */
  append(runId: string, lines: LogLine__Output[]): Promise<void> {
    const log = this.#log(runId);
    log.queue = log.queue.then(() => this.#write(runId, log, lines));
    return log.queue;
  }

  async close(runId: string): Promise<void> {
    await this.#open.get(runId)?.queue;
    this.#open.delete(runId);
  }

  async forget(runId: string): Promise<void> {
    this.#open.delete(runId);
    await rm(this.#file(runId), { force: true });
  }

  /** Lines from byte offset `from` on, with the offset after them; for following, call again with that offset. */
  async read(runId: string, from: number, level: string): Promise<{ lines: StoredLogLine[]; next: number }> {
    await this.#open.get(runId)?.queue;
    const { lines, next } = await this.#readAll(runId, from);
    const least = LEVELS.indexOf(level);
    return { lines: lines.filter((line) => LEVELS.indexOf(line.level) >= least), next };
  }

  #log(runId: string): OpenLog {
    let log = this.#open.get(runId);
    if (log === undefined) {
      const fresh: OpenLog = { lastNumber: 0, bytes: 0, full: false, queue: Promise.resolve() };
      fresh.queue = this.#resume(runId, fresh);
      this.#open.set(runId, fresh);
      log = fresh;
    }
    return log;
  }

  async #resume(runId: string, log: OpenLog): Promise<void> {
    const info = await stat(this.#file(runId)).catch(() => null); // no log yet
    if (info === null) return;
    log.bytes = info.size;
    let from = 0;
    for (;;) {
      const { lines, next } = await this.#readAll(runId, from);
      for (const line of lines) log.lastNumber = Math.max(log.lastNumber, line.number);
      if (next === from) return;
      from = next;
    }
  }

  async #readAll(runId: string, from: number): Promise<{ lines: StoredLogLine[]; next: number }> {
    const handle = await open(this.#file(runId), 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null; // nothing logged yet
      throw error;
    });
    if (handle === null) return { lines: [], next: from };
    try {
      const buffer = Buffer.alloc(READ_BYTES);
      const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, from);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1;
      const lines = buffer.toString('utf8', 0, end).split('\n').map(parseLine).filter((line) => line !== null);
      return { lines, next: from + end };
    } finally {
      await handle.close();
    }
  }

  async #write(runId: string, log: OpenLog, lines: LogLine__Output[]): Promise<void> {
    let text = '';
    for (const line of lines) {
      if (line.number <= log.lastNumber || log.full) continue;
      log.lastNumber = line.number;
      const stored: StoredLogLine = {
        number: line.number,
        timeMs: line.timeMs,
        level: LEVELS.includes(line.level) ? line.level : 'info',
        message: line.message.slice(0, MAX_LINE_BYTES),
        pathHex: line.path.toString('hex'),
      };
      text += `${JSON.stringify(stored)}\n`;
      if (log.bytes + text.length > MAX_LOG_BYTES) {
        log.full = true;
        text += `${JSON.stringify({ ...stored, level: 'warn', message: 'the log of this run is full: further lines were dropped', pathHex: '' })}\n`;
      }
    }
    if (text === '') return;
    log.bytes += Buffer.byteLength(text);
    await appendFile(this.#file(runId), text, { mode: 0o600 });
  }

  #file(runId: string): string {
    return path.join(this.#dir, `${runId}.log`);
  }
}

/** Null for what is not a whole line of ours (a crash may tear the last one). */
function parseLine(text: string): StoredLogLine | null {
  if (text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'number' in value && 'message' in value ? (value as StoredLogLine) : null;
  } catch {
    return null;
  }
}
