// Ends of runs that the server has not recorded yet, one small file each, so that an outcome outlives the agent's process.
import { mkdir, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../shared/errors/errors.js';
import { readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import type { RunEnded } from '../../shared/rpc/gen/farvault/v1/RunEnded.js';

const FILE_BYTES = 64 * 1024;
const NAME = /^([0-9A-Za-z-]{1,64})\.json$/;

export class EndedRuns {
  readonly #ended = new Map<string, RunEnded>();

  private constructor(private readonly folder: string) {}

  static async open(folder: string): Promise<EndedRuns> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const ended = new EndedRuns(folder);
    for (const name of await readdir(folder)) {
      const runId = NAME.exec(name)?.[1];
      const bytes = runId === undefined ? null : await readSmallFile(path.join(folder, name), FILE_BYTES);
      if (runId !== undefined && bytes !== null) ended.#ended.set(runId, JSON.parse(bytes.toString()) as RunEnded);
    }
    return ended;
  }

  list(): RunEnded[] {
    return [...this.#ended.values()];
  }

  has(runId: string): boolean {
    return this.#ended.has(runId);
  }

  async add(runId: string, ended: RunEnded): Promise<void> {
    this.#ended.set(runId, ended);
    await writeFileDurable(this.#file(runId), Buffer.from(JSON.stringify(ended)));
  }

  async forget(runId: string): Promise<void> {
    if (!this.#ended.delete(runId)) return;
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
