// The figures and what they follow from, in a view: sums in memory, references by chunk on disk. Changes gather here and are written as one batch with the position that they
// lead to, so that an end at any moment leaves both as they were before or after.
import { FarvaultError } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { ViewStore } from '../repository/index.js';
import { chunkKey, decodeChunk, decodeNode, encodeChunk, encodeNode, HOLDERS, holderKey, nodeKey, officeKey, OFFICES, snapshotKey, SNAPSHOTS, TOTAL_KEY, type Counted, type Node, type StoredHolder } from './layout.js';
import { account, changed, emptySums, type Books, type ChunkRecord, type Holder, type Sums } from './sums.js';

/** Gathered before they are written: that takes some ms. */
const FLUSH_CHUNKS = 2_048;
/** Of new chunks, which stand in the order in which they were stored, one in so many is looked for; its neighbours lie in the same frame or the next. */
const LOOKED_FOR_EVERY = 8;
const CLEAR_KEYS = 4_096;

// Words of a change.
const PLAIN = 0;
const UP = 1;
const DOWN = 2;

export interface LedgerDependencies {
  view: ViewStore;
  /** For each id: how many bytes a plain byte of its frame takes. */
  frameRatios(ids: Buffer): Promise<number[]>;
}

export class Ledger {
  readonly counted = new Map<string, Counted>();
  readonly holders = new Map<number, StoredHolder>();
  readonly offices = new Map<string, Sums>();
  total: Sums = emptySums();
  readonly #holderOf = new Map<string, number>();
  #nextHolder = 1;
  #chunks = new IdTable(3, FLUSH_CHUNKS * 2);
  readonly #nodes = new Map<string, { key: Buffer; node: Node; dirty: boolean }>();
  #dirtyNodes = 0;
  #dirty = { holders: new Set<number>(), offices: new Set<string>() };

  constructor(private readonly deps: LedgerDependencies) {}

  /** What the view says; what was gathered and not written is forgotten. */
  async load(): Promise<void> {
    const { view } = this.deps;
    this.#forget();
    for await (const [key, value] of view.iterate(range(SNAPSHOTS))) this.counted.set(key.toString('latin1', 1), JSON.parse(value.toString()) as Counted);
    for await (const [key, value] of view.iterate(range(HOLDERS))) {
      const holder = Number.parseInt(key.toString('latin1', 1), 16);
      const stored = JSON.parse(value.toString()) as StoredHolder;
      this.holders.set(holder, stored);
      this.#holderOf.set(stored.jobId, holder);
      this.#nextHolder = Math.max(this.#nextHolder, holder + 1);
    }
    for await (const [key, value] of view.iterate(range(OFFICES))) this.offices.set(key.toString('utf8', 1), JSON.parse(value.toString()) as Sums);
    const total = await view.get(TOTAL_KEY);
    if (total !== undefined) this.total = JSON.parse(total.toString()) as Sums;
  }

  /** Everything is counted anew. */
  async clear(pause: () => Promise<void>): Promise<void> {
    const { view } = this.deps;
    for (;;) {
      const keys: Buffer[] = [];
      for await (const [key] of view.iterate({ gte: Buffer.from('c'), lt: Buffer.from('u'), limit: CLEAR_KEYS })) keys.push(key);
      if (keys.length === 0) break;
      await view.write((batch) => {
        for (const key of keys) batch.delete(key);
      });
      await pause();
    }
    this.#forget();
  }

  /** The number of a job here. */
  holder({ jobId, officeId }: Holder): number {
    const known = this.#holderOf.get(jobId);
    if (known !== undefined) return known;
    const holder = this.#nextHolder++;
    this.#holderOf.set(jobId, holder);
    this.holders.set(holder, { jobId, officeId, ...emptySums() });
    return holder;
  }

  jobSums(jobId: string): Sums {
    return this.holders.get(this.#holderOf.get(jobId) ?? 0) ?? emptySums();
  }

  /** Reads what is not in mind yet. */
  async loadNodes(holder: number, ids: readonly Buffer[]): Promise<void> {
    const missing = ids.map((id) => nodeKey(holder, id)).filter((key) => !this.#nodes.has(key.toString('latin1')));
    const values = await this.deps.view.getMany(missing);
    for (const [i, key] of missing.entries()) this.#nodes.set(key.toString('latin1'), { key, node: decodeNode(values[i]), dirty: false });
  }

  /** What was read of nodes; nothing is waiting to be written. */
  forgetNodes(): void {
    for (const [key, { dirty }] of this.#nodes) if (!dirty) this.#nodes.delete(key);
  }

  /** One that was loaded. */
  node(holder: number, id: Buffer): Node {
    return this.#kept(holder, id).node;
  }

  setNode(holder: number, id: Buffer, node: Node): void {
    if (node.count < 0) throw drifted();
    const kept = this.#kept(holder, id);
    if (!kept.dirty) this.#dirtyNodes++;
    Object.assign(kept, { node, dirty: true });
  }

  /** One more reference (1) or one less (-1). */
  refer(ids: Buffer, at: number, plainBytes: number, by: 1 | -1): void {
    const chunks = this.#chunks;
    const position = chunks.add(ids, at);
    const word = by === 1 ? UP : DOWN;
    chunks.setWord(position, PLAIN, plainBytes);
    chunks.setWord(position, word, chunks.word(position, word) + 1);
  }

  get isFull(): boolean {
    return this.#chunks.size >= FLUSH_CHUNKS || this.#dirtyNodes >= FLUSH_CHUNKS;
  }

  /** Writes all changes, and where the snapshot stands with them; null: it is not counted any more. */
  async flush(snapshotId: string, holder: number, counted: Counted | null): Promise<void> {
    const { view } = this.deps;
    const chunks = this.#chunks;
    const keys: Buffer[] = [];
    const ids = chunks.ids();
    for (let at = 0; at < ids.length; at += ID_BYTES) keys.push(chunkKey(ids, at));
    const values = await view.getMany(keys);
    const fresh = values.flatMap((value, i) => (value === undefined ? [i] : []));
    const ratios = await this.#ratios(ids, fresh);
    const books = this.#books();
    const writes: { key: Buffer; value: Buffer | null }[] = [];
    let atFresh = 0;
    for (let i = 0; i < keys.length; i++) {
      const value = values[i];
      const by = chunks.word(i, UP) - chunks.word(i, DOWN);
      const ratio = value === undefined ? ratios[Math.floor(atFresh++ / LOOKED_FOR_EVERY)] : 0;
      if (by === 0) continue;
      const plain = chunks.word(i, PLAIN);
      const before: ChunkRecord = value === undefined ? { plain, stored: Math.min(2 ** 32 - 1, Math.round(plain * ratio)), holders: [] } : decodeChunk(value);
      const after = changed(before, holder, by);
      if (after.holders.some(({ count }) => count < 0)) throw drifted();
      if (after.holders.length !== before.holders.length) {
        account(before, -1, books);
        account(after, 1, books);
      }
      writes.push({ key: keys[i], value: after.holders.length === 0 ? null : encodeChunk(after) });
    }
    if (counted === null) this.counted.delete(snapshotId);
    else this.counted.set(snapshotId, counted);
    await view.write((batch) => {
      for (const { key, value } of writes) if (value === null) batch.delete(key);
        else batch.put(key, value);
      for (const { key, node, dirty } of this.#nodes.values()) {
        if (!dirty) continue;
        if (node.count === 0) batch.delete(key);
        else batch.put(key, encodeNode(node));
      }
      for (const one of this.#dirty.holders) batch.put(holderKey(one), json(this.holders.get(one)));
      for (const officeId of this.#dirty.offices) batch.put(officeKey(officeId), json(this.offices.get(officeId)));
      batch.put(TOTAL_KEY, json(this.total));
      if (counted === null) batch.delete(snapshotKey(snapshotId));
      else batch.put(snapshotKey(snapshotId), json(counted));
    });
    this.#chunks = new IdTable(3, FLUSH_CHUNKS * 2);
    for (const kept of this.#nodes.values()) kept.dirty = false;
    this.#dirtyNodes = 0;
    this.#dirty = { holders: new Set(), offices: new Set() };
  }

  /** Records of chunks; undefined: it is not counted. */
  async chunkRecords(ids: Buffer): Promise<(ChunkRecord | undefined)[]> {
    const keys: Buffer[] = [];
    for (let at = 0; at < ids.length; at += ID_BYTES) keys.push(chunkKey(ids, at));
    return (await this.deps.view.getMany(keys)).map((value) => (value === undefined ? undefined : decodeChunk(value)));
  }

  async nodesOf(holder: number, ids: readonly Buffer[]): Promise<Node[]> {
    return (await this.deps.view.getMany(ids.map((id) => nodeKey(holder, id)))).map(decodeNode);
  }

  #forget(): void {
    for (const map of [this.counted, this.holders, this.offices, this.#holderOf, this.#nodes]) map.clear();
    this.total = emptySums();
    this.#chunks = new IdTable(3, FLUSH_CHUNKS * 2);
    this.#nextHolder = 1;
    this.#dirtyNodes = 0;
    this.#dirty = { holders: new Set(), offices: new Set() };
  }

  #books(): Books {
    const { holders, offices, total } = this;
    return {
      total,
      officeOf: (holder) => holders.get(holder)!.officeId,
      job: (holder) => {
        this.#dirty.holders.add(holder);
        return holders.get(holder)!;
      },
      office: (officeId) => {
        this.#dirty.offices.add(officeId);
        const known = offices.get(officeId) ?? emptySums();
        offices.set(officeId, known);
        return known;
      },
    };
  }

  /** Of each group of new chunks. */
  async #ratios(ids: Buffer, fresh: readonly number[]): Promise<number[]> {
    const sample = fresh.filter((_, i) => i % LOOKED_FOR_EVERY === 0);
    return sample.length === 0 ? [] : this.deps.frameRatios(Buffer.concat(sample.map((i) => ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES))));
  }

  #kept(holder: number, id: Buffer): { key: Buffer; node: Node; dirty: boolean } {
    const kept = this.#nodes.get(nodeKey(holder, id).toString('latin1'));
    if (kept === undefined) throw new FarvaultError('INTERNAL', 'a node of the statistics was not loaded');
    return kept;
  }
}

function range(prefix: string): { gte: Buffer; lt: Buffer } {
  return { gte: Buffer.from(prefix), lt: Buffer.from(String.fromCharCode(prefix.charCodeAt(0) + 1)) };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** Something was taken away that was never added: the caller counts everything anew. */
function drifted(): FarvaultError {
  return new FarvaultError('CORRUPT', 'the statistics do not add up');
}
