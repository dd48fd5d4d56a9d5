// What the tests of this folder share: frames with known content, repositories on the real and on the simulated disk.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { realFs } from '../../shared/fs/real-fs.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { blake3 } from '../../shared/hash/hash.js';
import { systemClock } from '../../shared/time/clock.js';
import { initRepository } from './config.js';
import { openRepository, type OpenOptions } from './open.js';
import type { PackRepository } from './repository.js';
import type { JournalRecord, SnapshotRecord, StateReducer, VerifiedFrame, ViewFollower, ViewBatch, ViewStore } from './types.js';
import type { LevelView } from './view-store.js';

export const TEST_ID = Buffer.alloc(16, 0xab);

/** A raw frame of `count` chunks, each told by `seed` and its number. */
export function frameOf(seed: string, count = 3, chunkBytes = 40): VerifiedFrame {
  const chunks = Array.from({ length: count }, (_, i) => Buffer.alloc(chunkBytes, `${seed} ${i} `));
  return {
    codec: 0,
    plainBytes: count * chunkBytes,
    ids: Buffer.concat(chunks.map((chunk) => blake3(chunk))),
    lengths: Uint32Array.from(chunks, (chunk) => chunk.length),
    payload: Buffer.concat(chunks),
    holdsManifest: false,
  };
}

export function snapshotOf(seed: number): SnapshotRecord {
  const id = seed.toString(16).padStart(32, '0');
  const names = { officeId: 'o', agentId: 'a', jobId: 'j', jobName: 'job', agentName: 'agent', officeName: 'office' };
  return { id, ...names, runId: `run-${seed}`, parentId: null, timeMs: 1_000 + seed, rootId: id + id, rootBytes: 10, paths: ['/x'], partial: false, counters: { files_total: seed } };
}

export function tempDirectory(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'farvault-repository-'));
}

/** A view in memory. Given the same `kept`, it goes on where it was. */
export class MemoryView implements ViewStore {
  constructor(
    private readonly kept: { entries: Map<string, Buffer>; position: number },
    private current = kept.position,
  ) {}

  position(): number {
    return this.current;
  }

  setPosition(position: number): void {
    this.current = position;
  }

  async get(key: Buffer): Promise<Buffer | undefined> {
    return (await this.getMany([key]))[0];
  }

  getMany(keys: Buffer[]): Promise<(Buffer | undefined)[]> {
    return Promise.resolve(keys.map((key) => this.kept.entries.get(key.toString('hex'))));
  }

  async *iterate(): AsyncIterable<[Buffer, Buffer]> {
    for (const key of [...this.kept.entries.keys()].sort()) yield [Buffer.from(key, 'hex'), await Promise.resolve(this.kept.entries.get(key)!)];
  }

  async *scan(): AsyncIterable<[Buffer, Buffer][]> {
    for await (const entry of this.iterate()) yield [entry];
  }

  write(fill: (batch: ViewBatch) => void): Promise<void> {
    fill({ put: (key, value) => this.kept.entries.set(key.toString('hex'), Buffer.from(value)), delete: (key) => this.kept.entries.delete(key.toString('hex')) });
    this.kept.position = this.current;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.kept.position = this.current;
    return Promise.resolve();
  }
}

export function memoryView(): LevelView {
  return new MemoryView({ entries: new Map(), position: 0 }) as unknown as LevelView;
}

/** State that follows from records of kind `note`. */
export function noteReducer(): StateReducer & { notes: unknown[] } {
  return {
    name: 'notes',
    notes: [],
    apply(record: JournalRecord): void {
      if (record.body.kind === 'note') this.notes.push(record.body['text']);
    },
    save(): unknown {
      return this.notes;
    },
    load(saved: unknown): void {
      this.notes = saved as unknown[];
    },
  };
}

/** Snapshot id to the number of its commit. */
export const snapshotFollower: ViewFollower = {
  name: 'snapshots',
  async apply(record, view) {
    if (record.body.kind !== 'snapshot.committed') return;
    await view.write((batch) => {
      batch.put(Buffer.from((record.body['snapshot'] as { id: string }).id), Buffer.from(String(record.number)));
    });
  },
};

export interface TestRepository {
  repository: PackRepository;
  logged: string[];
  failures: Error[];
}

/** Opens the repository in `dataDir`, making it first where there is none. */
export async function openTest(dataDir: string, overrides: Partial<OpenOptions> = {}): Promise<TestRepository> {
  const vfs: Vfs = overrides.vfs ?? realFs;
  const logged: string[] = [];
  const failures: Error[] = [];
  try {
    await initRepository(dataDir, { vfs, nowMs: 1_000, id: TEST_ID });
  } catch {
    // There is one already.
  }
  const repository = await openRepository({
    dataDir,
    reducers: [],
    views: [],
    onFailed: (error) => failures.push(error),
    log: (message) => logged.push(message),
    clock: systemClock,
    minFreeBytes: 0,
    ...overrides,
  });
  return { repository, logged, failures };
}
