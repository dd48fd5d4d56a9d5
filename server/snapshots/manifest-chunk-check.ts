// One manifest chunk of a snapshot that is to be committed: is it what its index item says, in order and within bounds, and which chunks does it
// refer to. Everything that can be told from the chunk alone is told here; buffers are reused from chunk to chunk.
import { FLAG, KIND } from '../../shared/format/entry.js';
import type { IndexItem } from '../../shared/format/manifest-index.js';
import { ManifestChunkReader } from '../../shared/format/manifest-reader.js';
import { comparePaths } from '../../shared/format/path-order.js';
import { formatError } from '../../shared/format/varint.js';
import { ID_BYTES } from '../../shared/hash/hash.js';

const NO_PATH = Buffer.alloc(0);

/** What stands before a manifest chunk: nothing, something that its order is known to follow, or a chunk whose last path this is. */
export type Before = 'start' | 'trusted' | Buffer;

export class ManifestChunkCheck {
  /** References of the last chunk, in order; overwritten by the next. */
  ids = Buffer.allocUnsafe(1_024 * ID_BYTES);
  lengths = new Uint32Array(1_024);
  references = 0;
  files = 0;
  lastPath: Buffer = NO_PATH;
  readonly #reader = new ManifestChunkReader();

  /** Throws FORMAT. */
  check(chunk: Buffer, item: IndexItem, before: Before): void {
    const reader = this.#reader.open(chunk);
    this.references = 0;
    this.files = 0;
    let entries = 0;
    let fileBytes = 0;
    for (let first = true; reader.next(); first = false) {
      if (first) this.#checkFirst(item, before);
      const head = reader.head();
      if (reader.kind !== KIND.segment) entries++;
      if (reader.kind === KIND.file) {
        this.files++;
        fileBytes += head.size;
      }
      const simple = head.hasContent && (head.flags & FLAG.xattrs) === 0;
      if (head.hasContent) this.#takeContent(chunk, simple);
      if (!simple) reader.decode();
    }
    if (entries !== item.entries || fileBytes !== item.fileBytes || this.references !== item.references || chunk.length !== item.bytes) {
      throw formatError('manifest chunk: holds something else than its index says');
    }
    if (chunk.length <= 4) throw formatError('manifest chunk: holds nothing');
    this.lastPath = reader.pathCopy();
  }

  #checkFirst(item: IndexItem, before: Before): void {
    const reader = this.#reader;
    if (reader.comparePath(item.firstPath) !== 0) throw formatError('manifest chunk: does not begin with the path that its index says');
    if (before === 'trusted') return;
    const order = before === 'start' ? -1 : comparePaths(before, item.firstPath);
    // A file may go on over the border of two chunks.
    const follows = reader.kind === KIND.segment ? order === 0 : order < 0;
    if (!follows) throw formatError('manifest chunk: does not follow the one before it');
  }

  /** Reads the content at the head's position. `simple`: nothing may come behind it, and its lengths must add up. */
  #takeContent(chunk: Buffer, simple: boolean): void {
    const reader = this.#reader;
    const head = reader.head();
    let sum = 0;
    for (let left = head.readExtentCount(); left > 0; left--) {
      const length = head.nextExtent();
      sum += length < 0 ? -length : length;
      if (length < 0) continue;
      if (this.references === this.lengths.length) this.#grow();
      const end = head.reader.position;
      chunk.copy(this.ids, this.references * ID_BYTES, end - ID_BYTES, end);
      this.lengths[this.references++] = length;
    }
    if (!simple) return;
    if (head.reader.position !== reader.bodyEnd) throw formatError('manifest entry: bytes too many');
    if (reader.kind === KIND.file && (sum > head.size || (sum !== head.size && (head.flags & FLAG.continued) === 0))) {
      throw formatError(`manifest entry: extents of ${sum} bytes in a file of ${head.size}`);
    }
  }

  #grow(): void {
    const ids = Buffer.allocUnsafe(this.ids.length * 2);
    this.ids.copy(ids);
    this.ids = ids;
    const lengths = new Uint32Array(this.lengths.length * 2);
    lengths.set(this.lengths);
    this.lengths = lengths;
  }
}
