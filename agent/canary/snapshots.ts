// Snapshots of a repository on a local disk: what was committed, by id and by run.
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readChecked, writeChecked } from '../schedule/checked-file.js';

const FILE_BYTES = 64 * 1024;
const ID = /^[0-9a-f]{32}$/;

export interface LocalSnapshot {
  id: string;
  runId: string;
  /** Hexadecimal. */
  rootId: string;
  partial: boolean;
}

export class FolderSnapshots {
  constructor(private readonly folder: string) {}

  /** NOT_FOUND, or CORRUPT. */
  async get(id: string): Promise<LocalSnapshot> {
    const read = ID.test(id) ? await readChecked(this.#file(id), FILE_BYTES) : null;
    if (read === null) throw new FarvaultError('NOT_FOUND', `there is no snapshot ${id.slice(0, 64)}`);
    if ('damaged' in read) throw new FarvaultError('CORRUPT', read.damaged);
    return read.found as LocalSnapshot;
  }

  /** Null: that run has committed nothing. */
  async ofRun(runId: string): Promise<LocalSnapshot | null> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.folder)) {
      const snapshot = ID.test(name) ? await this.get(name) : null;
      if (snapshot?.runId === runId) return snapshot;
    }
    return null;
  }

  /** Resolves when it is durable. */
  async add(snapshot: LocalSnapshot): Promise<void> {
    await writeChecked(this.#file(snapshot.id), snapshot);
  }

  #file(id: string): string {
    return path.join(this.folder, id);
  }
}
