// May this manifest be committed? Every chunk that it refers to, its own included, must be held (durable) and granted to the office, and its form
// must be right. Manifest chunks that the parent snapshot has, too, were checked when that was committed and are not read again. Works through one
// manifest chunk at a time and gives the event loop its turn in between.
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { decodeIndexChunk, decodeRoot, type IndexItem, type ManifestRoot } from '../../shared/format/manifest-index.js';
import { formatError } from '../../shared/format/varint.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { Grants } from './grants.js';
import type { ChunkReader } from './chunk-reader.js';
import { ManifestChunkCheck, type Before } from './manifest-chunk-check.js';
import type { LostChunks } from './lost-chunks.js';
import { ParentManifest } from './parent-manifest.js';
import type { ChunkSource, KnownIds } from './types.js';
import type { SnapshotRecord } from '../repository/index.js';

export interface CommitQuestion {
  officeId: string;
  agentId: string;
  parentId: string | null;
  rootId: Buffer;
  rootBytes: number;
  /** Ids that need not be looked up, as long as nothing was lost. */
  known: KnownIds;
  maxMissing: number;
  signal: AbortSignal;
}

export interface CommitCheckParts {
  source: Pick<ChunkSource, 'locate'>;
  grants: Pick<Grants, 'has'>;
  reader: ChunkReader;
  catalog: { get(id: string): Promise<SnapshotRecord | null> };
  /** Some lost: then nothing is taken on trust, neither from the parent nor from what the session has learned before. */
  lost: Pick<LostChunks, 'any'>;
}

const LOOKUP_IDS = 1_024;
const MAX_REMEMBERED_IDS = 262_144;

export class CommitCheck {
  readonly #parts: CommitCheckParts;

  constructor(parts: CommitCheckParts) {
    this.#parts = parts;
  }

  /**
   * The ids (32 bytes each, at most `maxMissing`) that the manifest refers to and that are not held, or not granted. INVALID for a manifest that breaks
   * its format. Empty: it may be committed.
   */
  async missing(question: CommitQuestion): Promise<Buffer> {
    try {
      return await new Check(this.#parts, question).run();
    } catch (error) {
      if (!isFarvaultError(error, 'FORMAT')) throw error;
      throw new FarvaultError('INVALID', `the manifest cannot be committed: ${messageOf(error)}`, {
        remedy: 'Check that agent and server are of versions that fit; then run the job again.',
        cause: error,
      });
    }
  }
}

/** One question's state. */
class Check {
  readonly #missing = new IdTable(0);
  /** Looked up and found, with the plain length; bounded. */
  #found = new IdTable(1);
  readonly #pending = Buffer.allocUnsafe(LOOKUP_IDS * ID_BYTES);
  readonly #pendingLengths = new Uint32Array(LOOKUP_IDS);
  #pendingCount = 0;
  readonly #chunk = new ManifestChunkCheck();
  readonly #parts: CommitCheckParts;
  readonly #question: CommitQuestion;
  #parent: ParentManifest | null = null;
  #someLost = false;
  #before: Before = 'start';
  #filesKnown = true;
  readonly #totals = { entries: 0, files: 0, fileBytes: 0, references: 0 };

  constructor(parts: CommitCheckParts, question: CommitQuestion) {
    this.#parts = parts;
    this.#question = question;
  }

  async run(): Promise<Buffer> {
    const { rootId, rootBytes } = this.#question;
    this.#someLost = await this.#parts.lost.any();
    const rootChunk = await this.#read(rootId, rootBytes);
    if (rootChunk === null) return this.#answer();
    const root = decodeRoot(rootChunk);
    this.#parent = await this.#openParent();
    await this.#checkIndex(root);
    await this.#lookUp();
    if (this.#missing.size === 0) this.#checkTotals(root);
    return this.#answer();
  }

  async #openParent(): Promise<ParentManifest | null> {
    const { parentId, agentId, officeId } = this.#question;
    if (parentId === null || this.#someLost) return null;
    const parent = await this.#parts.catalog.get(parentId);
    if (parent === null || parent.agentId !== agentId || parent.officeId !== officeId) return null;
    return ParentManifest.open(parent, this.#parts.reader);
  }

  async #checkIndex(root: ManifestRoot): Promise<void> {
    let held: IndexItem | null = null;
    for (const item of root.items) {
      const chunk = await this.#read(item.id, item.bytes);
      if (chunk === null) {
        if (held !== null) await this.#checkChunk(held, null);
        held = null;
        this.#before = 'trusted';
        continue;
      }
      const items = decodeIndexChunk(chunk);
      if (items.length !== item.manifestChunks || !items[0].firstPath.equals(item.firstPath)) throw formatError('manifest root: an index chunk is not what it says');
      let entries = 0;
      // Each chunk is checked when the next one is known, which decides whether the parent vouches for both.
      for (const next of items) {
        entries += next.entries;
        if (held !== null) await this.#checkChunk(held, next);
        if (this.#missing.size >= this.#question.maxMissing) return;
        held = next;
      }
      if (entries !== item.entries) throw formatError('manifest root: counts other entries than the index');
    }
    if (held !== null) await this.#checkChunk(held, null);
  }

  async #checkChunk(item: IndexItem, next: IndexItem | null): Promise<void> {
    this.#question.signal.throwIfAborted();
    this.#totals.entries += item.entries;
    this.#totals.fileBytes += item.fileBytes;
    this.#totals.references += item.references;
    const parent = this.#parent;
    const inParent = parent?.has(item) === true;
    const nextFollows = parent?.follow(item, next) === true;
    const followsTrusted = this.#before === 'trusted' || (this.#before === 'start' && parent?.follow(null, item) === true);
    if (inParent && nextFollows && followsTrusted) {
      this.#before = 'trusted';
      this.#filesKnown = false;
      return;
    }
    const chunk = await this.#read(item.id, item.bytes);
    if (chunk === null) {
      this.#before = 'trusted';
      return;
    }
    this.#chunk.check(chunk, item, this.#before);
    this.#totals.files += this.#chunk.files;
    this.#before = nextFollows ? 'trusted' : this.#chunk.lastPath;
    if (!inParent) await this.#takeReferences();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  async #takeReferences(): Promise<void> {
    const { ids, lengths, references } = this.#chunk;
    for (let i = 0; i < references; i++) {
      const at = i * ID_BYTES;
      const found = this.#found.find(ids, at);
      if (found !== -1 && this.#found.word(found, 0) !== lengths[i]) throw wrongLength(this.#found.word(found, 0), lengths[i]);
      if (found !== -1 || this.#isKnown(ids, at) || this.#missing.has(ids, at)) continue;
      await this.#ask(ids, at, lengths[i]);
    }
  }

  /** A session can last for hours, and what it was told to be held may have been found damaged since. */
  #isKnown(ids: Buffer, at: number): boolean {
    return !this.#someLost && this.#question.known.has(ids, at);
  }

  async #ask(ids: Buffer, at: number, length: number): Promise<void> {
    ids.copy(this.#pending, this.#pendingCount * ID_BYTES, at, at + ID_BYTES);
    this.#pendingLengths[this.#pendingCount++] = length;
    if (this.#pendingCount === LOOKUP_IDS) await this.#lookUp();
  }

  async #lookUp(): Promise<void> {
    const count = this.#pendingCount;
    if (count === 0) return;
    this.#pendingCount = 0;
    const ids = this.#pending.subarray(0, count * ID_BYTES);
    const [places, granted] = await Promise.all([this.#parts.source.locate(ids), this.#parts.grants.has(this.#question.officeId, ids)]);
    if (this.#found.size > MAX_REMEMBERED_IDS) this.#found = new IdTable(1);
    for (let i = 0; i < count; i++) {
      const place = places[i];
      if (place === null || place === undefined || granted[i] !== 1) this.#missing.add(ids, i * ID_BYTES);
      else if (place.length !== this.#pendingLengths[i]) throw wrongLength(place.length, this.#pendingLengths[i]);
      else this.#found.setWord(this.#found.add(ids, i * ID_BYTES), 0, place.length);
    }
  }

  /** A chunk of the manifest itself, or null when it is missing, which is then noted. */
  async #read(id: Buffer, bytes: number): Promise<Buffer | null> {
    // What can be read need not be held: garbage that is on its way out can be read until it is gone.
    if (!this.#isKnown(id, 0) && !(await this.#isHeldAndGranted(id))) {
      this.#missing.add(id, 0);
      return null;
    }
    try {
      const chunk = await this.#parts.reader.readOne(id);
      if (chunk.length !== bytes) throw formatError(`manifest: a chunk of ${chunk.length} bytes is announced as ${bytes}`);
      return chunk;
    } catch (error) {
      // Damaged chunks are quarantined by now, unreadable ones not told to be held: sent again, they heal.
      if (!isFarvaultError(error, 'MISSING') && !isFarvaultError(error, 'CORRUPT') && !isFarvaultError(error, 'IO')) throw error;
      this.#missing.add(id, 0);
      return null;
    }
  }

  async #isHeldAndGranted(id: Buffer): Promise<boolean> {
    const [[place], [granted]] = await Promise.all([this.#parts.source.locate(id), this.#parts.grants.has(this.#question.officeId, id)]);
    return place !== null && granted === 1;
  }

  #checkTotals(root: ManifestRoot): void {
    const { entries, files, fileBytes, references } = this.#totals;
    const { totals } = root;
    if (entries !== totals.entries || fileBytes !== totals.fileBytes || references !== totals.references || (this.#filesKnown && files !== totals.files)) {
      throw formatError('manifest root: its totals are not those of the index');
    }
  }

  #answer(): Buffer {
    const bytes = Math.min(this.#missing.size, this.#question.maxMissing) * ID_BYTES;
    return Buffer.from(this.#missing.ids().subarray(0, bytes));
  }
}

function wrongLength(bytes: number, said: number): FarvaultError {
  return formatError(`manifest: a chunk of ${bytes} bytes is referred to as ${said}`);
}
