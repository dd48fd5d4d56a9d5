// Ends of runs that the server has not recorded yet, one small file each, so that an outcome outlives the agent's process. Told in the order in which they happened.
import { mkdir, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, systemCode } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import type { LogLine } from '../../shared/rpc/gen/farvault/v1/LogLine.js';
import type { RunEnded } from '../../shared/rpc/gen/farvault/v1/RunEnded.js';

const FILE_BYTES = 256 * 1024;
const NAME = /^([0-9A-Za-z-]{1,64})\.json$/;
/** While there is no line; beyond it the oldest make room. */
const MAX_ENDED = 1_000;
const KEPT_LINES = 200;
const KEPT_LINE_BYTES = 128 * 1024;

interface Kept {
  order: number;
  ended: RunEnded;
  /** The last of its log. `path` as base64. */
  lines: (Omit<LogLine, 'path'> & { path?: string })[];
}

export class EndedRuns {
  /** In order. */
  readonly #kept = new Map<string, Kept>();
  #order = 0;
  /** Ends that made room for newer ones and were never told. */
  dropped = 0;

  private constructor(private readonly folder: string) {}

  /** A file that cannot be read is left alone; `say` is told. */
  static async open(folder: string, say: (message: string, details: object) => void = () => undefined): Promise<EndedRuns> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const runs = new EndedRuns(folder);
    const found = await readAll(folder, say);
    for (const kept of found) runs.#kept.set(kept.ended.runId!, kept);
    runs.#order = found.at(-1)?.order ?? 0;
    return runs;
  }

  /** How many there are, also while another process works with them. `say` is told of each file that cannot be read. */
  static async count(folder: string, say: (message: string, details: object) => void = () => undefined): Promise<number> {
    return (await readAll(folder, say)).length;
  }

  list(): RunEnded[] {
    return [...this.#kept.values()].map(({ ended }) => ended);
  }

  get(runId: string): RunEnded | undefined {
    return this.#kept.get(runId)?.ended;
  }

  /** The last of the run's log, as kept with its end. */
  lines(runId: string): LogLine[] {
    return (this.#kept.get(runId)?.lines ?? []).map(({ path: where, ...line }) => ({ ...line, ...(where === undefined ? {} : { path: Buffer.from(where, 'base64') }) }));
  }

  /** Listed at once; resolves when it is on disk. */
  async add(runId: string, ended: RunEnded, lines: LogLine[] = []): Promise<void> {
    const kept: Kept = { order: ++this.#order, ended, lines: lastOf(lines).map(({ path: where, ...line }) => ({ ...line, ...(where === undefined ? {} : { path: Buffer.from(where as Buffer).toString('base64') }) })) };
    this.#kept.delete(runId);
    this.#kept.set(runId, kept);
    await writeFileDurable(this.#file(runId), Buffer.from(JSON.stringify(kept)));
    while (this.#kept.size > MAX_ENDED) {
      this.dropped++;
      await this.forget(this.#kept.keys().next().value!);
    }
  }

  async forget(runId: string): Promise<void> {
    if (!this.#kept.delete(runId)) return;
    try {
      await unlink(this.#file(runId));
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }

  #file(runId: string): string {
    return path.join(this.folder, `${runId}.json`);
  }
}

/** In order. */
async function readAll(folder: string, say: (message: string, details: object) => void): Promise<Kept[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  const found: Kept[] = [];
  for (const name of names) {
    const runId = NAME.exec(name)?.[1];
    if (runId === undefined) continue;
    try {
      const kept = parse(runId, await readSmallFile(path.join(folder, name), FILE_BYTES));
      if (kept !== null) found.push(kept);
    } catch (error) {
      say('the end of a run cannot be read and is not told', { file: name, reason: messageOf(error) });
    }
  }
  return found.sort((a, b) => a.order - b.order);
}

function parse(runId: string, bytes: Buffer | null): Kept | null {
  if (bytes === null) return null;
  const kept = JSON.parse(bytes.toString()) as Kept;
  if (kept.ended?.runId !== runId || !Array.isArray(kept.lines)) throw new Error(`not the end of run ${runId}`);
  return kept;
}

function lastOf(lines: LogLine[]): LogLine[] {
  let bytes = 0;
  let from = lines.length;
  while (from > 0 && lines.length - from < KEPT_LINES && bytes < KEPT_LINE_BYTES) {
    from--;
    bytes += Buffer.byteLength(lines[from].message ?? '') + (lines[from].path?.length ?? 0) * 2 + 100;
  }
  return lines.slice(bytes > KEPT_LINE_BYTES ? from + 1 : from);
}
