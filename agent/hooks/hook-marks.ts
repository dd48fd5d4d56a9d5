// DIR/hooks/RUN.json: hooks that are to run after something, written before anything runs, so that they run whatever becomes of the agent.
import { mkdir, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isFarvaultError, systemCode } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';

const FILE_BYTES = 64 * 1024;
const NAME = /^([0-9A-Za-z-]{1,64})\.json$/;

export interface HookMark {
  runId: string;
  jobId: string;
  jobName: string;
  before: string[];
  after: string[];
  /** Of `before`: begun. */
  started: string[];
  timeoutMs: number;
}

export class HookMarks {
  constructor(private readonly folder: string) {}

  /** Durable when it resolves. */
  async write(mark: HookMark): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFileDurable(this.#file(mark.runId), Buffer.from(JSON.stringify(mark)));
  }

  async remove(runId: string): Promise<void> {
    await unlink(this.#file(runId)).catch((error: unknown) => {
      if (systemCode(error) !== 'ENOENT') throw error;
    });
  }

  /** What a dead process left. `unreadable`: names of marks that tell nothing. What is no mark is removed; what the disk does not give now stays for the next start. */
  async list(): Promise<{ marks: HookMark[]; unreadable: string[] }> {
    const marks: HookMark[] = [];
    const unreadable: string[] = [];
    const names = await readdir(this.folder).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    });
    for (const name of names) {
      const runId = NAME.exec(name)?.[1];
      if (runId === undefined) continue;
      const file = path.join(this.folder, name);
      const text = await readSmallFile(file, FILE_BYTES).then((bytes) => bytes?.toString() ?? '', (error: unknown) => (isFarvaultError(error, 'FORMAT') ? '' : null));
      const mark = text === null ? null : parseMark(text, runId);
      if (mark !== null) marks.push(mark);
      else {
        unreadable.push(name);
        if (text !== null) await unlink(file);
      }
    }
    return { marks, unreadable };
  }

  #file(runId: string): string {
    return path.join(this.folder, `${runId}.json`);
  }
}

function parseMark(text: string, runId: string): HookMark | null {
  try {
    const value = JSON.parse(text) as Partial<HookMark> | null;
    const names = (list: unknown): list is string[] => Array.isArray(list) && list.every((name) => typeof name === 'string');
    const { jobId, jobName, before, after, started, timeoutMs } = value ?? {};
    if (typeof jobId !== 'string' || typeof jobName !== 'string' || typeof timeoutMs !== 'number') return null;
    return names(before) && names(after) && names(started) ? { runId, jobId, jobName, before, after, started, timeoutMs } : null;
  } catch {
    return null;
  }
}
