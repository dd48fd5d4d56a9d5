// Decides, one manifest chunk ahead of the writer, what happens to each entry: compares with what stands in the target, hashes local data where it may
// be the same, and lists the chunks that must be fetched. Of its own it writes only temporary files with local data that was found to match.
import fs from 'node:fs';
import { systemCode } from '../../errors/errors.js';
import { KIND, type Entry, type Extent, type Segment } from '../../format/entry.js';
import { MAX_CHUNK_BYTES } from '../../format/limits.js';
import { ManifestChunkReader } from '../../format/manifest-reader.js';
import { blake3 } from '../../hash/hash.js';
import { closeFd, openAt } from '../../sys/at.js';
import { StatBuffer, statAt, statFd } from '../../sys/statx.js';
import { nameStart } from '../paths.js';
import type { RestoreOptions, Selection } from '../plan.js';
import { DirectoryChain } from './directories.js';
import { KnownChunks, SMALLEST_KNOWN_BYTES } from './known-chunks.js';
import { readFully } from './local-reader.js';
import { ProtectedPaths } from './protected.js';
import type { Placement } from './placement.js';
import { listDirectory } from './remove-tree.js';
import type { Report } from './report.js';
import type { TempNames } from './temp-names.js';
import { isLeftover } from './temp-names.js';
import { countReferences, isSegment, NeedBuilder, PLACED, type FileDecision, type LocalFile, type Origin, type PlannedItem, type Unit } from './unit.js';

const OPEN_LOCAL = fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK;
const CREATE = fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW;
const stat = new StatBuffer();

/** The file whose content is being planned: it may go on in segments, over several units. */
interface OpenFile {
  entry: Entry;
  decision: FileDecision;
  local: LocalFile;
  localFd: number;
  tempFd: number;
  dirFd: number;
  first: PlannedItem;
}

export class Planner {
  readonly #options: RestoreOptions;
  readonly #selection: Selection;
  readonly #placement: Placement;
  readonly #report: Report;
  readonly #temps: TempNames;
  readonly #known = new KnownChunks();
  readonly #chain: DirectoryChain;
  readonly #compareBuffer = Buffer.allocUnsafeSlow(MAX_CHUNK_BYTES);
  readonly #reader = new ManifestChunkReader();
  #file: OpenFile | null = null;

  constructor(targetFd: number, targetFresh: boolean, options: RestoreOptions, selection: Selection, placement: Placement, report: Report, temps: TempNames) {
    this.#options = options;
    this.#selection = selection;
    this.#placement = placement;
    this.#report = report;
    this.#temps = temps;
    const listing = options.dryRun && options.deleteExtra;
    this.#chain = new DirectoryChain(
      targetFd,
      {
        opened: (directory) => {
          if (listing && directory.prunes) directory.extra = new Set(listDirectory(directory.fd).filter((name) => !isLeftover(name)));
        },
        left: (directory) => {
          for (const name of directory.extra ?? []) this.#report.act('delete', Buffer.concat([directory.path, Buffer.from(`/${name}`, 'latin1')]));
        },
      },
      { make: false, replace: false, fresh: targetFresh, protects: new ProtectedPaths([]) },
    );
  }

  plan(number: number, chunk: Buffer): Unit {
    const reader = this.#reader.open(chunk);
    const needs = new NeedBuilder();
    const unit: Unit = { number, items: [], needs: needs.needs, last: false };
    let reference = 0;
    while (reader.next()) {
      const item = reader.decode();
      const choice = isSegment(item) ? this.#segmentChoice(item) : this.#selection.choose(item.path, item.kind === KIND.directory);
      if (choice === 'after') {
        unit.last = true;
        break;
      }
      const planned: PlannedItem = { item, choice, decision: 'write', begun: null, firstReference: reference, origins: null };
      if (isSegment(item)) {
        if (this.#file !== null) this.#content(item.extents, item.offset, planned, needs);
      } else this.#entry(item, planned, needs);
      unit.items.push(planned);
      reference += countReferences(item.extents ?? []);
    }
    needs.cut(reference);
    if (unit.last) this.end();
    return unit;
  }

  /** No more units come. */
  end(): void {
    this.#closeFile();
    this.#chain.leaveAll();
  }

  /** Removes temporary files that the writer has not taken over. */
  abandon(): void {
    this.#closeFile();
    this.#chain.abandon();
  }

  #segmentChoice(item: Segment): 'take' | 'skip' {
    return this.#file !== null && this.#file.entry.path.equals(item.path) && this.#file.decision === 'write' ? 'take' : 'skip';
  }

  #entry(entry: Entry, planned: PlannedItem, needs: NeedBuilder): void {
    this.#closeFile();
    if (!this.#placement.locate(entry)) return;
    const path = this.#placement.path;
    const start = nameStart(path);
    if (!this.#chain.leaveTo(path, Math.max(0, start - 1))) return;
    if (entry.kind === KIND.directory) {
      this.#directory(entry, planned, path, start);
      return;
    }
    this.#chain.top.extra?.delete(path.toString('latin1', start));
    if (planned.choice !== 'take') return;
    const found = this.#look(path, start);
    planned.decision = this.#decide(entry, found);
    this.#announce(entry, planned, found);
    if (entry.kind !== KIND.file || planned.decision !== 'write') {
      if (entry.kind === KIND.file) this.#file = { entry, decision: planned.decision, local: { path }, localFd: -1, tempFd: -1, dirFd: -1, first: planned };
      return;
    }
    this.#file = { entry, decision: 'write', local: { path }, localFd: -1, tempFd: -1, dirFd: this.#chain.top.fd, first: planned };
    if (found && !this.#options.dryRun) this.#openLocal(this.#file, path.subarray(start));
    this.#content(entry.extents, 0, planned, needs);
  }

  #directory(entry: Entry, planned: PlannedItem, path: Buffer, start: number): void {
    const name = path.subarray(start);
    let directory = this.#chain.target;
    if (path.length > 0) {
      this.#chain.top.extra?.delete(name.toString('latin1'));
      directory = this.#chain.push(path, name, entry, false);
      directory.prunes = this.#placement.prunes(entry, planned.choice);
      try {
        if (!directory.closed) this.#chain.ready();
      } catch {
        // nothing to compare with below it: the writer makes it, or says why it cannot
      }
    } else if (this.#options.dryRun && this.#options.deleteExtra && this.#placement.prunes(entry, planned.choice)) {
      directory.extra = new Set(listDirectory(directory.fd).filter((below) => !isLeftover(below)));
    }
    if (planned.choice === 'take') this.#report.act(directory.closed || directory.fresh ? 'create' : 'keep', entry.path);
  }

  /** True when something stands there; `stat` then describes it. */
  #look(path: Buffer, start: number): boolean {
    const top = this.#chain.top;
    if (top.closed || top.fresh) return false;
    try {
      statAt(this.#chain.ready(), path.subarray(start), stat);
      return true;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      return false; // the writer meets the same trouble, and reports it
    }
  }

  #decide(entry: Entry, found: boolean): FileDecision {
    if (!found) return 'write';
    if (this.#options.overwrite === 'never') return 'leave';
    if (entry.kind !== KIND.file || this.#options.overwrite === 'always' || (stat.mode & fs.constants.S_IFMT) !== fs.constants.S_IFREG) return 'write';
    const same = stat.size === entry.size && stat.mtimeSec === entry.mtimeSec && stat.mtimeNsec === entry.mtimeNsec;
    // A second name of the file would get this entry's metadata too.
    const mayDiffer = stat.nlink === 1 || (stat.uid === entry.uid && stat.gid === entry.gid && (stat.mode & 0o7777) === entry.mode);
    return same && mayDiffer ? 'keep' : 'write';
  }

  #announce(entry: Entry, planned: PlannedItem, found: boolean): void {
    const { decision } = planned;
    if (decision !== 'write') this.#report.act('keep', entry.path);
    else this.#report.act(entry.kind === KIND.hardlink ? 'link' : found ? 'replace' : 'create', entry.path, entry.size);
  }

  #openLocal(file: OpenFile, name: Buffer): void {
    if (stat.size === 0 || (stat.mode & fs.constants.S_IFMT) !== fs.constants.S_IFREG) return;
    try {
      file.localFd = openAt(file.dirFd, name, OPEN_LOCAL);
    } catch {
      return; // only a hint
    }
  }

  #content(extents: readonly Extent[], offset: number, planned: PlannedItem, needs: NeedBuilder): void {
    const file = this.#file!;
    if (file.decision !== 'write') return;
    let reference = planned.firstReference;
    for (let at = 0; at < extents.length; at++) {
      const { id, length } = extents[at];
      if (id !== null) {
        const origin = this.#origin(file, id, length, offset, needs);
        if (origin !== null) (planned.origins ??= new Array<Origin>(extents.length).fill(null))[at] = origin;
        else if (length < SMALLEST_KNOWN_BYTES) needs.add(reference, length);
        else if (!needs.asks(id)) {
          needs.add(reference, length);
          needs.remember(id);
        }
        reference++;
      }
      offset += length;
    }
  }

  #origin(file: OpenFile, id: Buffer, length: number, offset: number, needs: NeedBuilder): Origin {
    if (file.localFd >= 0 && this.#matches(file.localFd, id, length, offset)) {
      if (this.#place(file, length, offset)) return PLACED;
    }
    if (length < SMALLEST_KNOWN_BYTES) return null;
    // What is asked for in this need comes with it anyway.
    if (needs.asks(id)) return null;
    const known = this.#known.find(id);
    if (known === null) this.#known.add(id, file.local, offset);
    return known;
  }

  #matches(fd: number, id: Buffer, length: number, offset: number): boolean {
    if (!readFully(fd, offset, this.#compareBuffer, length)) return false;
    return blake3(this.#compareBuffer.subarray(0, length)).equals(id);
  }

  /** Copies what was just read and verified into the temporary file, begun at the first match. False: it cannot be, and the chunk is fetched. */
  #place(file: OpenFile, length: number, offset: number): boolean {
    try {
      if (file.tempFd < 0) {
        const name = this.#temps.next();
        file.tempFd = openAt(file.dirFd, name, CREATE, 0o600);
        statFd(file.tempFd, stat);
        file.first.begun = { name, device: stat.device, inode: stat.inode };
      }
      let done = 0;
      while (done < length) done += fs.writeSync(file.tempFd, this.#compareBuffer, done, length - done, offset + done);
      this.#report.counters.bytesReused += length;
      return true;
    } catch {
      closeIfOpen(file.localFd);
      file.localFd = -1;
      return false;
    }
  }

  #closeFile(): void {
    if (this.#file === null) return;
    closeIfOpen(this.#file.localFd);
    closeIfOpen(this.#file.tempFd);
    this.#file = null;
  }
}

function closeIfOpen(fd: number): void {
  if (fd >= 0) closeFd(fd);
}
