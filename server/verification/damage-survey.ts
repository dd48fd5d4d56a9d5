// Which snapshots, and which files in them, need chunks that are lost. Each chunk of a manifest is looked at once over all snapshots; what is kept of it is a line only if something in it
// is lost. Ids that no snapshot refers to are no damage: garbage collection takes them.
import { isFarvaultError } from '../../shared/errors/errors.js';
import { decodeIndexChunk, decodeRoot, type IndexItem } from '../../shared/format/manifest-index.js';
import { ManifestChunkReader } from '../../shared/format/manifest-reader.js';
import { KIND } from '../../shared/format/entry.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { KeptSnapshot } from '../snapshots/index.js';
import type { VerificationParts } from './types.js';

const EMPTY: Buffer = Buffer.alloc(0);
const PATHS_AT_ONCE = 256;

/** Entries from `first` up to and without `next` (empty: to the end) cannot be named: their part of the manifest is lost. */
export interface LostPart {
  first: Buffer;
  next: Buffer;
  entries: number;
}

export interface DamagedSnapshot {
  snapshot: KeptSnapshot;
  /** That can be named. */
  files: number;
  lost: LostPart[];
}

/** Of one manifest chunk in which something is lost. */
interface Affected {
  files: number;
  first: Buffer;
  last: Buffer;
}

type Needs = Pick<VerificationParts, 'repository' | 'snapshots' | 'reader' | 'lost'>;

/** Every id that was marked as lost and has not come again. */
export async function lostIds({ lost }: Pick<VerificationParts, 'lost'>): Promise<IdTable> {
  const table = new IdTable(1);
  for await (const ids of lost.ids()) for (let at = 0; at < ids.length; at += ID_BYTES) table.add(ids, at);
  return table;
}

export class DamageSurvey {
  readonly snapshots: DamagedSnapshot[] = [];
  /** Word 0 is 1 when some snapshot refers to it. */
  #lost = new IdTable(1);
  readonly #clean = new IdTable(0);
  readonly #affected = new Map<string, Affected>();

  private constructor(
    private readonly parts: Needs,
    private readonly signal: AbortSignal,
  ) {}

  /** Most affected first. */
  static async take(parts: Needs, signal: AbortSignal): Promise<DamageSurvey> {
    const survey = new DamageSurvey(parts, signal);
    survey.#lost = await lostIds(parts);
    if (survey.#lost.size === 0 && !parts.repository.someUnreadable) return survey;
    for (const snapshot of [...parts.snapshots.all()]) {
      const damaged = await survey.#look(snapshot);
      if (damaged !== null && parts.snapshots.get(snapshot.id) !== undefined) survey.snapshots.push(damaged);
    }
    survey.snapshots.sort((a, b) => b.files + b.lost.length - a.files - a.lost.length || b.snapshot.commit - a.snapshot.commit);
    return survey;
  }

  /** Chunks that are lost and that some snapshot needs. */
  get chunks(): number {
    let count = 0;
    for (let i = 0; i < this.#lost.size; i++) count += this.#lost.word(i, 0);
    return count;
  }

  /** Lost, and some snapshot refers to it. */
  isNeeded(ids: Buffer, at: number): boolean {
    const position = this.#lost.find(ids, at);
    return position !== -1 && this.#lost.word(position, 0) === 1;
  }

  /** The needed ones, 32 bytes each. */
  *neededIds(): Generator<Buffer> {
    const ids = this.#lost.ids();
    for (let i = 0; i < this.#lost.size; i++) if (this.#lost.word(i, 0) === 1) yield Buffer.from(ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES));
  }

  /** Paths of the files of `snapshot` that need what is lost, some hundred at a time. */
  async *paths(snapshot: KeptSnapshot): AsyncGenerator<Buffer[]> {
    let paths: Buffer[] = [];
    let last = EMPTY;
    for await (const { item } of this.#chunks(snapshot, () => undefined)) {
      if (!this.#affected.has(item.id.toString('hex'))) continue;
      const chunk = await this.#read(item.id);
      if (chunk === null) continue;
      for (const path of await this.#damagedIn(chunk)) {
        if (path.equals(last)) continue;
        last = path;
        paths.push(path);
        if (paths.length < PATHS_AT_ONCE) continue;
        yield paths;
        paths = [];
      }
    }
    if (paths.length > 0) yield paths;
  }

  async #look(snapshot: KeptSnapshot): Promise<DamagedSnapshot | null> {
    const damaged: DamagedSnapshot = { snapshot, files: 0, lost: [] };
    let last = EMPTY;
    for await (const { item, next } of this.#chunks(snapshot, (lost) => damaged.lost.push(lost))) {
      const key = item.id.toString('hex');
      let affected = this.#affected.get(key);
      if (affected === undefined) {
        const chunk = await this.#read(item.id);
        if (chunk === null) {
          damaged.lost.push({ first: item.firstPath, next, entries: item.entries });
          continue;
        }
        const paths = await this.#damagedIn(chunk);
        if (paths.length === 0) {
          this.#clean.add(item.id, 0);
          continue;
        }
        affected = { files: paths.length, first: paths[0], last: paths[paths.length - 1] };
        this.#affected.set(key, affected);
      }
      // A long file goes on in the next chunk.
      damaged.files += affected.files - (affected.first.equals(last) ? 1 : 0);
      last = affected.last;
    }
    return damaged.files > 0 || damaged.lost.length > 0 ? damaged : null;
  }

  /** Manifest chunks that are not known to be clean, with the path at which the next begins. */
  async *#chunks(snapshot: KeptSnapshot, onLost: (lost: LostPart) => void): AsyncGenerator<{ item: IndexItem; next: Buffer }> {
    const root = await this.#read(Buffer.from(snapshot.rootId, 'hex'));
    if (root === null) {
      onLost({ first: EMPTY, next: EMPTY, entries: 0 });
      return;
    }
    const { items: indexes } = decodeRoot(root);
    for (const [i, index] of indexes.entries()) {
      if (this.#clean.has(index.id, 0)) continue;
      const behind = indexes[i + 1]?.firstPath ?? EMPTY;
      const chunk = await this.#read(index.id);
      if (chunk === null) {
        onLost({ first: index.firstPath, next: behind, entries: index.entries });
        continue;
      }
      const items = decodeIndexChunk(chunk);
      for (const [j, item] of items.entries()) {
        this.signal.throwIfAborted();
        if (!this.#clean.has(item.id, 0)) yield { item, next: items[j + 1]?.firstPath ?? behind };
      }
      if (items.every((item) => this.#clean.has(item.id, 0))) this.#clean.add(index.id, 0);
    }
  }

  /** Null: it is lost. */
  async #read(id: Buffer): Promise<Buffer | null> {
    try {
      return await this.parts.reader.readOne(id);
    } catch (error) {
      if (!isFarvaultError(error, 'MISSING') && !isFarvaultError(error, 'CORRUPT') && !isFarvaultError(error, 'IO')) throw error;
      this.#lost.setWord(this.#lost.add(id, 0), 0, 1);
      return null;
    }
  }

  async #damagedIn(chunk: Buffer): Promise<Buffer[]> {
    await this.#learnUnreadable(chunk);
    const reader = new ManifestChunkReader().open(chunk);
    const paths: Buffer[] = [];
    let segmentOf = EMPTY;
    while (reader.next()) {
      const body = reader.head();
      if (!body.hasContent) continue;
      let damaged = false;
      for (let left = body.readExtentCount(); left > 0; left--) {
        if (body.nextExtent() < 0) continue;
        const position = this.#lost.find(chunk, body.reader.position - ID_BYTES);
        if (position === -1) continue;
        this.#lost.setWord(position, 0, 1);
        damaged = true;
      }
      if (!damaged || (reader.kind === KIND.segment && reader.comparePath(segmentOf) === 0)) continue;
      segmentOf = reader.pathCopy();
      paths.push(segmentOf);
    }
    await new Promise((resolve) => setImmediate(resolve));
    return paths;
  }

  /** What lies in frames that cannot be read now is marked nowhere: the repository is asked for every reference. */
  async #learnUnreadable(chunk: Buffer): Promise<void> {
    if (!this.parts.repository.someUnreadable) return;
    const ids: Buffer[] = [];
    const reader = new ManifestChunkReader().open(chunk);
    while (reader.next()) {
      const body = reader.head();
      if (!body.hasContent) continue;
      for (let left = body.readExtentCount(); left > 0; left--) if (body.nextExtent() >= 0) ids.push(chunk.subarray(body.reader.position - ID_BYTES, body.reader.position));
    }
    const all = Buffer.concat(ids);
    const places = await this.parts.repository.locate(all);
    for (const [i, place] of places.entries()) if (place === null) this.#lost.add(all, i * ID_BYTES);
  }
}
