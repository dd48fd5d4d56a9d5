// release.json as it comes out of an archive: checked whole before anything is believed of it. FORMAT for everything else.
import { FarvaultError } from '../../shared/errors/errors.js';
import { isPlatform, isVersion } from '../../shared/release/index.js';
import { MAX_RELEASE_FILES, MAX_UNPACKED_BYTES, type ReleaseFile, type ReleaseManifest } from '../../shared/release/types.js';

export const MANIFEST_NAME = 'release.json';
/** 10,000 files with long names. */
export const MAX_MANIFEST_BYTES = 8 << 20;
const MAX_PATH_CHARS = 240;
const MAX_DEPTH = 16;
const PART = /^[A-Za-z0-9._@+,-]+$/;
const SHA256 = /^[0-9a-f]{64}$/;

export function parseManifest(bytes: Buffer): ReleaseManifest {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch (cause) {
    throw broken('is not JSON', cause);
  }
  if (typeof value !== 'object' || value === null) throw broken('is not an object');
  const { format, version, platform, node, launcher, stateFormat, files } = value as Partial<Record<keyof ReleaseManifest, unknown>>;
  if (format !== 1) throw broken(`has format ${String(format).slice(0, 20)}, which this version does not read`);
  if (typeof version !== 'string' || !isVersion(version)) throw broken('names no version');
  if (typeof platform !== 'string' || !isPlatform(platform)) throw broken('names no platform that there is');
  if (typeof node !== 'string' || !/^\d+\.\d+\.\d+$/.test(node)) throw broken('names no runtime');
  if (!isCount(launcher, 1e6) || !isCount(stateFormat, 1e6)) throw broken('has no usable launcher or stateFormat');
  if (!Array.isArray(files) || files.length > MAX_RELEASE_FILES) throw broken('has no usable list of files');
  return { format, version, platform, node, launcher, stateFormat, files: checkFiles(files as unknown[]) };
}

function checkFiles(files: unknown[]): ReleaseFile[] {
  const seen = new Set<string>();
  let sum = 0;
  return files.map((given) => {
    const { path, bytes, sha256, mode } = (given ?? {}) as Partial<Record<keyof ReleaseFile, unknown>>;
    if (typeof path !== 'string' || !isPlainPath(path) || path === MANIFEST_NAME) throw broken('lists a path that is none');
    if (seen.has(path)) throw broken(`lists ${path} twice`);
    seen.add(path);
    if (!isCount(bytes, MAX_UNPACKED_BYTES) || (sum += bytes) > MAX_UNPACKED_BYTES) throw broken(`lists more than ${MAX_UNPACKED_BYTES} bytes`);
    if (typeof sha256 !== 'string' || !SHA256.test(sha256)) throw broken(`lists ${path} without its SHA-256`);
    if (mode !== 0o644 && mode !== 0o755) throw broken(`lists ${path} with a mode that is neither 644 nor 755`);
    return { path, bytes, sha256, mode };
  });
}

/** Relative, of plain names, not deep: it leads nowhere but below the folder it is put in. */
export function isPlainPath(path: string): boolean {
  const parts = path.split('/');
  return path.length <= MAX_PATH_CHARS && parts.length <= MAX_DEPTH && parts.every((part) => PART.test(part) && part !== '.' && part !== '..');
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

function broken(what: string, cause?: unknown): FarvaultError {
  return new FarvaultError('FORMAT', `${MANIFEST_NAME} ${what}`, { cause });
}
