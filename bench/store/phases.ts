// Phases of the bench of the store, each a process of its own, so that memory and starts are its own: fill, collect, start. Prints one JSON object.
import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Collector } from '../../server/gc/index.js';
import { initRepository, openRepository, type PackRepository } from '../../server/repository/index.js';
import type { ServerRunEnd } from '../../server/runs/index.js';
import { ToldHeld } from '../../server/sessions/index.js';
import { ChunkReader, FrameCache, Grants, Pins, SnapshotCatalog } from '../../server/snapshots/index.js';
import { CATALOG_VIEW, createServerState, GRANTS_VIEW, type ServerState } from '../../server/state.js';
import { IndexBuilder, type IndexItem } from '../../shared/format/manifest-index.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { blake3 } from '../../shared/hash/hash.js';
import { createLogger } from '../../shared/service/log.js';
import { systemClock } from '../../shared/time/clock.js';
import { manifestOf, recordOf } from '../../server/snapshots/testing/memory-store.js';

const CHUNK_BYTES = 40;
const CHUNKS_PER_FRAME = 8_192;
const CHUNKS_PER_MANIFEST = 500;
const FRAMES_IN_FLIGHT = 32;
const CHUNKING = { version: 1, minBytes: 16 << 10, averageBytes: 64 << 10, maxBytes: 256 << 10, fixedBytes: 64 << 10 };

interface Opened {
  repository: PackRepository;
  state: ServerState;
  startMs: number;
}

async function open(dataDir: string): Promise<Opened> {
  const log = createLogger('bench');
  log.level = 'silent';
  const began = performance.now();
  const state = createServerState(log, systemClock);
  const repository = await openRepository({ dataDir, ...state.options, clock: systemClock, log: () => undefined, annotate: (body) => body, onFailed: (error) => process.stderr.write(`${error.message}\n`) });
  return { repository, state, startMs: performance.now() - began };
}

class Filler {
  readonly #inFlight = new Set<Promise<unknown>>();
  #chunks: Buffer[] = [];

  constructor(private readonly repository: PackRepository) {}

  async add(chunk: Buffer, holdsManifest = false): Promise<void> {
    this.#chunks.push(chunk);
    const full = holdsManifest ? this.#chunks.reduce((sum, one) => sum + one.length, 0) > 800_000 : this.#chunks.length === CHUNKS_PER_FRAME;
    if (full) await this.flush(holdsManifest);
  }

  async flush(holdsManifest: boolean): Promise<void> {
    const chunks = this.#chunks;
    this.#chunks = [];
    if (chunks.length === 0) return;
    const payload = Buffer.concat(chunks);
    const frame = { codec: 0, plainBytes: payload.length, ids: Buffer.concat(chunks.map((chunk) => blake3(chunk))), lengths: Uint32Array.from(chunks, ({ length }) => length), payload, holdsManifest };
    while (this.#inFlight.size >= FRAMES_IN_FLIGHT) await Promise.race(this.#inFlight);
    const work: Promise<unknown> = this.repository.appendFrame(frame).finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }

  async settle(): Promise<void> {
    await Promise.all(this.#inFlight);
  }
}

/** Snapshots are windows of half of all groups of files, each a little further than the one before. */
async function fill(dataDir: string, chunks: number, snapshots: number): Promise<object> {
  await initRepository(dataDir, { vfs: realFs, nowMs: 0 });
  const { repository } = await open(dataDir);
  const began = performance.now();
  const filler = new Filler(repository);
  const manifests: { item: IndexItem; data: Buffer }[] = [];
  for (let first = 0; first < chunks; first += CHUNKS_PER_MANIFEST) {
    const group: Buffer[] = [];
    for (let number = first; number < first + CHUNKS_PER_MANIFEST; number++) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      chunk.writeUInt32LE(number);
      group.push(chunk);
      await filler.add(chunk);
    }
    const file = `f${first.toString().padStart(12, '0')}`;
    const [data] = manifestOf([{ path: file, chunks: group }]);
    manifests.push({ data, item: { id: blake3(data), bytes: data.length, entries: 1, references: group.length, fileBytes: group.length * CHUNK_BYTES, firstPath: Buffer.from(file) } });
  }
  await filler.flush(false);
  for (const { data } of manifests) await filler.add(data, true);
  const window = Math.floor(manifests.length / 2);
  const known = new Set<string>();
  for (let s = 0; s < snapshots; s++) {
    const items = manifests.slice(Math.floor((s * (manifests.length - window)) / snapshots)).slice(0, window).map(({ item }) => item);
    const made: Buffer[] = [];
    const index = new IndexBuilder(({ data }) => made.push(Buffer.from(data)));
    for (const item of items) index.add(item);
    const sum = (of: (item: IndexItem) => number): number => items.reduce((total, item) => total + of(item), 0);
    index.finish(CHUNKING, { entries: items.length, files: items.length, fileBytes: sum(({ fileBytes }) => fileBytes), references: sum(({ references }) => references) });
    for (const data of made) {
      const id = blake3(data).toString('hex');
      if (!known.has(id)) await filler.add(data, true);
      known.add(id);
    }
    if (s % 100 === 99 || s === snapshots - 1) await filler.flush(true);
    await filler.settle();
    await repository.commitSnapshot(recordOf(made.at(-1)!, 'office', 'agent'));
  }
  const seconds = (performance.now() - began) / 1000;
  await repository.close();
  return { seconds, indexBytesPerChunk: bytesBelow(path.join(dataDir, 'index')) / repository.usage().chunks, packBytes: bytesBelow(path.join(dataDir, 'packs')) };
}

/** Purges the older half of the snapshots and collects, while offers of 1,024 chunks are looked up. */
async function collect(dataDir: string): Promise<object> {
  const { repository, state, startMs } = await open(dataDir);
  const all = [...state.snapshots.all()];
  const grants = new Grants(repository.view(GRANTS_VIEW), systemClock);
  const times: { phase: string; ms: number }[] = [];
  let end: Promise<ServerRunEnd> | null = null;
  let peakBytes = 0;
  const context = { id: 'bench', signal: new AbortController().signal, log: () => undefined, progress: ({ phase }: { phase?: string }) => {
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
    if (phase !== undefined && times.at(-1)?.phase !== phase) times.push({ phase, ms: performance.now() });
  } };
  const collector = new Collector({
    packs: repository, reader: new ChunkReader(repository, new FrameCache(repository, 32 << 20)), snapshots: state.snapshots, pins: new Pins(state.snapshots), catalog: new SnapshotCatalog(repository.view(CATALOG_VIEW), state.snapshots),
    settleViews: () => repository.settleViews(), sessions: state.sessions, told: new ToldHeld(), nameOf: ({ runId }) => runId, lastPackAtStart: 0, forgetGrants: async (step) => void (await grants.forgetGone((ids) => repository.locateStored(ids), step)),
    clock: systemClock, random: randomBytes, journal: repository, journalPosition: () => repository.journalPosition, state: state.gc,
    runs: { start: (_order, work) => (end = work(context), Promise.resolve({ run: {} as never, ended: end.then(() => undefined) })) },
  });
  await repository.appendJournal({ kind: 'snapshots.purged', ids: all.slice(0, all.length / 2).map(({ id }) => id) });
  const began = performance.now();
  const { ended } = await collector.start({ startedBy: 'bench', allowLarge: true });
  let over = false;
  void ended.finally(() => (over = true)).catch(() => undefined);
  const offers: number[] = [];
  while (!over) {
    const ids = randomBytes(32 * 1_024);
    const atMs = performance.now();
    await repository.locate(ids);
    offers.push(performance.now() - atMs);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { figures } = await end!;
  const seconds = (performance.now() - began) / 1000;
  offers.sort((a, b) => a - b);
  const phases = times.map(({ phase, ms }, i) => `${phase} ${(((times[i + 1]?.ms ?? began + seconds * 1000) - ms) / 1000).toFixed(1)} s`);
  // No close: the next start finds an unclean end.
  return { startMs, seconds, phases, figures, peakMiB: peakBytes / 2 ** 20, offerP50Ms: offers[offers.length >> 1], offerP99Ms: offers[Math.floor(offers.length * 0.99)] };
}

async function start(dataDir: string): Promise<object> {
  const { repository, startMs } = await open(dataDir);
  const chunks = repository.usage().chunks;
  await repository.close();
  return { startMs, chunks };
}

function bytesBelow(directory: string): number {
  return readdirSync(directory, { withFileTypes: true }).reduce((sum, entry) => sum + (entry.isDirectory() ? bytesBelow(path.join(directory, entry.name)) : statSync(path.join(directory, entry.name)).size), 0);
}

const [phase, dataDir, chunks, snapshots] = process.argv.slice(2);
const result = phase === 'fill' ? await fill(dataDir, Number(chunks), Number(snapshots)) : phase === 'collect' ? await collect(dataDir) : await start(dataDir);
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
