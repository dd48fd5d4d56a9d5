// A whole server in one step-by-step world: the real sessions, commit check, snapshot set and garbage collection on a model of the store, with agents that back up, break off and
// go on, readers, purges and crashes. `Oracle` knows what must be there.
import { FarvaultError, isFarvaultError } from '../../../shared/errors/errors.js';
import { ID_BYTES, createHasher } from '../../../shared/hash/hash.js';
import type { BackupReply } from '../../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { BackupRequest__Output } from '../../../shared/rpc/gen/farvault/v1/BackupRequest.js';
import type { Clock } from '../../../shared/time/clock.js';
import type { SnapshotRecord } from '../../repository/index.js';
import { SessionState, ToldHeld, UploadStream, createUploads, type Uploads } from '../../sessions/index.js';
import { ChunkReader, CommitCheck, FrameCache, Pins, SnapshotSet } from '../../snapshots/index.js';
import type { Cycle} from '../cycle.js';
import { type CycleParts } from '../cycle.js';
import { GcState } from '../state.js';
import { ModelStore, idsIn } from './model-store.js';
import type { Scheduler } from './scheduler.js';
import { treeWithRoot, type TestChunk } from './trees.js';

const FRAME_CACHE_BYTES = 4_096;
const never: Clock = {
  now: () => 0,
  monotonic: () => 0,
  sleep: (_ms, signal) => new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })),
};

/** What a process has in memory. */
export class Process {
  readonly snapshots = new SnapshotSet();
  readonly sessions = new SessionState(() => 0);
  readonly gc = new GcState();
  readonly told = new ToldHeld();
  readonly pins = new Pins(this.snapshots);
  readonly reader: ChunkReader;
  readonly uploads: Uploads;
  readonly parts: CycleParts;
  cycle: Cycle | null = null;
  isDead = false;

  constructor(readonly world: World) {
    const { store } = world;
    store.restart([this.snapshots, this.sessions, this.gc]);
    this.snapshots.onCommitted((snapshot) => this.cycle?.committed(snapshot));
    this.reader = new ChunkReader(store, new FrameCache(store, FRAME_CACHE_BYTES));
    const grants = { has: (office: string, ids: Buffer) => this.#granted(office, ids), add: (office: string, ids: Buffer) => idsIn(ids).forEach((id) => world.granted.add(`${office} ${id}`)), ready: () => this.turn('grants') };
    const catalog = { get: (id: string) => this.#snapshot(id), ids: () => this.#ids() };
    const lost = { any: () => Promise.resolve(false) };
    const uploads = createUploads(
      {
        repository: store, grants, chunks: this.reader, told: this.told, clock: never, steady: never,
        commits: new CommitCheck({ source: store, grants, reader: this.reader, catalog, lost }),
        chunking: { version: 1, minBytes: 1, averageBytes: 1, maxBytes: 1, fixedBytes: 1 },
        random: world.random,
        log: { info: () => undefined, warn: () => undefined },
        runs: { runForBackup: (agentId, runId) => this.#run(agentId, runId) },
      },
      this.sessions,
    );
    const verifier = { verify: async (frame: { ids: Uint8Array }) => (await this.turn('verify'), { ...frame, holdsManifest: false }), close: () => Promise.resolve() };
    this.uploads = { ...uploads, verifier: verifier as unknown as Uploads['verifier'] };
    this.parts = {
      packs: store, reader: this.reader, snapshots: this.snapshots, pins: this.pins, catalog, settleViews: () => this.turn('views'), sessions: this.sessions, told: this.told,
      nameOf: ({ runId }) => runId, lastPackAtStart: store.lastPack, forgetGrants: () => this.#forgetGrants(), clock: never, random: world.random,
    };
  }

  turn(party: string): Promise<void> {
    return this.world.scheduler.turn(party);
  }

  /** A stream of this run, as the agent has it. */
  connect(officeId: string, agentId: string): AgentEnd {
    return new AgentEnd(this, { role: 'agent', officeId, agentId, name: agentId });
  }

  latestOf(jobId: string): string | null {
    let latest: string | null = null;
    for (const snapshot of this.snapshots.all()) if (snapshot.jobId === jobId && snapshot.trash === null) latest = snapshot.id;
    return latest;
  }

  async #run(agentId: string, runId: string): ReturnType<Uploads['runs']['runForBackup']> {
    const jobId = `job of ${agentId}`;
    const parentId = this.latestOf(jobId);
    await this.turn('runs');
    for (const snapshot of this.snapshots.all()) if (snapshot.runId === runId) return { snapshotId: snapshot.id };
    return { snapshotId: null, run: { jobId, jobName: jobId, agentName: agentId, officeName: 'office', parentId, paths: ['/'] } };
  }

  async #snapshot(id: string): Promise<SnapshotRecord | null> {
    const kept = this.snapshots.get(id);
    await this.turn('catalog');
    if (kept === undefined) return null;
    return { ...kept, agentName: '', officeName: '', paths: [], counters: {} };
  }

  async *#ids(): AsyncGenerator<string> {
    for (const { id } of [...this.snapshots.all()]) yield await Promise.resolve(id);
  }

  async #granted(office: string, ids: Buffer): Promise<Uint8Array> {
    await this.turn('grants');
    return Uint8Array.from(idsIn(ids), (id) => (this.world.granted.has(`${office} ${id}`) ? 1 : 0));
  }

  async #forgetGrants(): Promise<void> {
    await this.turn('grants');
    for (const grant of this.world.granted) if (!this.world.store.index.has(grant.slice(grant.indexOf(' ') + 1))) this.world.granted.delete(grant);
  }
}

/** The agent's end of a stream: what it sends arrives in a turn of its own, and so do the replies. */
export class AgentEnd {
  readonly #over = new AbortController();
  readonly #stream: UploadStream;
  readonly #replies: BackupReply[] = [];
  #wake: (() => void) | null = null;
  #error: Error | null = null;

  constructor(
    private readonly process: Process,
    private readonly peer: { role: string; officeId: string; agentId: string; name: string },
  ) {
    this.#stream = new UploadStream(process.uploads, { ...peer, send: (reply) => this.#take(reply), stalledMs: () => 0, onRoom: () => undefined });
    this.#stream.run(this.#over.signal).catch((error: unknown) => this.#fail(error as Error));
  }

  async send(message: Partial<BackupRequest__Output>): Promise<void> {
    await this.process.turn(this.peer.agentId);
    while (this.#stream.blocked && this.#error === null) await this.process.turn(this.peer.agentId);
    this.#stream.receive(message);
  }

  /** The next reply that is no acknowledgement. */
  async next(): Promise<BackupReply> {
    for (;;) {
      await this.process.turn(this.peer.agentId);
      const reply = this.#replies.shift();
      if (reply !== undefined) return reply;
      if (this.#error !== null) throw this.#error;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  cut(): void {
    this.#over.abort(new FarvaultError('CANCELLED', 'the line was cut'));
  }

  #take(reply: BackupReply): void {
    if (reply.ack !== undefined && reply.ack !== null) this.process.world.acknowledged(this.peer.agentId, reply.ack.seq ?? 0);
    else this.#replies.push(reply);
    this.#wake?.();
  }

  #fail(error: Error): void {
    this.#error = error;
    this.#wake?.();
  }
}

export class World {
  readonly store: ModelStore;
  readonly granted = new Set<string>();
  /** Chunks that agents have been told to be durable, and that nobody else has sent: by agent. */
  readonly durable = new Map<string, Set<string>>();
  readonly #sent = new Map<string, Map<number, string[]>>();
  process: Process;
  #random = 0;

  constructor(readonly scheduler: Scheduler) {
    this.store = new ModelStore((party) => scheduler.turn(party), []);
    this.store.onRemove = (pack) => this.#checkRemoval(pack);
    this.process = new Process(this);
  }

  readonly random = (bytes: number): Buffer => {
    const made = Buffer.alloc(bytes);
    for (let at = 0; at < bytes; at++) made[at] = this.scheduler.below(256);
    made.writeUInt32LE(++this.#random, 0);
    return made;
  };

  crash(): void {
    this.scheduler.forgetAll();
    this.process.isDead = true;
    this.#sent.clear();
    // What was in flight has not happened.
    for (const pack of this.store.packs.values()) {
      pack.full = true;
      pack.durable = pack.frames.length;
    }
    this.granted.clear();
    this.process = new Process(this);
  }

  /** Nothing that was read is remembered. */
  restartReaders(): void {
    this.process = new Process(this);
  }

  sent(agentId: string, seq: number, chunks: readonly TestChunk[]): void {
    const frames = this.#sent.get(agentId) ?? new Map<number, string[]>();
    this.#sent.set(agentId, frames);
    frames.set(seq, chunks.map(({ hex }) => hex));
    for (const { hex } of chunks) for (const [other, ids] of this.durable) if (other !== agentId) ids.delete(hex);
  }

  acknowledged(agentId: string, upTo: number): void {
    const held = this.durable.get(agentId) ?? new Set<string>();
    this.durable.set(agentId, held);
    for (const [seq, ids] of this.#sent.get(agentId) ?? []) if (seq <= upTo) for (const id of ids) held.add(id);
  }

  /** A stream ends: frames are counted anew. What was acknowledged counts until the session ends. */
  streamEnded(agentId: string, sessionOver: boolean): void {
    this.#sent.delete(agentId);
    if (sessionOver) this.durable.delete(agentId);
  }

  /** Throws when something that a snapshot needs is not there. */
  checkSnapshots(without: number | null = null): void {
    const { snapshots, pins } = this.process;
    for (const { id, rootId } of [...snapshots.all(), ...pins.roots()]) {
      for (const chunk of treeWithRoot(rootId).all) if (!this.#isThere(chunk, without)) throw new Error(`snapshot ${id} has lost chunk ${chunk.slice(0, 8)}`);
    }
  }

  #checkRemoval(pack: number): void {
    this.checkSnapshots(pack);
    for (const { info } of this.process.sessions.open()) {
      // A second copy that goes may take the index's word with it: the first lies in a pack that stays, and is found when it is offered again or not at all.
      for (const chunk of this.durable.get(info.agentId) ?? []) if (!this.#isThere(chunk, pack) && !this.#liesIn(chunk, pack)) throw new Error(`chunk ${chunk.slice(0, 8)} was acknowledged to ${info.agentId}, whose session is open`);
    }
  }

  /** Whether some pack but that one holds its bytes. */
  #liesIn(chunk: string, without: number): boolean {
    return [...this.store.packs].some(([pack, { frames }]) => pack !== without && frames.some(({ ids }) => idsIn(ids).includes(chunk)));
  }

  #isThere(chunk: string, without: number | null): boolean {
    const place = this.store.index.get(chunk);
    return place !== undefined && place.pack !== without && this.store.packs.has(place.pack);
  }
}

/** The keyed digest of what the agent has, for a proof. */
export function digestOf(key: Uint8Array, chunks: readonly TestChunk[]): Buffer {
  const hasher = createHasher(Buffer.from(key));
  for (const { data } of chunks) hasher.update(data);
  return hasher.digestBuffer();
}

export function concatIds(chunks: readonly TestChunk[]): Buffer {
  const ids = Buffer.allocUnsafe(chunks.length * ID_BYTES);
  chunks.forEach(({ id }, i) => id.copy(ids, i * ID_BYTES));
  return ids;
}

export function isOver(error: unknown): boolean {
  return isFarvaultError(error, 'CANCELLED') || isFarvaultError(error, 'CONFLICT') || isFarvaultError(error, 'NOT_FOUND');
}
