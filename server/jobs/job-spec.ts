// What a job may say. Validation reports all faults at once; nothing is stored before it passes.
import { FarvaultError } from '../../shared/errors/errors.js';

export const CODECS = ['auto', 'zstd', 'lz4', 'raw'] as const;
export const FS_SNAPSHOTS = ['auto', 'btrfs', 'lvm', 'zfs', 'none'] as const;

/** The settings of a job that an administrator chooses. Sizes in bytes; 0 means no limit. */
export interface JobSettings {
  paths: string[];
  excludes: string[];
  images: string[];
  oneFileSystem: boolean;
  maxSizeBytes: number;
  rateLimitBytes: number;
  codec: string;
  fsSnapshot: string;
  includeCachedirTagged: boolean;
}

export const MAX_JOB_PATHS = 1024;
export const MAX_JOB_EXCLUDES = 4096;
const MAX_TEXT_BYTES = 4096;
const MIN_RATE_LIMIT_BYTES = 16 * 1024;

export function isValidName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}

function pathFaults(what: string, paths: string[], limit: number): string[] {
  const faults: string[] = [];
  if (paths.length > limit) faults.push(`${what}: ${paths.length} given, at most ${limit}`);
  for (const path of paths) {
    if (!path.startsWith('/')) faults.push(`${what} '${path}': not an absolute path`);
    else if (path.includes('\0')) faults.push(`${what} '${path.replaceAll('\0', '\\0')}': holds a NUL byte`);
    else if (Buffer.byteLength(path) > MAX_TEXT_BYTES) faults.push(`${what}: a path is longer than ${MAX_TEXT_BYTES} bytes`);
    else if (path.split('/').some((part) => part === '..' || part === '.')) faults.push(`${what} '${path}': '.' and '..' are not allowed`);
  }
  return faults;
}

/** Throws USAGE that names every fault. */
export function validateJob(name: string, settings: JobSettings): void {
  const faults: string[] = [];
  if (!isValidName(name)) faults.push(`name '${name}': 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit`);
  if (settings.paths.length === 0) faults.push('no path given: a job protects at least one');
  faults.push(...pathFaults('path', settings.paths, MAX_JOB_PATHS), ...pathFaults('image', settings.images, MAX_JOB_PATHS));
  if (settings.excludes.length > MAX_JOB_EXCLUDES) faults.push(`exclude: ${settings.excludes.length} given, at most ${MAX_JOB_EXCLUDES}`);
  if (settings.excludes.some((glob) => glob === '' || glob.includes('\0') || Buffer.byteLength(glob) > MAX_TEXT_BYTES)) faults.push('exclude: a pattern is empty, too long or holds a NUL byte');
  if (!CODECS.some((codec) => codec === settings.codec)) faults.push(`codec '${settings.codec}': one of ${CODECS.join(', ')}`);
  if (!FS_SNAPSHOTS.some((kind) => kind === settings.fsSnapshot)) faults.push(`snapshot '${settings.fsSnapshot}': one of ${FS_SNAPSHOTS.join(', ')}`);
  if (!Number.isSafeInteger(settings.maxSizeBytes) || settings.maxSizeBytes < 0) faults.push('max-size: not a size');
  if (!Number.isSafeInteger(settings.rateLimitBytes) || settings.rateLimitBytes < 0) faults.push('rate-limit: not a rate');
  else if (settings.rateLimitBytes > 0 && settings.rateLimitBytes < MIN_RATE_LIMIT_BYTES) faults.push('rate-limit: below 16 KiB/s no backup would ever end');
  if (faults.length > 0) throw new FarvaultError('USAGE', `job '${name}': ${faults.join('; ')}`);
}
