// Writes ranges into packs of a copy. Nothing counts before `settle`: flushed, dropped from memory, read again and found to be what was written.
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { exists } from '../../shared/fs/durable-file.js';
import type { Vfs, VfsFile } from '../../shared/fs/vfs.js';
import { createHasher, type Hasher } from '../../shared/hash/hash.js';
import { packFileName } from '../../shared/store/pack-format.js';
import type { Extent } from './manifest.js';

export const BLOCK_BYTES = 1 << 20;
/** Packs that are written to between two flushes. */
const MAX_DIRTY = 32;

interface Written extends Extent {
  hash: Buffer;
}

interface Dirty {
  file: VfsFile;
  made: boolean;
  written: Written[];
}

export type DropFromCache = (file: string, from: number, to: number) => void;

export class PackWriter {
  readonly #dirty = new Map<number, Dirty>();
  #unsettledBytes = 0;
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);

  constructor(
    private readonly directory: string,
    private readonly vfs: Vfs,
    private readonly dropFromCache: DropFromCache,
  ) {}

  get unsettledBytes(): number {
    return this.#unsettledBytes;
  }

  get full(): boolean {
    return this.#dirty.size >= MAX_DIRTY;
  }

  pathOf(pack: number): string {
    return path.join(this.directory, packFileName(pack));
  }

  /** Bytes of the file that there are; -1: none. */
  async sizeOf(pack: number): Promise<number> {
    const file = this.pathOf(pack);
    return (await exists(file, this.vfs)) ? (await this.vfs.stat(file)).size : -1;
  }

  /** Takes the bytes from `at` on, one block after the other. */
  async begin(pack: number, at: number): Promise<{ write(block: Buffer): Promise<void>; end(): void }> {
    const dirty = this.#dirty.get(pack) ?? (await this.#open(pack));
    const hasher: Hasher = createHasher();
    let position = at;
    return {
      write: async (block) => {
        hasher.update(block);
        await dirty.file.write([block], position);
        position += block.length;
      },
      end: () => {
        // Written twice, because the source was read twice: the later bytes are there.
        dirty.written = dirty.written.filter(({ from, to }) => from !== at || to !== position);
        if (position > at) dirty.written.push({ pack, from: at, to: position, hash: hasher.digestBuffer() });
        this.#unsettledBytes += position - at;
      },
    };
  }

  /** Resolves when all that was written is on the disk, and reads back as it was. */
  async settle(): Promise<void> {
    const made = [...this.#dirty.values()].some((dirty) => dirty.made);
    for (const { file } of this.#dirty.values()) await file.datasync();
    if (made) await this.vfs.syncDirectory(this.directory);
    for (const [pack, { file, written }] of this.#dirty) for (const part of written) await this.#readBack(pack, file, part);
    await this.close();
    this.#unsettledBytes = 0;
  }

  async close(): Promise<void> {
    for (const [pack, { file }] of this.#dirty) {
      this.#dirty.delete(pack);
      await file.close();
    }
  }

  async #open(pack: number): Promise<Dirty> {
    const file = this.pathOf(pack);
    let opened: Dirty;
    try {
      opened = { file: await this.vfs.open(file, 'write'), made: false, written: [] };
    } catch (error) {
      if (!isFarvaultError(error, 'NOT_FOUND')) throw error;
      opened = { file: await this.vfs.open(file, 'create'), made: true, written: [] };
    }
    this.#dirty.set(pack, opened);
    return opened;
  }

  async #readBack(pack: number, file: VfsFile, { from, to, hash }: Written): Promise<void> {
    this.dropFromCache(file.path, from, to);
    const hasher = createHasher();
    for (let at = from; at < to; at += BLOCK_BYTES) {
      const block = this.#block.subarray(0, Math.min(BLOCK_BYTES, to - at));
      const read = await file.read(block, at);
      hasher.update(block.subarray(0, read));
    }
    if (hasher.digestBuffer().equals(hash)) return;
    throw new FarvaultError('IO', `${this.pathOf(pack)}: bytes ${from} to ${to} read back other than they were written`, { remedy: 'The disk of the copy is damaged: use another one.' });
  }
}
