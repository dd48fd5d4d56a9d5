// One snapshot, read by place: which chunk ids do the items of a fetch stand for. There is no way to ask for a hash.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { listReferences, type References } from '../../shared/format/manifest-reader.js';
import { ManifestTree } from '../../shared/format/manifest-tree.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { SnapshotRecord } from '../repository/index.js';
import type { ChunkReader } from './chunk-reader.js';
import { ChunkFailures } from './chunk-failures.js';

export const FETCH_LEVEL = { index: 0, manifest: 1, content: 2 } as const;

/** `ranges`: pairs (first, count) of reference ordinals, for content. */
export interface FetchPlace {
  level: number;
  number: number;
  ranges: number[];
}

/** The chunks of one fetch, each once. */
export interface WantedChunks {
  ids: IdTable;
  plainBytes: number;
  /** Asked for so far, the same chunk each time anew. */
  references: number;
  failures: ChunkFailures;
}

export const FETCH_LIMITS = { places: 4_096, rangeNumbers: 8_192, chunks: 262_144, references: 1 << 20, plainBytes: 64 << 20 } as const;
const CACHED_REFERENCE_LISTS = 16;

export class SnapshotReader {
  readonly #tree: ManifestTree;
  readonly #references = new Map<number, References>();

  private constructor(
    readonly snapshot: SnapshotRecord,
    readonly rootId: Buffer,
    readonly root: Buffer,
    reader: ChunkReader,
  ) {
    this.#tree = new ManifestTree({ root, fetch: (_level, _number, id) => reader.readOne(id) });
  }

  /** MISSING or CORRUPT when the root cannot be had. */
  static async open(snapshot: SnapshotRecord, reader: ChunkReader): Promise<SnapshotReader> {
    const rootId = Buffer.from(snapshot.rootId, 'hex');
    return new SnapshotReader(snapshot, rootId, await reader.readOne(rootId), reader);
  }

  /** INVALID for a place that the snapshot does not have, and for more than FETCH_LIMITS. */
  async resolve(places: FetchPlace[]): Promise<WantedChunks> {
    if (places.length > FETCH_LIMITS.places) throw tooMuch(`${places.length} places`);
    const wanted: WantedChunks = { ids: new IdTable(1), plainBytes: 0, references: 0, failures: new ChunkFailures() };
    for (const place of places) await this.#resolvePlace(place, wanted);
    return wanted;
  }

  async #resolvePlace({ level, number, ranges }: FetchPlace, wanted: WantedChunks): Promise<void> {
    if (level === FETCH_LEVEL.index) {
      const item = this.#tree.root.items[number];
      if (item === undefined) throw noSuchPlace(`index chunk ${number}`);
      want(wanted, item.id, 0, item.bytes);
      return;
    }
    if (number >= this.#tree.chunkCount) throw noSuchPlace(`manifest chunk ${number}`);
    try {
      if (level === FETCH_LEVEL.manifest) {
        const item = await this.#tree.describe(number);
        want(wanted, item.id, 0, item.bytes);
      } else if (level === FETCH_LEVEL.content) {
        wantRanges(wanted, await this.#referencesOf(number), ranges);
      } else {
        throw new FarvaultError('INVALID', `level ${level} of a manifest does not exist`);
      }
    } catch (error) {
      if (!ChunkFailures.covers(error)) throw error;
      wanted.failures.add(await this.#brokenId(number), 0, error);
    }
  }

  async #referencesOf(number: number): Promise<References> {
    const cached = this.#references.get(number);
    if (cached !== undefined) return cached;
    const references = listReferences(await this.#tree.load(number));
    this.#references.set(number, references);
    if (this.#references.size > CACHED_REFERENCE_LISTS) this.#references.delete(this.#references.keys().next().value as number);
    return references;
  }

  /** The chunk of the manifest that stands in the way: the manifest chunk, or the index chunk when that cannot be read either. */
  async #brokenId(number: number): Promise<Buffer> {
    try {
      return (await this.#tree.describe(number)).id;
    } catch (error) {
      if (!isFarvaultError(error)) throw error;
      return this.#tree.root.items[this.#tree.indexOf(number)].id;
    }
  }
}

function wantRanges(wanted: WantedChunks, references: References, ranges: number[]): void {
  if (ranges.length % 2 !== 0 || ranges.length > FETCH_LIMITS.rangeNumbers) throw tooMuch(`${ranges.length} numbers in the ranges of one place`);
  for (let i = 0; i < ranges.length; i += 2) {
    const first = ranges[i];
    const end = first + ranges[i + 1];
    if (end > references.lengths.length) throw noSuchPlace(`references ${first} to ${end} of a manifest chunk with ${references.lengths.length}`);
    // Repeated ranges cost nothing to ask and time to resolve.
    wanted.references += end - first;
    if (wanted.references > FETCH_LIMITS.references) throw tooMuch(`more than ${FETCH_LIMITS.references} references`);
    for (let ordinal = first; ordinal < end; ordinal++) want(wanted, references.ids, ordinal * ID_BYTES, references.lengths[ordinal]);
  }
}

function want(wanted: WantedChunks, ids: Buffer, at: number, length: number): void {
  const before = wanted.ids.size;
  const position = wanted.ids.add(ids, at);
  if (position !== before) return;
  wanted.ids.setWord(position, 0, length);
  wanted.plainBytes += length;
  if (wanted.plainBytes > FETCH_LIMITS.plainBytes) throw tooMuch(`more than ${FETCH_LIMITS.plainBytes} plain bytes`);
  if (wanted.ids.size > FETCH_LIMITS.chunks) throw tooMuch(`more than ${FETCH_LIMITS.chunks} chunks`);
}

function tooMuch(what: string): FarvaultError {
  return new FarvaultError('INVALID', `a fetch asks for ${what}`, { remedy: 'Check that client and server are of versions that fit.' });
}

function noSuchPlace(what: string): FarvaultError {
  return new FarvaultError('INVALID', `a fetch asks for ${what}, which the snapshot does not have`);
}
