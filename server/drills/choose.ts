// Which files a drill restores, when it is not told: by chance, half of them each file as likely as any other (mostly small ones), half each byte as likely as
// any other (mostly large ones), and of both as many from old packs as from new ones. Memory is bounded by the number of candidates, not by the snapshot.
import { KIND, type Entry, type Segment } from '../../shared/format/entry.js';
import type { ManifestTree } from '../../shared/format/manifest-tree.js';
import type { ChunkSource } from '../snapshots/index.js';

const CANDIDATES = 4_096;

interface Candidate {
  path: string;
  bytes: number;
  /** Its first chunk; null: it has none. */
  first: Buffer | null;
  /** The least stays. */
  key: number;
}

/** What is restored together, and timed. */
export interface Part {
  paths: Set<string>;
  bytes: number;
}

export interface Choice {
  /** Chosen as files, and chosen as bytes. Either may be empty. */
  parts: [Part, Part];
  files: number;
  bytes: number;
}

/** At most `limitBytes` in all, but at least one file: where none is so small, the smallest of the candidates. */
export async function chooseFiles(tree: ManifestTree, limitBytes: number, random: () => number, source: Pick<ChunkSource, 'locateStored'>, signal: AbortSignal): Promise<Choice> {
  const byFile = new Reservoir(random, () => 1);
  const byBytes = new Reservoir(random, (bytes) => bytes);
  for await (const { reader } of tree.chunks(undefined, signal)) {
    while (reader.next()) {
      if (reader.kind !== KIND.file) continue;
      const { size } = reader.head();
      const take = [byFile, byBytes].filter((reservoir) => reservoir.wants(size));
      if (take.length === 0) continue;
      const entry = reader.decode() as Entry;
      for (const reservoir of take) reservoir.add(candidateOf(entry, size));
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const taken = new Set<string>();
  const small = await pick(byFile.all(), limitBytes / 2, taken, source);
  const large = await pick(byBytes.all(), limitBytes - small.bytes, taken, source);
  const parts: [Part, Part] = [small, large];
  if (taken.size === 0) {
    const [smallest] = [...byFile.all(), ...byBytes.all()].sort((a, b) => a.bytes - b.bytes);
    if (smallest !== undefined) parts[1] = { paths: new Set([smallest.path]), bytes: smallest.bytes };
  }
  return { parts, files: parts[0].paths.size + parts[1].paths.size, bytes: parts[0].bytes + parts[1].bytes };
}

/** In turn from old and from new packs, as long as there is room. */
async function pick(candidates: Candidate[], limitBytes: number, taken: Set<string>, source: Pick<ChunkSource, 'locateStored'>): Promise<Part> {
  const part: Part = { paths: new Set(), bytes: 0 };
  const { older, newer } = await byAge(candidates, source);
  for (let i = 0; i < older.length || i < newer.length; i++) {
    for (const candidate of [older[i], newer[i]]) {
      if (candidate === undefined || taken.has(candidate.path) || part.bytes + candidate.bytes > limitBytes) continue;
      taken.add(candidate.path);
      part.paths.add(candidate.path);
      part.bytes += candidate.bytes;
    }
  }
  return part;
}

async function byAge(candidates: Candidate[], source: Pick<ChunkSource, 'locateStored'>): Promise<{ older: Candidate[]; newer: Candidate[] }> {
  const withContent = candidates.filter(({ first }) => first !== null);
  const places = withContent.length === 0 ? [] : await source.locateStored(Buffer.concat(withContent.map(({ first }) => first!)));
  // What is not held belongs to a drill above all.
  const packs = new Map(withContent.map((candidate, i) => [candidate, places[i]?.pack ?? -1]));
  const sorted = [...packs.values()].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const isOld = (candidate: Candidate): boolean => (packs.get(candidate) ?? 0) < median;
  return { older: candidates.filter(isOld), newer: candidates.filter((candidate) => !isOld(candidate)) };
}

function candidateOf(entry: Entry | Segment, bytes: number): Omit<Candidate, 'key'> {
  return { path: entry.path.toString('latin1'), bytes, first: entry.extents.find(({ id }) => id !== null)?.id ?? null };
}

/** A sample without repetition in which each is as likely as its weight says (Efraimidis and Spirakis 2006, exponential keys). */
class Reservoir {
  /** A heap, the greatest key on top. */
  readonly #heap: Candidate[] = [];
  #next = 0;

  constructor(
    private readonly random: () => number,
    private readonly weight: (bytes: number) => number,
  ) {}

  wants(bytes: number): boolean {
    const weight = this.weight(bytes);
    this.#next = weight === 0 ? Infinity : -Math.log(1 - this.random()) / weight;
    return this.#next < Infinity && (this.#heap.length < CANDIDATES || this.#next < this.#heap[0].key);
  }

  /** What was wanted last. */
  add(candidate: Omit<Candidate, 'key'>): void {
    const heap = this.#heap;
    const item = { ...candidate, key: this.#next };
    if (heap.length < CANDIDATES) {
      heap.push(item);
      this.#up(heap.length - 1);
    } else {
      heap[0] = item;
      this.#down();
    }
  }

  /** In the order of chance. */
  all(): Candidate[] {
    return [...this.#heap].sort((a, b) => a.key - b.key);
  }

  #up(from: number): void {
    const heap = this.#heap;
    for (let at = from; at > 0; ) {
      const above = (at - 1) >> 1;
      if (heap[above].key >= heap[at].key) return;
      [heap[above], heap[at]] = [heap[at], heap[above]];
      at = above;
    }
  }

  #down(): void {
    const heap = this.#heap;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const greater = left + 1 < heap.length && heap[left + 1].key > heap[left].key ? left + 1 : left;
      if (greater >= heap.length || heap[greater].key <= heap[at].key) return;
      [heap[greater], heap[at]] = [heap[at], heap[greater]];
      at = greater;
    }
  }
}
