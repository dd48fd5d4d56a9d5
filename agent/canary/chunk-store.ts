// Chunks on a local disk, one small file each: what a repository beside the agent needs of a store, by capability. Whoever only reads is handed only that.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { exists, readSmallFile, writeFileDurable } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { MAX_CHUNK_BYTES } from '../../shared/format/limits.js';
import { blake3 } from '../../shared/hash/hash.js';

export interface ChunkReads {
  /** The plain bytes, verified. MISSING or CORRUPT. */
  read(id: Buffer): Promise<Buffer>;
}

export interface ChunkLookups {
  has(id: Buffer): Promise<boolean>;
}

export interface ChunkWrites {
  /** Resolves when they are durable. CORRUPT: `plain` is not the chunk of that id. */
  write(id: Buffer, plain: Buffer): Promise<void>;
}

export class FolderChunks implements ChunkReads, ChunkLookups, ChunkWrites {
  constructor(private readonly folder: string) {}

  async read(id: Buffer): Promise<Buffer> {
    const plain = await readSmallFile(this.#file(id), MAX_CHUNK_BYTES);
    if (plain === null) throw new FarvaultError('MISSING', `chunk ${id.toString('hex')} is not stored`);
    if (!blake3(plain).equals(id)) throw new FarvaultError('CORRUPT', `chunk ${id.toString('hex')} is stored with other bytes`);
    return plain;
  }

  has(id: Buffer): Promise<boolean> {
    return exists(this.#file(id), realFs);
  }

  async write(id: Buffer, plain: Buffer): Promise<void> {
    if (!blake3(plain).equals(id)) throw new FarvaultError('CORRUPT', `bytes that are not chunk ${id.toString('hex')}`);
    const file = this.#file(id);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFileDurable(file, plain);
  }

  #file(id: Buffer): string {
    const hex = id.toString('hex');
    return path.join(this.folder, hex.slice(0, 2), hex);
  }
}
