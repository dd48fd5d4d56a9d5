// What files given to `release import` are, by what is in them, and in which order the server takes them.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { MAX_ARCHIVE_BYTES } from '../../shared/release/types.js';
import { readAnyMetadata } from './files.js';

const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const READ_BYTES = 256 * 1024;

export interface ImportFile {
  kind: 'root' | 'archive' | 'targets';
  file: string;
  /** Of metadata; 0: an archive. */
  version: number;
  bytes: number;
  sha256: Buffer;
}

/** In parts; each is read when it is asked for. */
export async function* partsOf(file: string): AsyncGenerator<Buffer> {
  const handle = await realFs.open(path.resolve(file), 'read');
  try {
    for (let at = 0; ; ) {
      const part = Buffer.alloc(READ_BYTES);
      const read = await handle.read(part, at);
      if (read === 0) return;
      yield part.subarray(0, read);
      at += read;
    }
  } finally {
    await handle.close();
  }
}

/** NOT_FOUND; INVALID or USAGE: nothing that a server carries. */
export async function recognise(file: string): Promise<ImportFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  let magic: Buffer | null = null;
  for await (const part of partsOf(file)) {
    magic ??= part.subarray(0, ZSTD_MAGIC.length);
    hash.update(part);
    bytes += part.length;
    if (bytes > MAX_ARCHIVE_BYTES) throw new FarvaultError('INVALID', `${file} has more than the ${MAX_ARCHIVE_BYTES} bytes that an archive may have`);
  }
  const common = { file, bytes, sha256: hash.digest() };
  if (magic?.equals(ZSTD_MAGIC) === true) return { kind: 'archive', version: 0, ...common };
  const { role, version } = await readAnyMetadata(file);
  if (role === 'snapshot' || role === 'timestamp') throw new FarvaultError('USAGE', `${file}: a ${role} is made by the server itself`, { remedy: 'Leave it out.' });
  return { kind: role, version, ...common };
}

/** Roots in their chain, then archives, then the newest targets: the older ones were imported when they were new, or never will be. */
export function importOrder(files: readonly ImportFile[]): { send: ImportFile[]; leftOut: ImportFile[] } {
  const of = (kind: ImportFile['kind']): ImportFile[] => files.filter((one) => one.kind === kind).sort((a, b) => a.version - b.version);
  const targets = of('targets');
  return { send: [...of('root'), ...of('archive'), ...targets.slice(-1)], leftOut: targets.slice(0, -1) };
}
