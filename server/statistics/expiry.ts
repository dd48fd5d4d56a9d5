// What would be free if some snapshots went: the chunks to which nothing but them refers. Worked out from the counts: only what they alone have of their trees is read.
import { FarvaultError } from '../../shared/errors/errors.js';
import { decodeIndexChunk, decodeRoot } from '../../shared/format/manifest-index.js';
import { listReferences } from '../../shared/format/manifest-reader.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { CountDependencies } from './count-snapshot.js';
import type { Counted } from './layout.js';
import type { ChunkRecord } from './sums.js';

export interface Amount {
  chunks: number;
  plain: number;
  stored: number;
}

/** From so many on only a part of the chunks, chosen by their ids, is looked at, and the rest taken to be alike. */
const MAX_CHUNKS = 1_000_000;
const MAX_NODES = 1_000_000;
const BATCH_CHUNKS = 4_096;

/** Words of a chunk that is referred to: plain bytes, references. */
const PLAIN = 0;
const REFERENCES = 1;

/** References by job and chunk, of a sample when there are too many. */
class References {
  readonly tables = new Map<number, IdTable>();
  /** Those whose last bits are 0 here are looked at. */
  mask = 0;
  #size = 0;

  constructor(private readonly maxChunks: number) {}

  add(holder: number, ids: Buffer, at: number, plain: number): void {
    if ((ids.readUInt32LE(at + ID_BYTES - 4) & this.mask) !== 0) return;
    let table = this.tables.get(holder);
    if (table === undefined) this.tables.set(holder, (table = new IdTable(2)));
    const before = table.size;
    const position = table.add(ids, at);
    table.setWord(position, PLAIN, plain);
    table.setWord(position, REFERENCES, table.word(position, REFERENCES) + 1);
    this.#size += table.size - before;
    if (this.#size > this.maxChunks) this.#thin();
  }

  #thin(): void {
    this.mask = this.mask * 2 + 1;
    this.#size = 0;
    for (const [holder, table] of this.tables) {
      const thinner = new IdTable(2);
      const ids = table.ids();
      for (let i = 0; i < table.size; i++) {
        if ((ids.readUInt32LE((i + 1) * ID_BYTES - 4) & this.mask) !== 0) continue;
        const position = thinner.add(ids, i * ID_BYTES);
        for (const word of [PLAIN, REFERENCES]) thinner.setWord(position, word, table.word(i, word));
      }
      this.tables.set(holder, thinner);
      this.#size += thinner.size;
    }
  }
}

export class ExpiryEstimate {
  readonly #references: References;
  /** By job and id: how many of those that refer to it would be gone. */
  readonly #gone = new Map<string, number>();

  constructor(
    private readonly deps: CountDependencies,
    maxChunks = MAX_CHUNKS,
  ) {
    this.#references = new References(maxChunks);
  }

  /** Of snapshots that are counted as a whole. */
  async freed(snapshots: readonly Counted[]): Promise<Amount> {
    for (const { holder, rootId, rootBytes } of snapshots) await this.#root(holder, Buffer.from(rootId, 'hex'), rootBytes);
    return this.#sum((record, ids, at) => record.holders.every(({ holder, count }) => this.#countOf(holder, ids, at) === count));
  }

  /** All distinct chunks of one snapshot, whoever else has them. */
  async unique({ holder, rootId, rootBytes }: Counted): Promise<Amount> {
    const root = Buffer.from(rootId, 'hex');
    this.#references.add(holder, root, 0, rootBytes);
    for (const index of decodeRoot(await this.deps.readOne(root)).items) {
      this.#references.add(holder, index.id, 0, index.bytes);
      for (const item of decodeIndexChunk(await this.deps.readOne(index.id))) await this.#contents(holder, item.id, item.bytes);
    }
    return this.#sum(() => true);
  }

  async #root(holder: number, id: Buffer, bytes: number): Promise<void> {
    const [opens] = await this.#lose(holder, [id]);
    if (opens === 'no') return;
    this.#references.add(holder, id, 0, bytes);
    if (opens === 'opaque') return;
    for (const index of decodeRoot(await this.deps.readOne(id)).items) {
      const [indexOpens] = await this.#lose(holder, [index.id]);
      if (indexOpens === 'no') continue;
      this.#references.add(holder, index.id, 0, index.bytes);
      if (indexOpens === 'opaque') continue;
      const items = decodeIndexChunk(await this.deps.readOne(index.id));
      const itemsOpen = await this.#lose(holder, items.map((item) => item.id));
      for (const [i, item] of items.entries()) {
        if (itemsOpen[i] === 'opaque') this.#references.add(holder, item.id, 0, item.bytes);
        if (itemsOpen[i] === 'yes') await this.#contents(holder, item.id, item.bytes);
      }
    }
  }

  async #contents(holder: number, id: Buffer, bytes: number): Promise<void> {
    this.#references.add(holder, id, 0, bytes);
    const { ids, lengths } = listReferences(await this.deps.readOne(id));
    for (let i = 0; i < lengths.length; i++) this.#references.add(holder, ids, i * ID_BYTES, lengths[i]);
    await this.deps.pause();
  }

  /** One reference less to each; says which have none left, and can be looked into. */
  async #lose(holder: number, ids: readonly Buffer[]): Promise<('yes' | 'no' | 'opaque')[]> {
    const nodes = await this.deps.ledger.nodesOf(holder, ids);
    await this.deps.pause();
    return nodes.map(({ count, opaque }, i) => {
      const key = `${holder}:${ids[i].toString('latin1')}`;
      const gone = (this.#gone.get(key) ?? 0) + 1;
      if (gone === 1 && this.#gone.size >= MAX_NODES) throw new FarvaultError('INVALID', 'these are too many snapshots to say at once what they would free', { remedy: 'Ask for fewer, or for one job.' });
      this.#gone.set(key, gone);
      return gone < count ? 'no' : opaque ? 'opaque' : 'yes';
    });
  }

  #countOf(holder: number, ids: Buffer, at: number): number {
    const table = this.#references.tables.get(holder);
    const position = table?.find(ids, at) ?? -1;
    return position === -1 ? 0 : table!.word(position, REFERENCES);
  }

  async #sum(isMeant: (record: ChunkRecord, ids: Buffer, at: number) => boolean): Promise<Amount> {
    const amount: Amount = { chunks: 0, plain: 0, stored: 0 };
    for (const [holder, table] of this.#references.tables) {
      for (let from = 0; from < table.size; from += BATCH_CHUNKS) {
        const ids = table.ids().subarray(from * ID_BYTES, Math.min(table.size, from + BATCH_CHUNKS) * ID_BYTES);
        const records = await this.deps.ledger.chunkRecords(ids);
        for (const [i, record] of records.entries()) {
          // One that several jobs hold is counted with the first of them.
          if (record === undefined || record.holders[0].holder !== holder && this.#countOf(record.holders[0].holder, ids, i * ID_BYTES) > 0) continue;
          if (!isMeant(record, ids, i * ID_BYTES)) continue;
          amount.chunks++;
          amount.plain += record.plain;
          amount.stored += record.stored;
        }
        await this.deps.pause();
      }
    }
    const scale = this.#references.mask + 1;
    return { chunks: amount.chunks * scale, plain: amount.plain * scale, stored: amount.stored * scale };
  }
}
