// A snapshot, or a part of it, as a tar stream that GNU tar restores with `tar --xattrs --acls -xp`.
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { EXIT, FarvaultError, isFarvaultError, messageOf } from '../../errors/errors.js';
import { FLAG, KIND, type Entry, type Extent } from '../../format/entry.js';
import { checkPath, isBelow } from '../../format/path-order.js';
import type { FoundEntry, ManifestItem } from '../../format/manifest-tree.js';
import { printablePath } from '../../sys/system-error.js';
import { Selection, type RestoreOptions } from '../plan.js';
import type { ChunkView } from '../read/chunks.js';
import { contentStream, type ContentPiece } from '../read/content-stream.js';
import type { SnapshotReader } from '../read/snapshot-reader.js';
import type { RestoreHooks, RestoreOutcome } from '../restore.js';
import { emptyCounters, type RestoreProblem } from '../write/report.js';
import { entryHeader } from './entry-header.js';
import { endOfArchive, padding } from './header.js';

const ZEROS = Buffer.alloc(64 * 1024);
const STAND_INS_MAX = 65_536;
const NONE = Buffer.alloc(0);
const HERE = Buffer.from('.');
/** Larger maps of holes are written as data: nobody needs a million holes to survive a tar. */
const SPARSE_EXTENTS_MAX = 100_000;

export type TarOptions = Pick<RestoreOptions, 'path' | 'includes'>;
type TarHooks = Pick<RestoreHooks, 'onProgress' | 'onProblem'>;

export async function writeTar(reader: SnapshotReader, options: TarOptions, out: Writable, hooks: TarHooks, signal: AbortSignal): Promise<RestoreOutcome> {
  const writer = new TarWriter(reader, new Selection(options), out, hooks, signal);
  return writer.run();
}

interface TarFile {
  entry: Entry;
  sparse: boolean;
  /** Bytes that the header announced and that are not written yet. */
  left: number;
  padding: Buffer;
  damaged: boolean;
}

class TarWriter {
  readonly #reader: SnapshotReader;
  readonly #selection: Selection;
  readonly #out: Writable;
  readonly #hooks: TarHooks;
  readonly #signal: AbortSignal;
  readonly #counters = emptyCounters();
  /** Hard links whose first name is not in the archive: where its content is. */
  readonly #standIns = new Map<string, Buffer>();
  #file: TarFile | null = null;
  #subtreeIsDirectory = true;
  #skipped = 0;
  #damaged = 0;

  constructor(reader: SnapshotReader, selection: Selection, out: Writable, hooks: TarHooks, signal: AbortSignal) {
    this.#reader = reader;
    this.#selection = selection;
    this.#out = out;
    this.#hooks = hooks;
    this.#signal = signal;
  }

  async run(): Promise<RestoreOutcome> {
    for await (const piece of contentStream(this.#reader, this.#selected())) {
      const { item } = piece;
      if (item.kind !== KIND.segment && piece.first) {
        await this.#finishFile();
        await this.#entry({ entry: item, chunk: piece.chunk, firstReference: piece.firstReference });
      }
      await this.#content(piece);
    }
    await this.#finishFile();
    await this.#write(endOfArchive());
    this.#counters.bytesReceived = this.#reader.receivedBytes;
    const exitCode = this.#damaged > 0 ? EXIT.damage : this.#skipped > 0 ? EXIT.partial : EXIT.done;
    return { counters: this.#counters, exitCode, skipped: this.#skipped, damaged: this.#damaged, bytesToFetch: this.#counters.bytesRestored };
  }

  /** What goes into the archive, in order, with the directories above it. */
  async *#selected(): AsyncGenerator<ManifestItem> {
    const { subtree } = this.#selection;
    let any = false;
    let chosen = null as Buffer | null;
    const passed: ManifestItem[] = [];
    for await (const found of this.#reader.tree.below(subtree, this.#signal)) {
      const { entry } = found;
      if (entry.kind === KIND.segment) {
        if (chosen?.equals(entry.path) === true) yield found;
        continue;
      }
      checkPath(entry.path);
      if (!any) this.#subtreeIsDirectory = entry.kind === KIND.directory;
      any = true;
      while (passed.length > 0 && !isBelow(entry.path, passed[passed.length - 1].entry.path)) passed.pop();
      const choice = this.#selection.choose(entry.path, entry.kind === KIND.directory);
      chosen = choice === 'take' ? entry.path : null;
      if (choice === 'pass') passed.push(found);
      if (choice !== 'take') continue;
      yield* passed.splice(0);
      yield found;
    }
    if (!any) throw new FarvaultError('NOT_FOUND', `'${printablePath(subtree)}' is not in snapshot ${this.#reader.snapshotId}`, { remedy: 'List the snapshot with backupctl snapshot ls.' });
  }

  async #entry(found: FoundEntry): Promise<void> {
    const { entry } = found;
    const place = this.#selection.place(entry.path, this.#subtreeIsDirectory);
    const name = place.length === 0 ? HERE : place;
    this.#hooks.onProgress?.(this.#counters, entry.path);
    if (entry.kind === KIND.socket) {
      this.#problem(entry.path, 'SOCKET', 'a socket; the program that uses it makes it anew', 'note');
      return;
    }
    if (entry.kind === KIND.hardlink) await this.#hardlink(entry, name);
    else if (entry.kind === KIND.file) await this.#beginFile(found, name);
    else await this.#write(entryHeader(entry, { name, linkname: entry.target ?? NONE, storedBytes: 0, sparse: false }));
    this.#counters.entriesRestored++;
  }

  async #hardlink(entry: Entry, name: Buffer): Promise<void> {
    const first = entry.target!;
    const key = first.toString('latin1');
    const included = this.#selection.choose(first, false) === 'take';
    const linkname = included ? this.#selection.place(first, this.#subtreeIsDirectory) : this.#standIns.get(key);
    if (linkname !== undefined) {
      await this.#write(entryHeader({ ...entry, xattrs: [] }, { name, linkname, storedBytes: 0, sparse: false }));
      return;
    }
    // Its first name is not in the archive: the content goes here, and further names link to this one.
    const found = await this.#reader.tree.find(first, this.#signal);
    if (found === null || found.entry.kind !== KIND.file) {
      this.#problem(entry.path, 'CORRUPT', 'the first name of this hard link is not in the snapshot', 'damage');
      return;
    }
    await this.#beginFile(found, name);
    for await (const piece of contentStream(this.#reader, this.#partsOf(found))) await this.#content(piece);
    await this.#finishFile();
    if (this.#standIns.size < STAND_INS_MAX) this.#standIns.set(key, name);
  }

  async *#partsOf(found: FoundEntry): AsyncGenerator<ManifestItem> {
    yield found;
    yield* this.#reader.tree.segments(found, this.#signal);
  }

  async #beginFile(found: FoundEntry, name: Buffer): Promise<void> {
    const { entry } = found;
    const data = await this.#dataOf(found);
    const map = data === null ? NONE : sparseMap(data);
    let storedBytes = data === null ? entry.size : map.length;
    for (const { length } of data ?? []) storedBytes += length;
    await this.#write(entryHeader(entry, { name, linkname: NONE, storedBytes, sparse: data !== null }));
    await this.#write(map);
    this.#file = { entry, sparse: data !== null, left: storedBytes - map.length, padding: padding(storedBytes), damaged: false };
  }

  /** A damaged stretch cannot be left out of an archive once its header is written: zeros stand for it, and the file is named. */
  async #content({ extents, chunks }: ContentPiece): Promise<void> {
    const file = this.#file;
    if (file === null) return;
    for (const { id, length } of extents) {
      this.#signal.throwIfAborted();
      if (id === null) {
        if (!file.sparse) await this.#zeros(file, length);
        continue;
      }
      let view: ChunkView | null = null;
      try {
        view = chunks.get(id, length);
      } catch (error) {
        if (!isFarvaultError(error)) throw error;
        if (!file.damaged) this.#problem(file.entry.path, error.code, `its stored data is damaged; zeros stand for it in the archive: ${messageOf(error)}`, 'damage');
        file.damaged = true;
      }
      if (view === null) await this.#zeros(file, length);
      else {
        file.left -= length;
        // The view is memory that is used again; the stream keeps what it is given.
        await this.#write(Buffer.from(view.plain.subarray(view.start, view.start + length)));
      }
    }
  }

  async #zeros(file: TarFile, length: number): Promise<void> {
    file.left -= length;
    for (let done = 0; done < length; done += ZEROS.length) await this.#write(ZEROS.subarray(0, Math.min(ZEROS.length, length - done)));
  }

  async #finishFile(): Promise<void> {
    const file = this.#file;
    if (file === null) return;
    this.#file = null;
    if (file.left !== 0) throw new FarvaultError('CORRUPT', `${printablePath(file.entry.path)}: the manifest gives another length than its content has; the archive ends here`);
    await this.#write(file.padding);
    if (file.damaged) this.#counters.damagedFiles++;
    this.#counters.filesRestored++;
    this.#counters.bytesRestored += file.entry.size;
  }

  /** Stretches of data of a sparse file; null: the file has no holes (or too many). */
  async #dataOf(found: FoundEntry): Promise<{ offset: number; length: number }[] | null> {
    const data: { offset: number; length: number }[] = [];
    let holes = false;
    let at = 0;
    const take = (extents: readonly Extent[]): void => {
      for (const { id, length } of extents) {
        const last = data[data.length - 1];
        if (id === null) holes = true;
        else if (last !== undefined && last.offset + last.length === at) last.length += length;
        else if (data.length <= SPARSE_EXTENTS_MAX) data.push({ offset: at, length });
        at += length;
      }
    };
    take(found.entry.extents);
    if ((found.entry.flags & FLAG.continued) !== 0) for await (const { entry } of this.#reader.tree.segments(found, this.#signal)) take(entry.extents);
    const last = data[data.length - 1];
    // A file that ends in a hole: an empty stretch at the end tells its size.
    if (last === undefined || last.offset + last.length < at) data.push({ offset: at, length: 0 });
    return holes && data.length <= SPARSE_EXTENTS_MAX ? data : null;
  }

  #problem(path: Buffer, code: string, message: string, severity: RestoreProblem['severity']): void {
    if (severity === 'damage') this.#damaged++;
    else if (severity === 'skipped') this.#skipped++;
    this.#hooks.onProblem?.({ path: new Uint8Array(path), code, message: `${printablePath(path)}: ${message}`, severity });
  }

  async #write(bytes: Buffer): Promise<void> {
    if (bytes.length > 0 && !this.#out.write(bytes)) await once(this.#out, 'drain', { signal: this.#signal });
  }
}

/** Count of stretches, then offset and length of each, decimal, one a line, filled up to a block. */
function sparseMap(data: readonly { offset: number; length: number }[]): Buffer {
  const lines = [String(data.length)];
  for (const { offset, length } of data) lines.push(String(offset), String(length));
  const text = Buffer.from(`${lines.join('\n')}\n`);
  return Buffer.concat([text, padding(text.length)]);
}
