// DIR/update: what the agent knows of updates over restarts. Its trusted metadata (root.json, timestamp.json, snapshot.json, targets.json), a download that goes on
// (SHA256.part), and three small files of its own behind their checksums: asked.json, record.json, report.json.
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Mutex } from '../../shared/async/mutex.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { readSmallFile, removeFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { MAX_METADATA_BYTES, type MetadataStore } from '../../shared/release/types.js';
import { readChecked, writeChecked } from '../schedule/checked-file.js';
import type { Slot, Verdict } from './state-files.js';

const FILE_BYTES = 64 * 1024;
const PART_SUFFIX = '.part';

/** What the version on trial, and the one that comes back from it, need to know. */
export interface Asked {
  /** Of the trial. */
  id: string;
  rollout: string;
  version: string;
  slot: Slot;
  /** The version that asked had a connection. */
  connected: boolean;
  /** Jobs that it could not carry out as asked, by id: nothing that the new version can be blamed for. */
  faultyJobs: string[];
  /** The outcome that was dealt with; null: none yet. */
  settled: Verdict['result'] | null;
  /** Trials of this version, in a row, that reached no server where the version before did. */
  misses: number;
  /** Times that this version was asked for, in a row, and the trial before had said nothing of it. */
  unheard: number;
}

export interface UpdateRecord {
  /** The highest version that has proven itself on this machine. */
  proven: string | null;
  /** What lies in the other slot, as it came out of a verified archive. */
  prepared: { slot: Slot; archive: string; manifest: string } | null;
  /** Downloads of one archive, for one rollout, that were not what was signed. */
  mismatches: { rollout: string; archive: string; count: number; reason: string } | null;
}

/** The newest, as the server was or will be told. */
export interface Report {
  rollout: string;
  version: string;
  state: 'downloading' | 'ready' | 'switching' | 'waiting' | 'updated' | 'back' | 'refused';
  reason: string;
  bytesDone: number;
  bytesTotal: number;
  timeMs: number;
}

export class UpdateFiles {
  /** Held by whoever replaces trusted metadata. */
  readonly refreshing = new Mutex();
  readonly #changing = new Mutex();
  readonly #reporting = new Mutex();

  constructor(
    readonly folder: string,
    private readonly say: (why: string) => void,
  ) {}

  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
  }

  asked(): Promise<Asked | null> {
    return this.#read<Asked>('asked.json');
  }

  keepAsked(asked: Asked): Promise<void> {
    return this.#write('asked.json', asked);
  }

  async record(): Promise<UpdateRecord> {
    return { proven: null, prepared: null, mismatches: null, ...(await this.#read<Partial<UpdateRecord>>('record.json')) };
  }

  changeRecord(change: Partial<UpdateRecord>): Promise<void> {
    return this.#changing.run(async () => this.#write('record.json', { ...(await this.record()), ...change }));
  }

  report(): Promise<Report | null> {
    return this.#read<Report>('report.json');
  }

  keepReport(report: Report): Promise<void> {
    return this.#reporting.run(() => this.#write('report.json', report));
  }

  partFile(sha256: string): string {
    return path.join(this.folder, sha256 + PART_SUFFIX);
  }

  /** Downloads that were begun, but for the one to go on with. */
  async removeParts(keep: string | null): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if (name.endsWith(PART_SUFFIX) && (keep === null || name !== keep + PART_SUFFIX)) await removeFile(path.join(this.folder, name), realFs);
    }
  }

  get metadata(): MetadataStore {
    const at = (name: string): string => path.join(this.folder, name);
    return {
      read: (name) => readSmallFile(at(name), MAX_METADATA_BYTES),
      write: async (name, bytes) => {
        await writeFileDurable(at(name), bytes);
        failpoint('agent.update.metadata');
      },
      remove: async (name) => {
        await removeFile(at(name), realFs);
        await realFs.syncDirectory(this.folder);
      },
    };
  }

  /** What is damaged is as good as absent: the launcher's files alone decide what runs. */
  async #read<T>(name: string): Promise<T | null> {
    const read = await readChecked(path.join(this.folder, name), FILE_BYTES);
    if (read === null) return null;
    if ('found' in read) return read.found as T;
    this.say(read.damaged);
    return null;
  }

  async #write(name: string, value: unknown): Promise<void> {
    await this.open();
    await writeChecked(path.join(this.folder, name), value);
  }
}
