// Carries out planned units in manifest order: directories, files with their content, links, devices. A generator, because it works synchronously and
// stops only where data is still on its way; whoever runs it (engine.ts) goes on when the data is there.
import { FarvaultError } from '../../errors/errors.js';
import { KIND, type Entry, type Extent, type Segment } from '../../format/entry.js';
import { MAX_CHUNK_BYTES } from '../../format/limits.js';
import { ManifestChunkReader } from '../../format/manifest-reader.js';
import { blake3 } from '../../hash/hash.js';
import { printablePath } from '../../sys/system-error.js';
import { nameStart } from '../paths.js';
import type { RestoreOptions, Selection } from '../plan.js';
import type { ChunkView } from '../read/chunks.js';
import type { DecodedChunks } from './decoded-plains.js';
import type { Execution, ExecutorSetting, FoundChunk } from './execution.js';
import { DirectoryChain, type Directory } from './directories.js';
import { DirectoryDuties } from './directory-duties.js';
import { FileWriter } from './file-writer.js';
import { LinkMaker } from './links.js';
import { LocalReader, readFully } from './local-reader.js';
import { keepFile } from './keep-file.js';
import type { Placement } from './placement.js';
import type { Report } from './report.js';
import { makeSpecial } from './special.js';
import type { TempNames } from './temp-names.js';
import { isSegment, PLACED, type LocalCopy, type PlannedItem, type Unit } from './unit.js';

const LATE_BYTES = 8 * 1024 * 1024;

export class Executor {
  readonly #options: RestoreOptions;
  readonly #selection: Selection;
  readonly #placement: Placement;
  readonly #report: Report;
  readonly #temps: TempNames;
  readonly #setting: ExecutorSetting;
  readonly #chain: DirectoryChain;
  readonly #writer: FileWriter;
  readonly #links: LinkMaker;
  readonly #local: LocalReader;
  readonly #copyBuffer = Buffer.allocUnsafeSlow(MAX_CHUNK_BYTES);
  /** Bytes of the current file, content and holes, that the manifest has given so far; and where the file goes. */
  #covered = 0;
  #writerPlace: Buffer = Buffer.alloc(0);
  /** The unit at work: its needs as far as they have arrived. */
  #needIndex = 0;
  #chunks: DecodedChunks | null = null;
  /** Bytes of needs that are used up, for the engine to give credit back. */
  usedBytes = 0;
  currentPath: Buffer = Buffer.alloc(0);

  constructor(options: RestoreOptions, selection: Selection, placement: Placement, report: Report, temps: TempNames, setting: ExecutorSetting) {
    this.#options = options;
    this.#selection = selection;
    this.#placement = placement;
    this.#report = report;
    this.#temps = temps;
    this.#setting = setting;
    const replace = options.overwrite !== 'never';
    const duties = new DirectoryDuties(report, temps, setting, replace);
    this.#chain = new DirectoryChain(setting.targetFd, duties, { make: true, replace, fresh: setting.targetFresh, protects: setting.protects });
    this.#writer = new FileWriter(report, temps, { uid: setting.uid, umask: setting.umask, replace });
    this.#links = new LinkMaker(setting.targetFd, report, temps, replace);
    this.#local = new LocalReader(setting.targetFd);
  }

  *run(unit: Unit): Execution {
    this.#needIndex = 0;
    this.#chunks = null;
    for (const planned of unit.items) {
      const { item } = planned;
      if (!isSegment(item)) {
        this.#finishFile();
        yield* this.#entry(unit, planned, item);
      } else if (planned.choice === 'take' && this.#writer.entry !== null) yield* this.#content(unit, planned, item.extents, item.offset);
    }
    while (this.#needIndex < unit.needs.length) yield* this.#nextNeed(unit);
  }

  /** After the last unit. */
  end(): void {
    this.#finishFile();
    this.#chain.leaveAll();
    this.#local.close();
  }

  /** Stops halfway, leaving nothing temporary. Directories' metadata stays unset. */
  abandon(): void {
    this.#writer.abandon();
    this.#chain.abandon();
    this.#local.close();
  }

  *#entry(unit: Unit, planned: PlannedItem, entry: Entry): Execution {
    if (!this.#placement.locate(entry)) return;
    const path = this.#placement.path;
    const start = nameStart(path);
    if (!this.#chain.leaveTo(path, Math.max(0, start - 1))) {
      if (planned.choice === 'take') this.#report.skip(entry.path, 'REFUSED', `${printablePath(entry.path)}: what should hold it is no directory in the snapshot`);
      return;
    }
    const top = this.#chain.top;
    const name = path.subarray(start);
    if (entry.kind === KIND.directory) return this.#directory(planned, entry, path, name);
    top.extra?.delete(name.toString('latin1'));
    if (planned.choice !== 'take') return;
    this.currentPath = entry.path;
    if (top.closed) {
      this.#report.skip(entry.path, 'ENOTDIR', `${printablePath(entry.path)}: its directory could not be restored`);
      return;
    }
    let dirFd: number;
    try {
      dirFd = this.#chain.ready();
    } catch (error) {
      this.#report.failed(entry.path, error, 'its directory could not be made or opened');
      return;
    }
    if (planned.decision === 'leave') return;
    if (entry.kind === KIND.hardlink) return yield* this.#hardlink(top, dirFd, name, entry, path);
    if (entry.kind !== KIND.file) {
      makeSpecial(top, dirFd, name, entry, this.#setting, this.#options.overwrite !== 'never', this.#temps, this.#report);
      return;
    }
    if (planned.decision === 'keep') {
      keepFile(dirFd, name, entry, this.#setting.protects, this.#report);
      return;
    }
    this.#covered = 0;
    this.#writerPlace = path;
    this.#writer.begin(top, dirFd, name, entry, planned.begun);
    yield* this.#content(unit, planned, entry.extents, 0);
  }

  #directory(planned: PlannedItem, entry: Entry, path: Buffer, name: Buffer): void {
    const taken = planned.choice === 'take';
    if (path.length === 0) {
      const target = this.#chain.target;
      target.entry = entry;
      target.selected = taken;
      if (this.#placement.prunes(entry, planned.choice)) DirectoryDuties.watchExtra(target, this.#temps);
      return;
    }
    this.#chain.top.extra?.delete(name.toString('latin1'));
    const directory = this.#chain.push(path, name, entry, taken);
    directory.prunes = this.#placement.prunes(entry, planned.choice);
    if (!taken) return;
    this.currentPath = entry.path;
    try {
      this.#chain.ready();
      this.#report.counters.entriesRestored++;
    } catch (error) {
      this.#report.failed(entry.path, error, 'the directory could not be made or opened');
    }
  }

  #finishFile(): void {
    if (this.#writer.entry !== null) this.#writer.finish(this.#covered);
  }

  *#content(unit: Unit, planned: PlannedItem, extents: readonly Extent[], from: number): Execution {
    const writer = this.#writer;
    let reference = planned.firstReference;
    let offset = from;
    let late: { extent: Extent; reference: number; offset: number }[] | null = null;
    if (offset !== this.#covered) writer.fail(new FarvaultError('CORRUPT', 'the manifest gives its content out of order'));
    for (let at = 0; at < extents.length && !writer.failed; at++) {
      const extent = extents[at];
      const { id, length } = extent;
      if (id !== null) {
        const origin = planned.origins === null ? null : planned.origins[at]!;
        if (origin === PLACED) writer.wrote(length, offset + length);
        else if (origin === null) {
          while (this.#chunks === null || reference >= unit.needs[this.#needIndex].endReference) yield* this.#nextNeed(unit);
          this.#put(id, length, offset);
        } else if (!this.#copy(origin, id, length, offset)) (late ??= []).push({ extent, reference, offset });
        reference++;
      }
      offset += length;
    }
    if (late !== null && !writer.failed) yield* this.#fetchLate(unit.number, late);
    this.#covered = offset;
  }

  /** Uses up the need at work, if any, and waits for the next. */
  *#nextNeed(unit: Unit): Execution {
    if (this.#chunks !== null) {
      this.usedBytes += unit.needs[this.#needIndex].plainBytes;
      this.#needIndex++;
      this.#setting.used(this.#chunks);
      this.#chunks = null;
      if (this.#needIndex >= unit.needs.length) return;
    }
    this.#chunks = (yield { kind: 'need', unit: unit.number, index: this.#needIndex }) as DecodedChunks;
  }

  #put(id: Buffer, length: number, offset: number): void {
    try {
      const view = this.#chunks!.get(id, length);
      this.#writer.write(view.plain, view.start, length, offset);
    } catch (error) {
      this.#writer.fail(error);
    }
  }

  #copy(origin: LocalCopy, id: Buffer, length: number, offset: number): boolean {
    const buffer = this.#copyBuffer;
    const own = origin.file.path.equals(this.#writerPlace);
    try {
      const read = own ? readFully(this.#writer.fd, origin.offset, buffer, length) : this.#local.read(origin.file.path, origin.offset, buffer, length);
      if (!read || !blake3(buffer.subarray(0, length)).equals(id)) return false;
      this.#writer.write(buffer, 0, length, offset);
      this.#report.counters.bytesReused += length;
    } catch (error) {
      this.#writer.fail(error);
    }
    return true;
  }

  *#fetchLate(unitNumber: number, late: { extent: Extent; reference: number; offset: number }[]): Execution {
    for (let at = 0; at < late.length && !this.#writer.failed; ) {
      const ranges: number[] = [];
      let plainBytes = 0;
      const first = at;
      for (; at < late.length && (at === first || plainBytes + late[at].extent.length <= LATE_BYTES); at++) {
        ranges.push(late[at].reference, 1);
        plainBytes += late[at].extent.length;
      }
      const chunks = (yield { kind: 'late', unit: unitNumber, ranges, plainBytes }) as DecodedChunks;
      for (const { extent, offset } of late.slice(first, at)) {
        if (this.#writer.failed) break;
        try {
          const view: ChunkView = chunks.get(extent.id!, extent.length);
          this.#writer.write(view.plain, view.start, extent.length, offset);
        } catch (error) {
          this.#writer.fail(error);
        }
      }
      this.#setting.used(chunks);
    }
  }

  *#hardlink(top: Directory, dirFd: number, name: Buffer, entry: Entry, path: Buffer): Execution {
    const first = entry.target!;
    const chosen = this.#selection.choose(first, false) === 'take';
    const source = chosen ? this.#placement.placeOf(first) : this.#links.standIn(first);
    if (source !== null) {
      this.#links.make(top, dirFd, name, entry, source);
      return;
    }
    // Its first name is not among what is restored: the content is written here, and further names link to this one.
    let chunk = (yield { kind: 'lookup', path: first }) as FoundChunk;
    let found = false;
    while (chunk !== null) {
      const reader = new ManifestChunkReader().open(chunk.bytes);
      let reference = 0;
      let past = false;
      while (reader.next()) {
        const order = reader.comparePath(first);
        if (order > 0) past = true;
        if (order === 0) {
          const item: Entry | Segment = reader.decode();
          if (!isSegment(item) && item.kind === KIND.file) {
            found = true;
            this.#covered = 0;
            this.#writer.begin(top, dirFd, name, { ...item, path: entry.path }, null);
          }
          if (found) yield* this.#foreign(chunk.number, item.extents, isSegment(item) ? item.offset : 0, reference);
        }
        reference += reader.countReferences();
      }
      if (past || !found || this.#covered >= (this.#writer.entry?.size ?? 0)) break;
      chunk = (yield { kind: 'after', number: chunk.number }) as FoundChunk;
    }
    if (!found) this.#report.skip(entry.path, 'CORRUPT', `${printablePath(entry.path)}: the first name of this hard link is not in the snapshot`);
    else {
      const whole = !this.#writer.failed;
      this.#finishFile();
      if (whole) this.#links.remember(first, path);
    }
  }

  *#foreign(unitNumber: number, extents: readonly Extent[], from: number, firstReference: number): Execution {
    let offset = from;
    let reference = firstReference;
    const wanted: { extent: Extent; reference: number; offset: number }[] = [];
    for (const extent of extents) {
      if (extent.id !== null) wanted.push({ extent, reference: reference++, offset });
      offset += extent.length;
    }
    yield* this.#fetchLate(unitNumber, wanted);
    this.#covered = offset;
  }
}
