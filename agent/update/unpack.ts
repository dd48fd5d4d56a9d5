// A release archive (tar, zstd) into an empty folder: only regular files and folders, under plain relative names, of bounded number and size; each file flushed.
// Whatever else an archive may say is refused. What came out is then checked against its own release.json: every file, none more, to the byte.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { unzstd } from '../../shared/codec/zstd-stream.js';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { readSmallFile } from '../../shared/fs/durable-file.js';
import { ioError } from '../../shared/fs/io-errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { MAX_RELEASE_FILES, MAX_UNPACKED_BYTES, type ReleaseManifest } from '../../shared/release/types.js';
import { isPlainPath, MANIFEST_NAME, MAX_MANIFEST_BYTES, parseManifest } from './release-manifest.js';
import { readTar, type TarEntry } from './tar-reader.js';

const READ_BYTES = 1 << 20;
/** Tar's own: headers and padding of each file, and the end. */
const MAX_TAR_BYTES = MAX_UNPACKED_BYTES + MAX_MANIFEST_BYTES + (MAX_RELEASE_FILES + 100) * 1_024;

/** `folder` exists and is empty. FORMAT: the archive is not one that is taken; what was unpacked until then is still there. */
export async function unpackRelease(archive: string, folder: string, signal: AbortSignal): Promise<ReleaseManifest> {
  const made = new Set<string>();
  const packed = createReadStream(archive, { highWaterMark: READ_BYTES, signal });
  try {
    let entries = 0;
    for await (const entry of readTar(unzstd(packed as AsyncIterable<Buffer>, MAX_TAR_BYTES))) {
      signal.throwIfAborted();
      if (++entries > MAX_RELEASE_FILES + 1) throw broken(`it holds more than ${MAX_RELEASE_FILES} files`);
      await unpackEntry(folder, entry, made);
    }
  } finally {
    packed.destroy();
  }
  failpoint('agent.update.slot.unpacked');
  for (const name of [...made].reverse()) await realFs.syncDirectory(path.join(folder, name));
  await realFs.syncDirectory(folder);
  return checkRelease(folder, signal);
}

async function unpackEntry(folder: string, entry: TarEntry, made: Set<string>): Promise<void> {
  const name = entry.kind === 'directory' ? entry.path.replace(/\/$/, '') : entry.path;
  if (!isPlainPath(name)) throw broken('it holds a path that is none');
  const parents = name.split('/').slice(0, entry.kind === 'directory' ? undefined : -1);
  for (let depth = 1; depth <= parents.length; depth++) await makeFolder(folder, parents.slice(0, depth).join('/'), made);
  if (entry.kind === 'directory') return;
  if (entry.mode !== 0o644 && entry.mode !== 0o755) throw broken(`${name} has a mode that is neither 644 nor 755`);
  await writeFile(path.join(folder, name), entry);
}

async function makeFolder(folder: string, name: string, made: Set<string>): Promise<void> {
  if (made.has(name)) return;
  try {
    await mkdir(path.join(folder, name));
    await chmod(path.join(folder, name), 0o755);
  } catch (error) {
    // There is a file of that name: nothing else was there before.
    throw ioError('making', path.join(folder, name), error);
  }
  made.add(name);
}

async function writeFile(file: string, { content, mode }: TarEntry): Promise<void> {
  const handle = await open(file, 'wx', mode).catch((error: unknown) => {
    throw ioError('unpacking', file, error);
  });
  try {
    for await (const part of content) await handle.writeFile(part);
    await handle.chmod(mode);
    await handle.sync();
  } catch (error) {
    throw isFarvaultError(error) ? error : ioError('unpacking', file, error);
  } finally {
    await handle.close();
  }
}

/** What lies in a folder is what its release.json lists: CORRUPT for anything else, FORMAT for a list that is none. */
export async function checkRelease(folder: string, signal: AbortSignal): Promise<ReleaseManifest> {
  const bytes = await readSmallFile(path.join(folder, MANIFEST_NAME), MAX_MANIFEST_BYTES);
  if (bytes === null) throw new FarvaultError('FORMAT', `the release holds no ${MANIFEST_NAME}`);
  const manifest = parseManifest(bytes);
  const left = new Map(manifest.files.map((file) => [file.path, file]));
  for await (const name of filesBelow(folder, '')) {
    signal.throwIfAborted();
    if (name === MANIFEST_NAME) continue;
    const listed = left.get(name);
    if (listed === undefined) throw differs(`holds ${name}, which its ${MANIFEST_NAME} does not list`);
    left.delete(name);
    const stat = await lstat(path.join(folder, name));
    if (!stat.isFile() || stat.size !== listed.bytes || (stat.mode & 0o7777) !== listed.mode) throw differs(`holds ${name} with another kind, size or mode than listed`);
    if ((await sha256Of(path.join(folder, name), signal)) !== listed.sha256) throw differs(`holds ${name} with other bytes than listed`);
  }
  const [missing] = left.keys();
  if (missing !== undefined) throw differs(`lacks ${missing}`);
  return manifest;
}

async function* filesBelow(folder: string, below: string): AsyncGenerator<string> {
  for (const entry of await readdir(path.join(folder, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(folder, name);
    else yield name;
  }
}

export async function sha256Of(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file, { highWaterMark: READ_BYTES, signal })) hash.update(part as Buffer);
  return hash.digest('hex');
}

function broken(what: string): FarvaultError {
  return new FarvaultError('FORMAT', `the release archive cannot be unpacked: ${what}`);
}

function differs(what: string): FarvaultError {
  return new FarvaultError('CORRUPT', `the release ${what}`);
}
