// What a search asks for, and how it finds it: by looking for bytes that every match has, then at the head of the line, and only then by parsing it. Pure.
import { headOf, LEVELS, parseLine, type Level, type LogEntry } from './line.js';

/** What is set must all match. `sinceMs` is included, `untilMs` is not. */
export interface LogQuery {
  runId?: string;
  jobName?: string;
  agentId?: string;
  /** Lines of no office match only when this is not set. */
  officeIds?: readonly string[];
  /** This and worse. */
  level?: Level;
  /** In the message or the path, in upper or lower case. */
  text?: string;
  sinceMs?: number;
  untilMs?: number;
  /** No line that is looked for was added later: segments that hold only later ones are left out. */
  addedBeforeMs?: number;
}

export interface Match {
  /** Where the line begins in the piece, and where its newline is. */
  start: number;
  end: number;
  entry: LogEntry;
}

export class LogMatcher {
  readonly #query: LogQuery;
  readonly #level: number;
  readonly #text: string;
  /** Bytes of every line that matches, read as Latin-1. */
  readonly #needles: string[] = [];
  /** ASCII of the text, in lower case: what JSON writes as it is. */
  readonly #plainText: string;

  constructor(query: LogQuery) {
    this.#query = query;
    this.#level = query.level === undefined ? 0 : LEVELS.indexOf(query.level);
    this.#text = (query.text ?? '').toLowerCase();
    if (query.runId !== undefined) this.#needles.push(needle('r', query.runId));
    if (query.jobName !== undefined) this.#needles.push(needle('j', query.jobName));
    if (query.agentId !== undefined) this.#needles.push(needle('a', query.agentId));
    if (query.officeIds?.length === 1) this.#needles.push(needle('o', query.officeIds[0]));
    this.#plainText = longest(this.#text.match(/[ !#-[\]-~]+/g) ?? []);
  }

  /** False: no line of a segment with these times matches. */
  mayMatch({ firstMs, lastMs }: { firstMs: number; lastMs: number }): boolean {
    const { sinceMs = 0, untilMs = Infinity, addedBeforeMs = Infinity, officeIds } = this.#query;
    return lastMs >= sinceMs && firstMs < Math.min(untilMs, addedBeforeMs) && officeIds?.length !== 0;
  }

  /** `piece`: whole lines. */
  *matches(piece: Buffer): Iterable<Match> {
    const text = piece.toString('latin1');
    const folded = this.#plainText === '' ? '' : text.toLowerCase();
    for (let at = 0; at < text.length; ) {
      const hit = this.#next(text, folded, at);
      if (hit < 0) return;
      const start = text.lastIndexOf('\n', hit) + 1;
      const end = text.indexOf('\n', hit);
      at = end + 1;
      if (!this.#mayBe(text, start, end)) continue;
      const entry = parseLine(piece.toString('utf8', start, end));
      if (entry !== null && this.#is(entry)) yield { start, end, entry };
    }
  }

  /** Somewhere in the next line that may match. */
  #next(text: string, folded: string, from: number): number {
    if (this.#needles.length > 0) return text.indexOf(this.#needles[0], from);
    return this.#plainText === '' ? from : folded.indexOf(this.#plainText, from);
  }

  #mayBe(text: string, start: number, end: number): boolean {
    const head = headOf(text, start);
    if (head === null || head.level < this.#level || head.timeMs < (this.#query.sinceMs ?? 0) || head.timeMs >= (this.#query.untilMs ?? Infinity)) return false;
    if (this.#needles.length < 2 && this.#plainText === '') return true;
    const line = text.slice(start, end);
    return this.#needles.every((one) => line.includes(one)) && (this.#plainText === '' || line.toLowerCase().includes(this.#plainText));
  }

  #is(entry: LogEntry): boolean {
    const { officeIds } = this.#query;
    if (officeIds !== undefined && !officeIds.includes(entry.officeId)) return false;
    return this.#text === '' || entry.message.toLowerCase().includes(this.#text) || entry.path.toString().toLowerCase().includes(this.#text);
  }
}

/** A field as it stands in a line. A quote inside a string is escaped there, so that this is found in no message. */
function needle(key: string, value: string): string {
  return Buffer.from(`"${key}":${JSON.stringify(value)}`).toString('latin1');
}

function longest(texts: readonly string[]): string {
  return texts.reduce((best, text) => (text.length > best.length ? text : best), '');
}
