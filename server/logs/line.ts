// One line of the log: JSON with short keys, always in the same order, so that a search can look at the bytes before it parses (docs/formats.md, Log).
import type { Mark } from './seen-lines.js';

export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

export interface LogEntry {
  timeMs: number;
  level: Level;
  message: string;
  /** Bytes, as paths are. */
  path: Buffer;
  /** Empty: of no run, job, agent or office in particular. */
  runId: string;
  jobName: string;
  agentId: string;
  officeId: string;
  /** Of the lines of a run: as its agent counts them, and which process of the agent that was. */
  number: number;
  instance: string;
}

export const MESSAGE_CHARS = 16 * 1024;
export const PATH_BYTES = 16 * 1024;

interface Stored {
  t: number;
  l: Level;
  r?: string;
  j?: string;
  a?: string;
  o?: string;
  n?: number;
  i?: string;
  /** A path that is UTF-8 as text, any other as hexadecimal digits. */
  p?: string;
  x?: string;
  m: string;
}

export function encodeLine(entry: LogEntry): string {
  const path = entry.path.toString();
  const isText = Buffer.from(path).equals(entry.path);
  const stored: Stored = {
    t: entry.timeMs,
    l: entry.level,
    ...(entry.runId === '' ? {} : { r: entry.runId }),
    ...(entry.jobName === '' ? {} : { j: entry.jobName }),
    ...(entry.agentId === '' ? {} : { a: entry.agentId }),
    ...(entry.officeId === '' ? {} : { o: entry.officeId }),
    ...(entry.number === 0 ? {} : { n: entry.number, i: entry.instance }),
    ...(entry.path.length === 0 ? {} : isText ? { p: path } : { x: entry.path.toString('hex') }),
    m: entry.message,
  };
  return `${JSON.stringify(stored)}\n`;
}

/** Null for what is not a whole line of ours: a crash may tear the last one of a segment. */
export function parseLine(text: string): LogEntry | null {
  try {
    const { t, l, r, j, a, o, n, i, p, x, m } = JSON.parse(text) as Stored;
    if (typeof t !== 'number' || typeof m !== 'string' || !LEVELS.includes(l)) return null;
    const path = p !== undefined ? Buffer.from(p) : x !== undefined ? Buffer.from(x, 'hex') : Buffer.alloc(0);
    return { timeMs: t, level: l, message: m, path, runId: r ?? '', jobName: j ?? '', agentId: a ?? '', officeId: o ?? '', number: n ?? 0, instance: i ?? '' };
  } catch {
    return null;
  }
}

/** Time and level of the line that begins at `start`, without parsing it; null: it is none of ours. */
export function headOf(text: string, start: number): { timeMs: number; level: number } | null {
  if (!text.startsWith('{"t":', start)) return null;
  const comma = text.indexOf(',', start);
  const timeMs = Number(text.slice(start + 5, comma));
  const level = LEVELS.findIndex((name) => text.startsWith(`,"l":"${name}"`, comma));
  return level < 0 || !Number.isFinite(timeMs) ? null : { timeMs, level };
}

/** What a line of a run is told by, without parsing it; null: it is none. */
export function markOf(line: string): Mark | null {
  // A quote inside a string is escaped: these are found in no message and no path.
  const runId = between(line, ',"r":"', '"');
  const number = Number(between(line, ',"n":', ','));
  const instance = between(line, ',"i":"', '"');
  const timeMs = headOf(line, 0)?.timeMs;
  return runId === '' || !(number > 0) || timeMs === undefined ? null : { runId, number, instance, timeMs };
}

function between(text: string, before: string, after: string): string {
  const at = text.indexOf(before);
  return at < 0 ? '' : text.slice(at + before.length, text.indexOf(after, at + before.length));
}

export function levelOf(text: string): Level {
  return LEVELS.find((level) => level === text) ?? 'info';
}
