// Release archives on disk, each under the SHA-256 of its bytes. One has its name only when all of it is there, verified and flushed.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { ensureDirectory, removeFile, TEMP_SUFFIX } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import type { VfsFile } from '../../shared/fs/vfs.js';

const READ_BYTES = 1 << 20;

export interface ArchiveHead {
  /** Hexadecimal. */
  sha256: string;
  bytes: number;
}

export class ArchiveFiles {
  constructor(private readonly directory: string) {}

  /** Removes what interrupted imports left behind, and whatever else `keep` does not want. */
  async open(keep: (sha256: string) => boolean): Promise<void> {
    await ensureDirectory(this.directory, realFs);
    for (const name of await realFs.readdir(this.directory)) if (!keep(name)) await realFs.unlink(path.join(this.directory, name));
  }

  /** Resolves when the archive is durable. INVALID: what came is not what `head` says; nothing is kept of it then. */
  async receive({ sha256, bytes }: ArchiveHead, parts: AsyncIterable<Uint8Array>): Promise<void> {
    const temp = this.#file(sha256) + TEMP_SUFFIX;
    await removeFile(temp, realFs);
    try {
      const file = await realFs.open(temp, 'create', 0o600);
      try {
        await writeVerified(file, { sha256, bytes }, parts);
        await file.datasync();
      } finally {
        await file.close();
      }
      failpoint('release.archive.written');
      await realFs.rename(temp, this.#file(sha256));
    } catch (error) {
      await removeFile(temp, realFs);
      throw error;
    }
    await realFs.syncDirectory(this.directory);
    failpoint('release.archive.named');
  }

  /** Whether it is there with its length; `reread`: and all of it has the right hash. */
  async holds({ sha256, bytes }: ArchiveHead, reread = false): Promise<boolean> {
    let file: VfsFile;
    try {
      file = await this.read(sha256);
    } catch (error) {
      if (isFarvaultError(error, 'NOT_FOUND')) return false;
      throw error;
    }
    try {
      if ((await file.size()) !== bytes) return false;
      return !reread || (await hashOf(file)) === sha256;
    } finally {
      await file.close();
    }
  }

  read(sha256: string): Promise<VfsFile> {
    return realFs.open(this.#file(sha256), 'read');
  }

  async remove(sha256s: readonly string[]): Promise<void> {
    for (const sha256 of sha256s) await removeFile(this.#file(sha256), realFs);
    await realFs.syncDirectory(this.directory);
  }

  #file(sha256: string): string {
    return path.join(this.directory, sha256);
  }
}

async function writeVerified(file: VfsFile, { sha256, bytes }: ArchiveHead, parts: AsyncIterable<Uint8Array>): Promise<void> {
  const hash = createHash('sha256');
  let at = 0;
  for await (const part of parts) {
    if (at + part.length > bytes) throw new FarvaultError('INVALID', `the archive goes on after the ${bytes} bytes that were announced`);
    await file.write([part], at);
    hash.update(part);
    at += part.length;
  }
  if (at < bytes) throw new FarvaultError('INVALID', `the archive ends after ${at} of ${bytes} bytes`, { remedy: 'Import it again.' });
  if (hash.digest('hex') !== sha256) throw new FarvaultError('INVALID', 'the archive has another SHA-256 than was announced', { remedy: 'The file changed on its way or meanwhile: import it again.' });
}

async function hashOf(file: VfsFile): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(READ_BYTES);
  for (let at = 0; ; ) {
    const read = await file.read(buffer, at);
    if (read === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, read));
    at += read;
  }
}
