// One regular file at a time: made under a temporary name, filled at offsets, given its metadata, then renamed to its own name. What goes wrong on
// the way fails this file alone, and leaves what stood there before.
import fs from 'node:fs';
import { FarvaultError, systemCode } from '../../errors/errors.js';
import { failpoint } from '../../failpoints/failpoints.js';
import { FLAG, type Entry } from '../../format/entry.js';
import { closeFd, openAt, unlinkAt } from '../../sys/at.js';
import { StatBuffer, statFd } from '../../sys/statx.js';
import { systemError } from '../../sys/system-error.js';
import type { Directory } from './directories.js';
import { setMetadata, type Present } from './metadata.js';
import type { Report } from './report.js';
import type { TempNames } from './temp-names.js';

const CREATE = fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_NOFOLLOW;
const REOPEN = fs.constants.O_RDWR | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK;

/** A temporary file that the planner has begun with local data. */
export interface BegunFile {
  name: Buffer;
  device: number;
  inode: bigint;
}

export interface WriterOptions {
  uid: number;
  umask: number;
  /** False (`--overwrite never`): a file that turned up meanwhile stays. */
  replace: boolean;
}

const stat = new StatBuffer();

export class FileWriter {
  /** The file being written, or null. */
  entry: Entry | null = null;
  fd = -1;
  failed = false;
  readonly #report: Report;
  readonly #temps: TempNames;
  readonly #options: WriterOptions;
  readonly #present: Present = { uid: 0, gid: 0, mode: 0 };
  #directory: Directory | null = null;
  #name: Buffer = Buffer.alloc(0);
  #temp: Buffer = Buffer.alloc(0);
  #bytes = 0;
  #end = 0;

  constructor(report: Report, temps: TempNames, options: WriterOptions) {
    this.#report = report;
    this.#temps = temps;
    this.#options = options;
  }

  begin(directory: Directory, dirFd: number, name: Buffer, entry: Entry, begun: BegunFile | null): void {
    this.entry = entry;
    this.failed = false;
    this.#directory = directory;
    this.#name = name;
    this.#bytes = 0;
    this.#end = 0;
    try {
      if (begun === null) this.#create(directory, dirFd, entry);
      else this.#reopen(dirFd, begun);
    } catch (error) {
      this.fail(error);
    }
  }

  write(plain: Buffer, start: number, length: number, position: number): void {
    let done = 0;
    while (done < length) {
      const bytes = fs.writeSync(this.fd, plain, start + done, length - done, position + done);
      if (bytes === 0) throw systemError('EIO', 'write', null);
      done += bytes;
    }
    this.wrote(length, position + length);
  }

  /** Accounts for bytes that stand in the file, from wherever they came. */
  wrote(length: number, end: number): void {
    this.#bytes += length;
    if (end > this.#end) this.#end = end;
  }

  /** Drops the file; the next calls for it do nothing. Damage is told apart from trouble with the target. */
  fail(error: unknown): void {
    if (this.entry === null || this.failed) return;
    this.failed = true;
    this.#discard();
    const damaged = error instanceof FarvaultError && (error.code === 'CORRUPT' || error.code === 'MISSING');
    if (damaged) this.#report.counters.damagedFiles++;
    this.#report.failed(this.entry.path, error, damaged ? 'its stored data is damaged; it was not restored' : 'it could not be restored');
  }

  /** Completes the file. `covered` is how many bytes of content and holes the manifest gave. */
  finish(covered: number): void {
    const entry = this.entry;
    if (entry === null) return;
    if (!this.failed) {
      try {
        if (covered !== entry.size) throw new FarvaultError('CORRUPT', `the manifest gives ${covered} of its ${entry.size} bytes`);
        this.#complete(entry);
      } catch (error) {
        this.fail(error);
      }
    }
    this.entry = null;
    this.#directory = null;
  }

  /** On the way out: leaves no temporary file behind. */
  abandon(): void {
    if (this.entry !== null && !this.failed) this.#discard();
    this.entry = null;
  }

  #create(directory: Directory, dirFd: number, entry: Entry): void {
    this.#temp = this.#temps.next();
    // Nobody else may open it before it has its owner and ACL.
    const mode = entry.uid === this.#options.uid && (entry.flags & FLAG.xattrs) === 0 ? entry.mode & 0o777 : 0o600;
    this.fd = openAt(dirFd, this.#temp, CREATE, mode);
    failpoint('restore.file.created');
    if (directory.createdGid < 0) {
      statFd(this.fd, stat);
      directory.createdGid = stat.gid;
    }
    this.#present.uid = this.#options.uid;
    this.#present.gid = directory.createdGid;
    this.#present.mode = directory.fresh ? mode & ~this.#options.umask : -1; // elsewhere a default ACL takes the umask's place
  }

  #reopen(dirFd: number, begun: BegunFile): void {
    this.#temp = begun.name;
    this.fd = openAt(dirFd, begun.name, REOPEN);
    statFd(this.fd, stat);
    if (stat.device !== begun.device || stat.inode !== begun.inode) throw systemError('ESTALE', 'open', begun.name);
    this.#present.uid = stat.uid;
    this.#present.gid = stat.gid;
    this.#present.mode = -1;
  }

  #complete(entry: Entry): void {
    const directory = this.#directory!;
    if (this.#end < entry.size) fs.ftruncateSync(this.fd, entry.size);
    setMetadata(this.fd, entry, this.#present, directory.fresh, entry.path, this.#report);
    failpoint('restore.file.written');
    closeFd(this.fd);
    this.fd = -1;
    this.#temps.publish(directory, this.#temp, this.#name, this.#options.replace);
    failpoint('restore.file.renamed');
    this.#report.counters.filesRestored++;
    this.#report.counters.entriesRestored++;
    this.#report.counters.bytesRestored += entry.size;
  }

  #discard(): void {
    if (this.fd >= 0) closeFd(this.fd);
    this.fd = -1;
    const dirFd = this.#directory?.fd ?? -1;
    if (dirFd < 0 || this.#temp.length === 0) return;
    try {
      unlinkAt(dirFd, this.#temp);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') this.#report.note(this.#temp, systemCode(error) ?? 'IO', 'A temporary file could not be removed; the next restore there removes it');
    }
  }
}

