// A Vfs in memory that logs every effect in order, so that `crash-states.ts` can work out what a loss of power may leave of it. Faults can be injected before any operation.
import path from 'node:path';
import { FarvaultError } from '../errors/errors.js';
import { ioError, poisoned } from './io-errors.js';
import type { OpenMode, Vfs, VfsFile, VfsSpace, VfsStat } from './vfs.js';

/** One effect, as it reached the file system. Inodes are numbers; 1 is the root directory. */
export type SimEffect =
  | { type: 'make'; directory: number; name: string; inode: number; kind: 'file' | 'directory' }
  | { type: 'write'; inode: number; position: number; data: Buffer }
  | { type: 'truncate'; inode: number; size: number }
  | { type: 'sync'; inode: number }
  | { type: 'rename'; fromDirectory: number; fromName: string; directory: number; name: string }
  | { type: 'unlink'; directory: number; name: string }
  | { type: 'syncDirectory'; directory: number };

export type SimOperation = SimEffect['type'] | 'read' | 'open' | 'list';

export interface SimOptions {
  totalBytes?: number;
  /** Called before an operation takes place; a code (such as ENOSPC) makes it fail with that. A failed `sync` poisons the file. */
  fault?: (operation: SimOperation, file: string) => string | null;
  /** True: a flush of this file or directory reports success and does nothing, as if it had been left out of the program. */
  skipSync?: (file: string) => boolean;
}

export interface SimInode {
  kind: 'file' | 'directory';
  content: Buffer;
  entries: Map<string, number>;
}

export const ROOT = 1;

export function emptyInode(kind: SimInode['kind']): SimInode {
  return { kind, content: Buffer.alloc(0), entries: new Map() };
}

/** `content` with `data` at `position`; a gap before it is zero. */
export function overlay(content: Buffer, position: number, data: Buffer): Buffer {
  const next = Buffer.alloc(Math.max(content.length, position + data.length));
  content.copy(next);
  data.copy(next, position);
  return next;
}

export function resize(content: Buffer, size: number): Buffer {
  const next = Buffer.alloc(size);
  content.copy(next, 0, 0, size);
  return next;
}

export class SimFs implements Vfs {
  /** Every effect since the start, in order. Its length is the point in time that a crash state is named by. */
  readonly log: SimEffect[] = [];
  readonly #inodes: Map<number, SimInode>;
  #lastInode: number;

  constructor(
    private readonly options: SimOptions = {},
    inodes = new Map([[ROOT, emptyInode('directory')]]),
  ) {
    this.#inodes = inodes;
    this.#lastInode = Math.max(...inodes.keys());
  }

  /** A deep copy of what is there, as the start of another simulation. */
  snapshot(): Map<number, SimInode> {
    return new Map([...this.#inodes].map(([number, { kind, content, entries }]) => [number, { kind, content: Buffer.from(content), entries: new Map(entries) }]));
  }

  open(file: string, mode: OpenMode): Promise<VfsFile> {
    return this.#run('open', file, () => {
      const { directory, name } = this.#parent(file, 'opening');
      const entries = this.#inodes.get(directory)!.entries;
      let inode = entries.get(name);
      if (mode === 'create') {
        if (inode !== undefined) throw systemError('EEXIST');
        inode = this.#make(directory, name, 'file');
      }
      if (inode === undefined) throw systemError('ENOENT');
      return this.#file(file, inode);
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#run('rename', from, () => {
      const source = this.#parent(from, 'renaming');
      const target = this.#parent(to, 'renaming');
      const entries = this.#inodes.get(source.directory)!.entries;
      const inode = entries.get(source.name);
      if (inode === undefined) throw systemError('ENOENT');
      entries.delete(source.name);
      this.#inodes.get(target.directory)!.entries.set(target.name, inode);
      this.log.push({ type: 'rename', fromDirectory: source.directory, fromName: source.name, directory: target.directory, name: target.name });
    });
  }

  unlink(file: string): Promise<void> {
    return this.#run('unlink', file, () => {
      const { directory, name } = this.#parent(file, 'removing');
      if (!this.#inodes.get(directory)!.entries.delete(name)) throw systemError('ENOENT');
      this.log.push({ type: 'unlink', directory, name });
    });
  }

  readdir(directory: string): Promise<string[]> {
    return this.#run('list', directory, () => [...this.#inodes.get(this.#find(directory))!.entries.keys()].sort());
  }

  stat(file: string): Promise<VfsStat> {
    return this.#run('read', file, () => {
      const { kind, content } = this.#inodes.get(this.#find(file))!;
      return { kind, size: content.length };
    });
  }

  mkdir(directory: string): Promise<void> {
    return this.#run('make', directory, () => {
      const parent = this.#parent(directory, 'making');
      if (this.#inodes.get(parent.directory)!.entries.has(parent.name)) throw systemError('EEXIST');
      this.#make(parent.directory, parent.name, 'directory');
    });
  }

  syncDirectory(directory: string): Promise<void> {
    return this.#run('syncDirectory', directory, () => {
      if (this.options.skipSync?.(directory) !== true) this.log.push({ type: 'syncDirectory', directory: this.#find(directory) });
    });
  }

  space(): Promise<VfsSpace> {
    const totalBytes = this.options.totalBytes ?? 2 ** 40;
    return Promise.resolve({ totalBytes, freeBytes: Math.max(0, totalBytes - this.#usedBytes()) });
  }

  #file(file: string, number: number): VfsFile {
    const inode = this.#inodes.get(number)!;
    let failedFlush = false;
    return {
      path: file,
      read: (into, position) =>
        this.#run('read', file, () => {
          const part = inode.content.subarray(position, position + into.length);
          into.set(part);
          return part.length;
        }),
      write: (parts, position) => {
        if (failedFlush) return Promise.reject(poisoned(file));
        return this.#run('write', file, () => {
          const data = Buffer.concat(parts);
          const grows = Math.max(0, position + data.length - inode.content.length);
          if (this.#usedBytes() + grows > (this.options.totalBytes ?? Infinity)) throw systemError('ENOSPC');
          inode.content = overlay(inode.content, position, data);
          this.log.push({ type: 'write', inode: number, position, data });
        });
      },
      datasync: async () => {
        if (failedFlush) throw poisoned(file);
        try {
          await this.#run('sync', file, () => {
            if (this.options.skipSync?.(file) !== true) this.log.push({ type: 'sync', inode: number });
          });
        } catch (error) {
          failedFlush = true;
          throw error;
        }
      },
      truncate: (size) =>
        this.#run('truncate', file, () => {
          inode.content = resize(inode.content, size);
          this.log.push({ type: 'truncate', inode: number, size });
        }),
      size: () => Promise.resolve(inode.content.length),
      close: () => Promise.resolve(),
    };
  }

  /** Every operation takes one turn of the event loop, as the real ones do at least. */
  async #run<T>(operation: SimOperation, file: string, work: () => T): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    try {
      const code = this.options.fault?.(operation, file) ?? null;
      if (code !== null) throw systemError(code);
      return work();
    } catch (error) {
      if (error instanceof FarvaultError) throw error;
      throw operation === 'sync' || operation === 'syncDirectory' ? poisoned(file, error) : ioError(operation, file, error);
    }
  }

  #make(directory: number, name: string, kind: SimInode['kind']): number {
    const inode = ++this.#lastInode;
    this.#inodes.set(inode, emptyInode(kind));
    this.#inodes.get(directory)!.entries.set(name, inode);
    this.log.push({ type: 'make', directory, name, inode, kind });
    return inode;
  }

  #find(file: string): number {
    let inode = ROOT;
    for (const name of file.split('/').filter((part) => part !== '')) {
      const next = this.#inodes.get(inode)!.entries.get(name);
      if (next === undefined) throw systemError('ENOENT');
      inode = next;
    }
    return inode;
  }

  #parent(file: string, action: string): { directory: number; name: string } {
    const name = path.basename(file);
    if (name === '') throw new FarvaultError('INTERNAL', `${action} the root`);
    return { directory: this.#find(path.dirname(file)), name };
  }

  #usedBytes(): number {
    let bytes = 0;
    for (const { entries } of this.#inodes.values()) for (const inode of entries.values()) bytes += this.#inodes.get(inode)!.content.length;
    return bytes;
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
