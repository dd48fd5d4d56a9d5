// A small repository in this process, with everything that verification works on, and an agent that only knows what it sent: it is asked what is missing, and sends that again.
import { cpSync, existsSync, mkdtempSync, openSync, readSync, rmSync, writeSync, closeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FrameEncoder } from '../../shared/codec/frame.js';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { ID_BYTES, blake3 } from '../../shared/hash/hash.js';
import { systemClock } from '../../shared/time/clock.js';
import { REPOSITORY_FILE, initRepository, openRepository, type PackRepository } from '../../server/repository/index.js';
import { CatalogFollower, ChunkReader, CommitCheck, FrameCache, LostChunks, SnapshotSet } from '../../server/snapshots/index.js';
import { manifestOf, recordOf, type TestFile } from '../../server/snapshots/testing/memory-store.js';
import { DamageSurvey } from '../../server/verification/damage-survey.js';
import { Findings } from '../../server/verification/findings.js';
import { FullCheck } from '../../server/verification/full-check.js';
import { PackScan, scratchMemory, type Fault, type PartScanned } from '../../server/verification/pack-scan.js';
import { ReadAhead } from '../../server/verification/read-ahead.js';
import { Repair } from '../../server/verification/repair.js';
import type { Scanner } from '../../server/verification/scan-thread.js';
import { VerificationState } from '../../server/verification/verification-state.js';

const CODECS = ['zstd', 'lz4', 'raw'] as const;
const FRAME_CHUNKS = 12;
/** A commit has three; with root, index, manifest and content all damaged the next run goes on. */
const ROUNDS = 5;
export const SIGNAL = new AbortController().signal;

/** Nothing of this outlives the process: no flush is waited for. */
const unflushed: Vfs = {
  ...realFs,
  syncDirectory: () => Promise.resolve(),
  open: async (file, mode, permissions) => {
    const opened = await realFs.open(file, mode, permissions);
    return {
      path: opened.path,
      read: (into, position) => opened.read(into, position),
      write: (parts, position) => opened.write(parts, position),
      datasync: () => Promise.resolve(),
      truncate: (size) => opened.truncate(size),
      size: () => opened.size(),
      close: () => opened.close(),
    };
  },
};

export interface Source {
  files: TestFile[];
  /** By id, hexadecimal: of files and manifest. */
  chunks: Map<string, Buffer>;
  root: Buffer;
}

export function sourceOf(files: TestFile[]): Source {
  const manifest = manifestOf(files);
  const chunks = new Map([...files.flatMap((file) => file.chunks), ...manifest].map((chunk) => [blake3(chunk).toString('hex'), chunk]));
  return { files, chunks, root: manifest[manifest.length - 1] };
}

export interface FoundFault extends Fault {
  pack: number;
}

const scratch = scratchMemory();
const readers: ReadAhead[] = [];

/** Scans here: a thread for each of thousands of verifications would be what takes the time. */
class InProcess implements Scanner {
  constructor(private readonly faults: FoundFault[]) {}

  readonly #reader = readers.pop() ?? new ReadAhead();

  async scan({ file, pack, repositoryId, from, end, bytes }: Parameters<Scanner['scan']>[0]): Promise<PartScanned> {
    const fd = openSync(file, 'r');
    try {
      const scan = await PackScan.open({ fd, pack, repositoryId: Buffer.from(repositoryId), from, end }, this.#reader, scratch);
      const part = await scan.part(bytes);
      for (const fault of part.faults) this.faults.push({ ...fault, pack });
      return part;
    } finally {
      await this.#reader.settle();
      closeSync(fd);
    }
  }

  close(): Promise<void> {
    readers.push(this.#reader);
    return Promise.resolve();
  }
}

export class FlipRig {
  readonly logged: string[] = [];
  /** Of the last verification. */
  readonly faults: FoundFault[] = [];

  private constructor(
    readonly dir: string,
    readonly repository: PackRepository,
    private readonly snapshots: SnapshotSet,
    private readonly state: VerificationState,
    readonly lost: LostChunks,
  ) {}

  static async open(dir: string): Promise<FlipRig> {
    if (!existsSync(path.join(dir, REPOSITORY_FILE))) await initRepository(dir, { vfs: unflushed, nowMs: 1_000, id: Buffer.alloc(16, 7) });
    const snapshots = new SnapshotSet();
    const state = new VerificationState();
    const repository = await openRepository({
      dataDir: dir,
      reducers: [snapshots, state],
      views: [{ name: 'catalog', followers: [new CatalogFollower()] }],
      onFailed: (error) => {
        throw error;
      },
      log: (message) => void rig.logged.push(message),
      clock: systemClock,
      vfs: unflushed,
      packBytes: 96 << 10,
      segmentBytes: 64 << 10,
      minFreeBytes: 0,
    });
    const rig = new FlipRig(dir, repository, snapshots, state, new LostChunks(repository.view('catalog'), repository));
    return rig;
  }

  /** Another one, of a copy of this one's directory. This one must be closed. */
  static copy(dir: string): Promise<FlipRig> {
    const to = mkdtempSync(path.join(os.tmpdir(), 'farvault-flips-'));
    cpSync(dir, to, { recursive: true });
    return FlipRig.open(to);
  }

  get #parts() {
    // Nothing read before the damage is to answer for it.
    const reader = new ChunkReader(this.repository, new FrameCache(this.repository, 0));
    return { repository: this.repository, state: this.state, snapshots: this.snapshots, reader, lost: this.lost, clock: systemClock, scanner: () => new InProcess(this.faults) };
  }

  async store(source: Source, agentId = 'a'): Promise<void> {
    await this.#send([...source.chunks.values()]);
    await this.repository.commitSnapshot(recordOf(source.root, 'office', agentId));
  }

  /** What a run does that finds no file changed: it asks what is missing, and reads and sends that again. How many chunks. */
  async backUpAgain(source: Source): Promise<number> {
    const { reader, lost } = this.#parts;
    const parent = [...this.snapshots.all()].findLast(({ rootId }) => rootId === blake3(source.root).toString('hex'))!;
    const check = new CommitCheck({ source: this.repository, grants: { has: (_office, ids) => Promise.resolve(new Uint8Array(ids.length / ID_BYTES).fill(1)) }, reader, catalog: { get: (id) => Promise.resolve(id === parent.id ? recordOf(source.root, parent.officeId, parent.agentId, { id }) : null) }, lost });
    let sent = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const missing = await check.missing({ officeId: parent.officeId, agentId: parent.agentId, parentId: parent.id, rootId: blake3(source.root), rootBytes: source.root.length, known: { has: () => true }, maxMissing: 10_000, signal: SIGNAL });
      if (missing.length === 0) return sent;
      const again: Buffer[] = [];
      for (let at = 0; at < missing.length; at += ID_BYTES) again.push(source.chunks.get(missing.toString('hex', at, at + ID_BYTES))!);
      await this.#send(again);
      sent += again.length;
    }
    throw new Error('something is missing after so many rounds');
  }

  /** Every chunk of the source as a reader gets it, which rehashes it as an agent does: those that cannot be had. */
  async unreadable(source: Source): Promise<string[]> {
    const { reader } = this.#parts;
    const failed: string[] = [];
    for (const [id, expected] of source.chunks) {
      try {
        const chunk = await reader.readOne(Buffer.from(id, 'hex'));
        if (!blake3(chunk).equals(Buffer.from(id, 'hex'))) failed.push(id);
        else if (!chunk.equals(expected)) throw new Error(`wrong bytes for chunk ${id}`);
      } catch (error) {
        if (!isFarvaultError(error)) throw error;
        failed.push(id);
      }
    }
    return failed;
  }

  async verify(readData = true): Promise<{ summary: string; survey: DamageSurvey; lines: string[] }> {
    this.faults.length = 0;
    const lines: string[] = [];
    const findings = new Findings((line) => lines.push(line));
    await new FullCheck(this.#parts, { readData, snapshot: null, byFooter: false, sliceBytes: 64 << 10 }, { signal: SIGNAL, findings, progress: () => undefined, verified: () => undefined }).run();
    await this.repository.settleViews();
    return { summary: findings.summary, survey: await this.survey(), lines };
  }

  survey(): Promise<DamageSurvey> {
    return DamageSurvey.take(this.#parts, SIGNAL);
  }

  async repair(): Promise<Repair['figures']> {
    const repair = new Repair(this.#parts, { signal: SIGNAL, log: (_level, message) => void this.logged.push(message), progress: () => undefined });
    await repair.run();
    await this.repository.settleViews();
    return repair.figures;
  }

  async close(): Promise<void> {
    await this.repository.close();
  }

  async destroy(): Promise<void> {
    await this.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async #send(chunks: readonly Buffer[]): Promise<void> {
    const encoder = new FrameEncoder();
    for (let from = 0; from < chunks.length; from += FRAME_CHUNKS) {
      const some = chunks.slice(from, from + FRAME_CHUNKS);
      const plain = Buffer.concat(some);
      const { codec, payload } = encoder.encode(plain, { codec: CODECS[(from / FRAME_CHUNKS) % CODECS.length], level: 1 });
      await this.repository.appendFrame({
        codec,
        plainBytes: plain.length,
        ids: Buffer.concat(some.map((chunk) => blake3(chunk))),
        lengths: Uint32Array.from(some, (chunk) => chunk.length),
        payload: Buffer.from(payload),
        holdsManifest: false,
      });
    }
    await this.repository.settleViews();
  }
}

/** Flips a bit; flipped again, all is as before. */
export function flip(file: string, at: number, bit: number): void {
  const fd = openSync(file, 'r+');
  try {
    const byte = Buffer.alloc(1);
    readSync(fd, byte, 0, 1, at);
    byte[0] ^= 1 << bit;
    writeSync(fd, byte, 0, 1, at);
  } finally {
    closeSync(fd);
  }
}
