// The manifest chunks of a committed snapshot, for skipping them when its successor is checked.
import { decodeIndexChunk, decodeRoot, type IndexItem } from '../../shared/format/manifest-index.js';
import { isFarvaultError } from '../../shared/errors/errors.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { SnapshotRecord } from '../repository/index.js';
import type { ChunkReader } from './chunk-reader.js';

/** Some 100 MB of memory. An honest manifest of a hundred million files has fewer; one that repeats its index chunks could have any number. */
const MAX_ITEMS = 500_000;

export class ParentManifest {
  readonly #positions = new IdTable(0);
  /** In the order of the manifest, an item for each position. */
  readonly #items: IndexItem[] = [];

  private constructor(items: IndexItem[]) {
    for (const item of items) if (this.#positions.add(item.id, 0) === this.#items.length) this.#items.push(item);
  }

  /** Null when it cannot be read, or is too large to be kept in mind: then its successor is checked in full. */
  static async open(parent: SnapshotRecord, reader: ChunkReader): Promise<ParentManifest | null> {
    try {
      const root = decodeRoot(await reader.readOne(Buffer.from(parent.rootId, 'hex')));
      const items: IndexItem[] = [];
      for (const item of root.items) {
        for (const chunk of decodeIndexChunk(await reader.readOne(item.id))) items.push(chunk);
        if (items.length > MAX_ITEMS) return null;
      }
      return new ParentManifest(items);
    } catch (error) {
      if (isFarvaultError(error, 'MISSING') || isFarvaultError(error, 'CORRUPT') || isFarvaultError(error, 'FORMAT') || isFarvaultError(error, 'IO')) return null;
      throw error;
    }
  }

  /** Whether the parent has this chunk, described in the same way. */
  has(item: IndexItem): boolean {
    const own = this.#items[this.#positions.find(item.id, 0)];
    return (
      own !== undefined &&
      own.bytes === item.bytes &&
      own.entries === item.entries &&
      own.references === item.references &&
      own.fileBytes === item.fileBytes &&
      own.firstPath.equals(item.firstPath)
    );
  }

  /** Whether `next` follows `item` here, too (null: nothing before, nothing after), so that their order needs no check. */
  follow(item: IndexItem | null, next: IndexItem | null): boolean {
    if (next === null) return item === null || this.has(item);
    if (!this.has(next)) return false;
    const position = this.#positions.find(next.id, 0);
    if (item === null) return position === 0;
    return position > 0 && this.#items[position - 1].id.equals(item.id);
  }
}
