// Counts a snapshot's chunks, or takes them out again. A snapshot is a tree (root, index chunks, manifest chunks, contents), and what it shares with others of its job is
// counted once: a node that somebody refers to already is not looked into. Where it stands is written with each batch; one that was cut off goes on there, either way.
// One snapshot at a time: a node that is counted in part must not be met by another.
import { isFarvaultError } from '../../shared/errors/errors.js';
import { decodeIndexChunk, decodeRoot, type IndexItem, type RootItem } from '../../shared/format/manifest-index.js';
import { listReferences } from '../../shared/format/manifest-reader.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { Counted } from './layout.js';
import type { Ledger } from './ledger.js';

export interface CountDependencies {
  ledger: Ledger;
  /** MISSING, CORRUPT, IO. */
  readOne(id: Buffer): Promise<Buffer>;
  /** Lets others in between; throws when it is time to stop. */
  pause(): Promise<void>;
}

type Place = NonNullable<Counted['at']>;

/** Of one snapshot. */
export class SnapshotCount {
  readonly #root: Buffer;

  constructor(
    private readonly deps: CountDependencies,
    private readonly id: string,
    private readonly counted: Counted,
  ) {
    this.#root = Buffer.from(counted.rootId, 'hex');
  }

  /** From where it stands to the whole of it. `isNew`: nothing of it is counted. */
  async up(isNew: boolean): Promise<void> {
    const { ledger } = this.deps;
    const { holder, rootBytes } = this.counted;
    await ledger.loadNodes(holder, [this.#root]);
    const node = ledger.node(holder, this.#root);
    if (isNew && node.count > 0) {
      ledger.setNode(holder, this.#root, { ...node, count: node.count + 1 });
      await this.#flush(null);
      return;
    }
    const items = await this.#readable(this.#root, decodeRoot);
    if (isNew) {
      ledger.setNode(holder, this.#root, { count: 1, opaque: items === null });
      ledger.refer(this.#root, 0, rootBytes, 1);
    }
    let { index, item } = this.counted.at ?? { index: 0, item: -1 };
    for (const indexItems = items?.items ?? []; index < indexItems.length; index++, item = -1) {
      await this.#indexUp(indexItems[index], { index, item });
      ledger.forgetNodes();
    }
    await this.#flush(null);
  }

  /** From where it stands to nothing of it. */
  async down(): Promise<void> {
    const { ledger } = this.deps;
    const { holder, rootBytes, at } = this.counted;
    await ledger.loadNodes(holder, [this.#root]);
    const node = ledger.node(holder, this.#root);
    if (node.count > 1) {
      ledger.setNode(holder, this.#root, { ...node, count: node.count - 1 });
      await this.#gone();
      return;
    }
    const { items } = node.opaque ? { items: [] } : decodeRoot(await this.deps.readOne(this.#root));
    if (at !== null && at.item >= 0) await this.#indexDown(items[at.index], at.index, at.item);
    for (let index = (at?.index ?? items.length) - 1; index >= 0; index--) {
      await this.#indexDown(items[index], index, null);
      ledger.forgetNodes();
    }
    await ledger.loadNodes(holder, [this.#root]);
    ledger.setNode(holder, this.#root, { count: 0, opaque: false });
    ledger.refer(this.#root, 0, rootBytes, -1);
    await this.#gone();
  }

  async #indexUp({ id, bytes }: RootItem, place: Place): Promise<void> {
    const { ledger } = this.deps;
    const { holder } = this.counted;
    await ledger.loadNodes(holder, [id]);
    const node = ledger.node(holder, id);
    const isFirst = place.item === -1;
    if (isFirst && node.count > 0) {
      ledger.setNode(holder, id, { ...node, count: node.count + 1 });
      return this.#step({ index: place.index + 1, item: -1 });
    }
    const items = await this.#readable(id, decodeIndexChunk);
    if (isFirst) {
      ledger.setNode(holder, id, { count: 1, opaque: items === null });
      ledger.refer(id, 0, bytes, 1);
    }
    await ledger.loadNodes(holder, (items ?? []).map((item) => item.id));
    for (let item = Math.max(0, place.item); item < (items?.length ?? 0); item++) {
      await this.#itemUp(items![item]);
      await this.#step({ index: place.index, item: item + 1 });
    }
    await this.#step({ index: place.index + 1, item: -1 });
  }

  async #itemUp({ id, bytes }: IndexItem): Promise<void> {
    const { ledger } = this.deps;
    const { holder } = this.counted;
    const node = ledger.node(holder, id);
    if (node.count > 0) {
      ledger.setNode(holder, id, { ...node, count: node.count + 1 });
      return;
    }
    const references = await this.#readable(id, listReferences);
    ledger.setNode(holder, id, { count: 1, opaque: references === null });
    ledger.refer(id, 0, bytes, 1);
    if (references !== null) referAll(ledger, references, 1);
  }

  /** `from` null: the whole of it is counted. */
  async #indexDown({ id, bytes }: RootItem, index: number, from: number | null): Promise<void> {
    const { ledger } = this.deps;
    const { holder } = this.counted;
    await ledger.loadNodes(holder, [id]);
    const node = ledger.node(holder, id);
    if (from === null && node.count > 1) {
      ledger.setNode(holder, id, { ...node, count: node.count - 1 });
      return this.#step({ index, item: -1 });
    }
    const items = node.opaque ? [] : decodeIndexChunk(await this.deps.readOne(id));
    await ledger.loadNodes(holder, items.map((item) => item.id));
    for (let item = (from ?? items.length) - 1; item >= 0; item--) {
      await this.#itemDown(items[item]);
      await this.#step({ index, item });
    }
    ledger.setNode(holder, id, { count: 0, opaque: false });
    ledger.refer(id, 0, bytes, -1);
    await this.#step({ index, item: -1 });
  }

  async #itemDown({ id, bytes }: IndexItem): Promise<void> {
    const { ledger } = this.deps;
    const { holder } = this.counted;
    const node = ledger.node(holder, id);
    if (node.count === 1) {
      ledger.refer(id, 0, bytes, -1);
      if (!node.opaque) referAll(ledger, listReferences(await this.deps.readOne(id)), -1);
    }
    ledger.setNode(holder, id, { count: node.count - 1, opaque: node.opaque && node.count > 1 });
  }

  /** Null: it is damaged, or lost. What is only not readable for now (IO) is tried again later. */
  async #readable<T>(id: Buffer, decode: (data: Buffer) => T): Promise<T | null> {
    try {
      return decode(await this.deps.readOne(id));
    } catch (error) {
      if (isFarvaultError(error) && ['MISSING', 'CORRUPT', 'FORMAT'].includes(error.code)) return null;
      throw error;
    }
  }

  async #step(at: Place): Promise<void> {
    if (this.deps.ledger.isFull) await this.#flush(at);
    await this.deps.pause();
  }

  async #flush(at: Place | null): Promise<void> {
    await this.deps.ledger.flush(this.id, this.counted.holder, { ...this.counted, at });
  }

  async #gone(): Promise<void> {
    await this.deps.ledger.flush(this.id, this.counted.holder, null);
  }
}

function referAll(ledger: Ledger, { ids, lengths }: { ids: Buffer; lengths: Uint32Array }, by: 1 | -1): void {
  for (let i = 0; i < lengths.length; i++) ledger.refer(ids, i * ID_BYTES, lengths[i], by);
}
