// The files of the log: append-only segments in one directory. The one that is written is `log-NUMBER.jsonl`; sealed ones also carry, in their names, the
// earliest time of a line and the moment of the last addition, so that a search leaves out those it does not need. Old ones are dropped whole.
import { renameSync } from 'node:fs';
import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../shared/errors/errors.js';
import { headOf } from './line.js';
import { readPieces } from './read-pieces.js';

export interface LogBounds {
  ageMs: number;
  totalBytes: number;
  segmentBytes: number;
  /** A segment of this age is sealed, so that age can drop it. */
  segmentMs: number;
}

export interface Segment {
  number: number;
  file: string;
  bytes: number;
  /** Earliest time of a line, and the latest moment in which one was added: no line is of a later time. */
  firstMs: number;
  lastMs: number;
}

const SEALED = /^log-(\d{10})-(\d{1,16})-(\d{1,16})\.jsonl$/;
const OPEN = /^log-(\d{10})\.jsonl$/;

export class LogSegments {
  /** Oldest first; the last one is written. */
  #segments: Segment[] = [];
  #handle: FileHandle | null = null;
  #openedMs = 0;
  #torn = false;

  private constructor(
    private readonly directory: string,
    private readonly bounds: LogBounds,
  ) {}

  static async open(directory: string, bounds: LogBounds, nowMs: number): Promise<LogSegments> {
    const segments = new LogSegments(directory, bounds);
    await segments.#find();
    await segments.#prune(nowMs);
    return segments;
  }

  list(): readonly Segment[] {
    return this.#segments;
  }

  /** Where the next line will lie. */
  end(): { number: number; offset: number } {
    const last = this.#segments.at(-1);
    return last === undefined ? { number: 1, offset: 0 } : { number: last.number, offset: last.bytes };
  }

  /** Whole lines. A write that fails may leave a torn line, which readers skip; throws then. */
  async append(text: string, firstMs: number, nowMs: number): Promise<void> {
    const segment = await this.#writable(nowMs);
    const bytes = Buffer.from(this.#torn ? `\n${text}` : text);
    this.#torn = true;
    let at = 0;
    while (at < bytes.length) {
      const { bytesWritten } = await this.#handle!.write(bytes, at);
      at += bytesWritten;
      segment.bytes += bytesWritten;
    }
    this.#torn = false;
    segment.firstMs = Math.min(segment.firstMs, firstMs);
    segment.lastMs = Math.max(segment.lastMs, nowMs);
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
  }

  async #writable(nowMs: number): Promise<Segment> {
    const last = this.#segments.at(-1);
    if (last !== undefined && !SEALED.test(path.basename(last.file))) {
      if (last.bytes < this.bounds.segmentBytes && nowMs - this.#openedMs < this.bounds.segmentMs) {
        this.#handle ??= await open(last.file, 'a', 0o600);
        return last;
      }
      await this.#seal(last);
      await this.#prune(nowMs);
    }
    const number = (last?.number ?? 0) + 1;
    const fresh: Segment = { number, file: path.join(this.directory, `log-${String(number).padStart(10, '0')}.jsonl`), bytes: 0, firstMs: nowMs, lastMs: nowMs };
    this.#handle = await open(fresh.file, 'a', 0o600);
    this.#torn = false;
    this.#openedMs = nowMs;
    this.#segments.push(fresh);
    return fresh;
  }

  async #seal(segment: Segment): Promise<void> {
    await this.close();
    const name = `log-${String(segment.number).padStart(10, '0')}-${Math.max(0, Math.floor(segment.firstMs))}-${Math.max(0, Math.floor(segment.lastMs))}.jsonl`;
    try {
      // At once, so that whoever does not find the old name finds the new one here.
      renameSync(segment.file, path.join(this.directory, name));
      segment.file = path.join(this.directory, name);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      // Somebody has removed it: what comes goes on without.
      this.#segments = this.#segments.filter((one) => one !== segment);
    }
  }

  async #prune(nowMs: number): Promise<void> {
    let total = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
    while (this.#segments.length > 0) {
      const [oldest] = this.#segments;
      if (total <= this.bounds.totalBytes && oldest.lastMs >= nowMs - this.bounds.ageMs) return;
      await rm(oldest.file, { force: true });
      total -= oldest.bytes;
      this.#segments.shift();
    }
  }

  async #find(): Promise<void> {
    for (const name of (await readdir(this.directory)).sort()) {
      const file = path.join(this.directory, name);
      const sealed = SEALED.exec(name);
      if (sealed !== null) this.#segments.push({ number: Number(sealed[1]), file, bytes: (await stat(file)).size, firstMs: Number(sealed[2]), lastMs: Number(sealed[3]) });
      else if (OPEN.test(name)) this.#segments.push(await this.#resume(file, Number(OPEN.exec(name)![1])));
    }
    this.#segments.sort((a, b) => a.number - b.number);
    // A crash may come between the making of a segment and the sealing of the one before: that one is sealed when the next is needed.
    for (const segment of this.#segments.slice(0, -1)) if (OPEN.test(path.basename(segment.file))) await this.#seal(segment);
  }

  /** The segment that was written when the server ended. */
  async #resume(file: string, number: number): Promise<Segment> {
    const { size, mtimeMs, birthtimeMs } = await stat(file);
    const segment: Segment = { number, file, bytes: size, firstMs: mtimeMs, lastMs: mtimeMs };
    for await (const { text } of readPieces({ file }, 0, size)) segment.firstMs = Math.min(segment.firstMs, earliest(text.toString('latin1')));
    this.#torn = size > 0;
    this.#openedMs = birthtimeMs > 0 ? birthtimeMs : mtimeMs;
    return segment;
  }
}

function earliest(text: string): number {
  let first = Infinity;
  for (let at = 0; at < text.length; at = text.indexOf('\n', at) + 1) first = Math.min(first, headOf(text, at)?.timeMs ?? Infinity);
  return first;
}
