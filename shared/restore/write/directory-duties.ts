// What is due when the writer comes into a directory and when it leaves it for good.
import fs from 'node:fs';
import { FLAG } from '../../format/entry.js';
import { unlinkAt } from '../../sys/at.js';
import { StatBuffer, statFd } from '../../sys/statx.js';
import { printablePath } from '../../sys/system-error.js';
import type { Directory, DirectoryEvents } from './directories.js';
import type { ExecutorSetting } from './execution.js';
import { dropOtherXattrs, removeInherited, setMetadata } from './metadata.js';
import { listDirectory, removeTree } from './remove-tree.js';
import type { Report } from './report.js';
import type { TempNames } from './temp-names.js';

const stat = new StatBuffer();
const SETGID = 0o2000;

export class DirectoryDuties implements DirectoryEvents {
  readonly #report: Report;
  readonly #temps: TempNames;
  readonly #setting: ExecutorSetting;
  readonly #replace: boolean;

  constructor(report: Report, temps: TempNames, setting: ExecutorSetting, replace: boolean) {
    this.#report = report;
    this.#temps = temps;
    this.#setting = setting;
    this.#replace = replace;
  }

  static watchExtra(directory: Directory, temps: TempNames): void {
    directory.extra = new Set(listDirectory(directory.fd).filter((name) => !temps.isLeftover(name)));
  }

  opened(directory: Directory): void {
    if (directory.fresh) {
      // What a parent hands down (its group by the setgid bit, its default ACL) must not reach what is made here.
      statFd(directory.fd, stat);
      if ((stat.mode & SETGID) !== 0) fs.fchmodSync(directory.fd, 0o700);
      removeInherited(directory.fd, null);
      return;
    }
    const names = listDirectory(directory.fd);
    for (const name of names) if (this.#temps.isLeftover(name)) this.#removeLeftover(directory, name);
    if (directory.prunes) directory.extra = new Set(names.filter((name) => !this.#temps.isLeftover(name)));
  }

  left(directory: Directory): void {
    if (directory.extra !== null) this.#prune(directory);
    const { entry } = directory;
    if (entry === null) return;
    const target = directory.path.length === 0;
    if (target && this.#setting.keepTargetMetadata) return;
    if (!directory.fresh && (!directory.selected || !this.#replace || (entry.flags & FLAG.implicit) !== 0)) return;
    try {
      statFd(directory.fd, stat);
      const present = { uid: stat.uid, gid: stat.gid, mode: stat.mode & 0o7777 };
      if (!directory.fresh) dropOtherXattrs(directory.fd, entry);
      setMetadata(directory.fd, entry, present, true, entry.path, this.#report);
    } catch (error) {
      this.#report.failed(entry.path, error, "the directory's metadata could not be set");
    }
  }

  #removeLeftover(directory: Directory, name: string): void {
    try {
      unlinkAt(directory.fd, Buffer.from(name, 'latin1'));
    } catch (error) {
      this.#report.note(Buffer.from(name, 'latin1'), 'IO', `A leftover of an earlier restore in ${printablePath(directory.path)} could not be removed: ${String(error)}`);
    }
  }

  #prune(directory: Directory): void {
    for (const name of directory.extra!) {
      const bytes = Buffer.from(name, 'latin1');
      if (this.#temps.isOwn(name)) continue;
      const path = directory.path.length === 0 ? bytes : Buffer.concat([directory.path, Buffer.from('/'), bytes]);
      try {
        this.#report.counters.entriesDeleted += removeTree(directory.fd, bytes, this.#setting.protects);
        this.#report.act('delete', path);
      } catch (error) {
        this.#report.failed(path, error, 'it is not in the snapshot and could not be removed');
      }
    }
  }
}
