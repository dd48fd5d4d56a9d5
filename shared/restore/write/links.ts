// Hard links: to the place where the first name was restored, or to a stand-in when that name was not among what is restored.
import fs from 'node:fs';
import { systemCode } from '../../errors/errors.js';
import type { Entry } from '../../format/entry.js';
import { linkAt, unlinkAt } from '../../sys/at.js';
import { StatBuffer, statAt } from '../../sys/statx.js';
import { systemError } from '../../sys/system-error.js';
import type { Directory } from './directories.js';
import { sameInode } from './keep-file.js';
import { withParent } from './local-reader.js';
import type { Report } from './report.js';
import type { TempNames } from './temp-names.js';

const STAND_INS_MAX = 65_536;
const stat = new StatBuffer();

export class LinkMaker {
  readonly #targetFd: number;
  readonly #report: Report;
  readonly #temps: TempNames;
  readonly #replace: boolean;
  readonly #standIns = new Map<string, Buffer>();

  constructor(targetFd: number, report: Report, temps: TempNames, replace: boolean) {
    this.#targetFd = targetFd;
    this.#report = report;
    this.#temps = temps;
    this.#replace = replace;
  }

  /** Place of a file that was written for a first name outside the selection, or null. */
  standIn(first: Buffer): Buffer | null {
    return this.#standIns.get(first.toString('latin1')) ?? null;
  }

  remember(first: Buffer, place: Buffer): void {
    if (this.#standIns.size >= STAND_INS_MAX) this.#standIns.delete(this.#standIns.keys().next().value!);
    this.#standIns.set(first.toString('latin1'), place);
  }

  /** `source`: place, below the target, of the name to link to. */
  make(directory: Directory, dirFd: number, name: Buffer, entry: Entry, source: Buffer): void {
    try {
      withParent(this.#targetFd, source, (sourceDir, sourceName) => this.#link(directory, dirFd, name, sourceDir, sourceName));
      this.#report.counters.entriesRestored++;
      this.#report.counters.filesRestored++;
    } catch (error) {
      this.#report.failed(entry.path, error, 'the hard link could not be made');
    }
  }

  #link(directory: Directory, dirFd: number, name: Buffer, sourceDir: number, sourceName: Buffer): void {
    if (!directory.fresh && this.#linkedAlready(dirFd, name, sourceDir, sourceName)) return;
    const temp = this.#temps.next();
    linkAt(sourceDir, sourceName, dirFd, temp);
    try {
      statAt(dirFd, temp, stat);
      if ((stat.mode & fs.constants.S_IFMT) === fs.constants.S_IFDIR) throw systemError('EISDIR', 'link', sourceName);
      this.#temps.publish(directory, temp, name, this.#replace);
    } catch (error) {
      unlinkAt(dirFd, temp);
      throw error;
    }
  }

  #linkedAlready(dirFd: number, name: Buffer, sourceDir: number, sourceName: Buffer): boolean {
    try {
      return sameInode(dirFd, name, sourceDir, sourceName);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    }
  }
}
