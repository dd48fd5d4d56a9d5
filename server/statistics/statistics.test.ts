import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import { blake3, ID_BYTES } from '../../shared/hash/hash.js';
import { systemClock } from '../../shared/time/clock.js';
import { openViewStore, type LevelView } from '../repository/view-store.js';
import type { KeptSnapshot } from '../snapshots/index.js';
import { MemoryView } from '../snapshots/testing/memory-view.js';
import { chunkNumber, manifestOf } from '../snapshots/testing/memory-store.js';
import { Statistics } from './statistics.js';
import { alone, chunksOf, plainOf, union, type Held } from './testing/exact-count.js';

const RATIO = 0.5;

/** Snapshots in memory, as the journal would have them, and the chunks of their manifests. */
class World {
  readonly chunks = new Map<string, Buffer>();
  readonly kept = new Map<string, KeptSnapshot>();
  reads = 0;
  /** Reading fails so often more, then works again. */
  failing = 0;

  add(job: string, office: string, files: [string, Buffer[]][]): string {
    const manifest = manifestOf([...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, chunks]) => ({ path: name, chunks })));
    for (const chunk of manifest) this.chunks.set(blake3(chunk).toString('hex'), chunk);
    const root = manifest[manifest.length - 1];
    const id = (this.kept.size + 1).toString(16).padStart(32, '0');
    const about = { agentId: `agent of ${job}`, jobName: job, runId: `run ${id}`, parentId: null, timeMs: 1, commit: this.kept.size + 1, partial: false, bytesLogical: 0, trash: null, holds: [] };
    this.kept.set(id, { id, officeId: office, jobId: job, rootId: blake3(root).toString('hex'), rootBytes: root.length, ...about });
    return id;
  }

  trash(id: string): void {
    this.kept.set(id, { ...this.kept.get(id)!, trash: { sinceMs: 1, purgeMs: 2, reason: 'retention' } });
  }

  restore(id: string): void {
    this.kept.set(id, { ...this.kept.get(id)!, trash: null });
  }

  readonly readOne = async (id: Buffer): Promise<Buffer> => {
    this.reads++;
    if (this.failing > 0 && --this.failing === 0) throw new FarvaultError('UNAVAILABLE', 'cut off');
    const chunk = this.chunks.get(id.toString('hex'));
    if (chunk === undefined) throw new FarvaultError('MISSING', 'not held');
    return Promise.resolve(chunk);
  };

  listed(): KeptSnapshot[] {
    return [...this.kept.values()].filter(({ trash }) => trash === null);
  }

  statistics(view: MemoryView | LevelView): Statistics {
    const frameRatios = (ids: Buffer): Promise<number[]> => Promise.resolve(new Array<number>(ids.length / ID_BYTES).fill(RATIO));
    return new Statistics({ view, snapshots: { get: (id) => this.kept.get(id), all: () => this.kept.values() }, readOne: this.readOne, frameRatios, clock: systemClock, log: () => undefined });
  }
}

async function settled(statistics: Statistics): Promise<void> {
  while (statistics.isBehind) await new Promise((resolve) => setImmediate(resolve));
}

/** Counts what there is, and ends. */
async function once(world: World, view: MemoryView): Promise<Statistics> {
  const statistics = world.statistics(view);
  statistics.start();
  await settled(statistics);
  await statistics.stop();
  return statistics;
}

async function expectExact(world: World, statistics: Statistics): Promise<void> {
  const held = new Map<string, Held>();
  for (const snapshot of world.listed()) held.set(snapshot.id, await chunksOf(snapshot, world.readOne));
  const of = (matches: (snapshot: KeptSnapshot) => boolean): Held => union(world.listed().filter(matches).map(({ id }) => held.get(id)!));
  const whole = of(() => true);
  expect(statistics.total).toMatchObject({ chunks: whole.size, unique: plainOf(whole), exclusive: plainOf(whole) });
  for (const { jobId } of world.listed()) {
    const own = of((snapshot) => snapshot.jobId === jobId);
    expect(statistics.ofJob(jobId)).toMatchObject({ chunks: own.size, unique: plainOf(own), exclusive: plainOf(alone(own, of((snapshot) => snapshot.jobId !== jobId))) });
  }
  for (const { officeId } of world.listed()) {
    const own = of((snapshot) => snapshot.officeId === officeId);
    expect(statistics.ofOffice(officeId)).toMatchObject({ chunks: own.size, unique: plainOf(own), exclusive: plainOf(alone(own, of((snapshot) => snapshot.officeId !== officeId))) });
  }
  const { signal } = new AbortController();
  for (const { id } of world.listed()) {
    expect((await statistics.freedBy([id], signal)).plain).toBe(plainOf(alone(held.get(id)!, of((snapshot) => snapshot.id !== id))));
    expect((await statistics.uniqueOf(id, signal)).plain).toBe(plainOf(held.get(id)!));
  }
  const some = world.listed().filter((_, i) => i % 2 === 0).map(({ id }) => id);
  const gone = new Set(some);
  expect((await statistics.freedBy(some, signal)).plain).toBe(plainOf(alone(of(({ id }) => gone.has(id)), of(({ id }) => !gone.has(id)))));
}

const files = fc.array(fc.tuple(fc.nat(12).map((at) => `f${at}`), fc.array(fc.nat(20).map((at) => chunkNumber(at, 100 + at)), { maxLength: 4 })), { maxLength: 12 }).map((list) => [...new Map(list)]);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), job: fc.nat(3), files }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const), of: fc.nat(20), job: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('trash' as const, 'restore' as const, 'purge' as const), of: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const), after: fc.integer({ min: 1, max: 6 }) }) },
);

describe('the figures', () => {
  it('are those of a count of everything, whatever came, went, came back, and was cut off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const world = new World();
        const view = new MemoryView();
        const sources: [string, Buffer[]][][] = [];
        for (const one of steps) {
          const ids = [...world.kept.keys()];
          const id = ids.length === 0 || !('of' in one) ? '' : ids[one.of % ids.length];
          if (one.do === 'add' || (one.do === 'again' && sources.length > 0)) {
            const source = one.do === 'add' ? one.files : sources[one.of % sources.length];
            sources.push(source);
            world.add(`job${one.job}`, `office${one.job % 2}`, source);
          } else if (one.do === 'trash' && id !== '') world.trash(id);
          else if (one.do === 'restore' && id !== '') world.restore(id);
          else if (one.do === 'purge' && id !== '') world.kept.set(id, { ...world.kept.get(id)!, trash: { sinceMs: 1, purgeMs: 1, reason: '' } });
          else if (one.do === 'cut') {
            world.failing = one.after;
            const statistics = world.statistics(view);
            statistics.start();
            // Until the reading fails, or there is nothing more to read.
            while (world.failing > 0 && statistics.isBehind) await new Promise((resolve) => setImmediate(resolve));
            world.failing = 0;
            await statistics.stop();
            continue;
          }
          await once(world, view);
        }
        await expectExact(world, await once(world, view));
      }),
      { numRuns: 60 },
    );
  });

  it('go on in the middle of a large snapshot after an end, and back again when it was trashed meanwhile', async () => {
    const world = new World();
    const view = new MemoryView();
    const large = (salt: number): [string, Buffer[]][] => Array.from({ length: 6_000 }, (_, at) => [`dir${String(at).padStart(5, '0')} some file with a long name`, [chunkNumber(at % 5_000, 20), chunkNumber(100_000 * salt + at, 30)]]);
    const first = world.add('docs', 'lyon', large(1));
    const total = (await once(world, view)).total;
    const whole = { ...total };
    const reads = world.reads;
    const second = world.add('docs', 'lyon', large(2));
    world.failing = Math.round(reads * 0.7);
    const cut = world.statistics(view);
    cut.start();
    while (world.failing > 0) await new Promise((resolve) => setImmediate(resolve));
    await cut.stop();
    // Some of it is written.
    expect(cut.total.chunks).toBeGreaterThan(whole.chunks + 1_000);
    world.trash(second);
    expect((await once(world, view)).total).toEqual(whole);
    world.restore(second);
    await expectExact(world, await once(world, view));
    world.trash(first);
    world.trash(second);
    const empty = await once(world, view);
    expect(empty.total).toEqual({ chunks: 0, unique: 0, stored: 0, exclusive: 0, exclusiveStored: 0 });
    // Nothing is left of it but the sums.
    expect([...view.entries.keys()].filter((key) => ['63', '6e', '73'].includes(key.slice(0, 2)))).toEqual([]);
  });

  it('are counted anew when what is to be taken out cannot be read any more', async () => {
    const world = new World();
    const view = new MemoryView();
    const gone = world.add('docs', 'lyon', [['a', [chunkNumber(1)]]]);
    world.add('docs', 'lyon', [['a', [chunkNumber(1)]], ['b', [chunkNumber(2)]]]);
    await once(world, view);
    world.chunks.delete(world.kept.get(gone)!.rootId);
    world.kept.delete(gone);
    const statistics = await once(world, view);
    await expectExact(world, statistics);
    expect(statistics.total.stored).toBeGreaterThan(0);
  });

  it('leave out what is lost, and take it out without it', async () => {
    const world = new World();
    const view = new MemoryView();
    const id = world.add('docs', 'lyon', [['a', [chunkNumber(1)]]]);
    world.chunks.delete(world.kept.get(id)!.rootId);
    expect((await once(world, view)).total.chunks).toBe(1);
    world.kept.delete(id);
    expect((await once(world, view)).total.chunks).toBe(0);
  });

  it('of very many chunks are estimated by a part of them', async () => {
    const world = new World();
    const view = new MemoryView();
    const id = world.add('docs', 'lyon', Array.from({ length: 40 }, (_, at) => [`f${at}`, Array.from({ length: 50 }, (_, chunk) => chunkNumber(at * 50 + chunk, 16))]));
    const statistics = await once(world, view);
    const { ExpiryEstimate } = await import('./expiry.js');
    const { Ledger } = await import('./ledger.js');
    const ledger = new Ledger({ view, frameRatios: () => Promise.resolve([]) });
    await ledger.load();
    const deps = { ledger, readOne: world.readOne, pause: () => Promise.resolve() };
    const estimate = await new ExpiryEstimate(deps, 500).freed([ledger.counted.get(id)!]);
    expect(Math.abs(estimate.chunks - statistics.total.chunks)).toBeLessThan(statistics.total.chunks * 0.25);
  });
});

describe('on disk', () => {
  let directory: string;
  beforeEach(async () => void (directory = await mkdtemp(path.join(tmpdir(), 'statistics-'))));
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('a first backup is counted, and an unchanged one without reading anything', async () => {
    const world = new World();
    const view = await openViewStore(directory);
    const count = Number(process.env['STATISTICS_CHUNKS'] ?? 20_000);
    const all = Array.from({ length: count / 20 }, (_, at): [string, Buffer[]] => [`d${Math.floor(at / 100)}-${at}`, Array.from({ length: 20 }, (_, chunk) => chunkNumber(at * 20 + chunk, 16))]);
    world.add('docs', 'lyon', all);
    const statistics = world.statistics(view);
    let longestMs = 0;
    let lastMs = performance.now();
    const watch = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 1);
    const cpu = process.cpuUsage();
    const started = performance.now();
    statistics.start();
    while (statistics.isBehind) await systemClock.sleep(2);
    const took = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    clearInterval(watch);
    if (count > 20_000) process.stdout.write(`${count} chunks: ${took.toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of CPU, longest turn ${longestMs.toFixed(0)} ms\n`);
    expect(statistics.total.chunks).toBeGreaterThan(count);
    const before = world.reads;
    world.add('docs', 'lyon', all);
    statistics.changed();
    await settled(statistics);
    expect(world.reads - before).toBe(0);
    await statistics.stop();
    await view.close();
  });
});
