// DIR/schedule/marks.json: how far each job's due times are dealt with, and which run waits. Written before anything is asked for, so that a due time is handled once
// over crashes; lost, the ids of runs still keep one due time one run.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Mutex } from '../../shared/async/mutex.js';
import { readChecked, writeChecked } from './checked-file.js';
import type { JobMark } from './types.js';

const FILE_BYTES = 1024 * 1024;

export class Marks {
  readonly #file: string;
  readonly #writes = new Mutex();
  readonly byJob = new Map<string, JobMark>();

  private constructor(private readonly folder: string) {
    this.#file = path.join(folder, 'marks.json');
  }

  static async open(folder: string, say: (why: string) => void): Promise<Marks> {
    const marks = new Marks(folder);
    const read = await readChecked(marks.#file, FILE_BYTES);
    if (read !== null && 'damaged' in read) say(read.damaged);
    else if (read !== null) for (const [job, mark] of read.found as [string, JobMark][]) marks.byJob.set(job, mark);
    return marks;
  }

  /** Resolves when the marks as of now (or later) are on disk. */
  save(): Promise<void> {
    return this.#writes.run(async () => {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await writeChecked(this.#file, [...this.byJob]);
    });
  }
}
