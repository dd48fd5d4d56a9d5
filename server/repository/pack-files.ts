// Packs opened for reading: a bounded number of descriptors, the least recently used closed first, none while it is in use.
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { Vfs, VfsFile } from '../../shared/fs/vfs.js';
import { packFileName } from '../../shared/store/pack-format.js';
import { readPackHeader } from '../../shared/store/pack-reader.js';

const MAX_OPEN_PACKS = 64;

interface OpenFile {
  file: Promise<VfsFile>;
  users: number;
}

export class PackFiles {
  // In order of use: the first is the least recently used.
  readonly #open = new Map<number, OpenFile>();
  /** Who waits for the last user of a file. */
  readonly #retiring = new Map<OpenFile, () => void>();

  constructor(
    private readonly directory: string,
    private readonly vfs: Vfs,
    private readonly repositoryId: Buffer,
  ) {}

  /** MISSING when there is no such pack; CORRUPT when the file is another pack, or another repository's. */
  async use<T>(pack: number, work: (file: VfsFile) => Promise<T>): Promise<T> {
    const open = this.#open.get(pack) ?? { file: this.#openFile(pack), users: 0 };
    this.#open.delete(pack);
    this.#open.set(pack, open);
    open.users++;
    try {
      return await work(await open.file);
    } catch (error) {
      // The disk may have been mounted anew: the next read opens the pack again.
      if (isFarvaultError(error, 'IO') && this.#open.get(pack) === open) this.#open.delete(pack);
      throw error;
    } finally {
      open.users--;
      if (open.users === 0 && this.#open.get(pack) !== open) {
        await this.#closeLeft(open);
        this.#retiring.get(open)?.();
      }
      await this.#trim();
    }
  }

  /** Resolves when nobody uses the pack any more and its file is closed. To be called when nobody will ask for it again. */
  async retire(pack: number): Promise<void> {
    const open = this.#open.get(pack);
    if (open === undefined) return;
    this.#open.delete(pack);
    if (open.users === 0) return this.#closeLeft(open);
    await new Promise<void>((resolve) => this.#retiring.set(open, resolve));
    this.#retiring.delete(open);
  }

  async close(): Promise<void> {
    for (const [pack, { file }] of [...this.#open]) {
      this.#open.delete(pack);
      await (await file).close();
    }
  }

  /** One that failed may not have been opened at all, and its user has the error. */
  async #closeLeft({ file }: OpenFile): Promise<void> {
    await file.then((opened) => opened.close()).catch(() => undefined);
  }

  async #openFile(pack: number): Promise<VfsFile> {
    const file = path.join(this.directory, packFileName(pack));
    try {
      return await this.#checked(await this.vfs.open(file, 'read'), pack);
    } catch (error) {
      this.#open.delete(pack);
      if (!isFarvaultError(error, 'NOT_FOUND')) throw error;
      throw new FarvaultError('MISSING', `pack ${pack} is missing: ${file} is not there`, { remedy: 'Put the file back from a copy of the data directory, and run "backupd rebuild" if chunks are still said to be missing then; else the next backup sends again what it held.', cause: error });
    }
  }

  async #checked(file: VfsFile, pack: number): Promise<VfsFile> {
    try {
      const { repositoryId } = await readPackHeader(file, pack);
      if (!repositoryId.equals(this.repositoryId)) throw new FarvaultError('CORRUPT', `${file.path} belongs to another repository`, { remedy: 'Put the right file back from a copy of the data directory.' });
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #trim(): Promise<void> {
    if (this.#open.size <= MAX_OPEN_PACKS) return;
    for (const [pack, { file, users }] of this.#open) {
      if (users > 0) continue;
      this.#open.delete(pack);
      await (await file).close();
      return;
    }
  }
}
