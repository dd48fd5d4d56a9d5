// What a release archive says of itself: release.json, its first entry. Read without unpacking the rest. Nothing of it is trusted by an agent: who signs takes it from here.
import { unzstd } from '../codec/zstd-stream.js';
import { FarvaultError } from '../errors/errors.js';
import { isPlatform, MAX_LAUNCHER } from './release-targets.js';
import { MAX_ARCHIVE_BYTES, type ReleaseManifest } from './types.js';
import { isVersion } from './versions.js';

const BLOCK_BYTES = 512;
/** Of release.json, with MAX_RELEASE_FILES files in it. */
const MAX_MANIFEST_BYTES = 8 << 20;

export type ArchiveHead = Pick<ReleaseManifest, 'version' | 'platform' | 'launcher'>;

/** Errors: FORMAT. */
export async function readArchiveHead(packed: AsyncIterable<Uint8Array>, file: string): Promise<ArchiveHead> {
  const refuse = (fault: string): FarvaultError => new FarvaultError('FORMAT', `${file}: not a release archive: ${fault}`, { remedy: 'Give a file that `npm run release` made.' });
  const parts: Buffer[] = [];
  let have = 0;
  let need = BLOCK_BYTES;
  for await (const part of unzstd(packed, MAX_ARCHIVE_BYTES * 8)) {
    parts.push(part);
    have += part.length;
    if (need === BLOCK_BYTES && have >= BLOCK_BYTES) need += manifestBytes(Buffer.concat(parts, BLOCK_BYTES), refuse);
    if (have >= need) return parseHead(Buffer.concat(parts).subarray(BLOCK_BYTES, need), refuse);
  }
  throw refuse('it is cut short');
}

function manifestBytes(header: Buffer, refuse: (fault: string) => FarvaultError): number {
  const size = /^([0-7]{11})[ \0]$/.exec(header.toString('latin1', 124, 136));
  if (header.toString('latin1', 257, 262) !== 'ustar' || header.toString('latin1', 0, 13) !== 'release.json\0' || size === null) throw refuse('its first entry is not release.json');
  const bytes = parseInt(size[1], 8);
  if (bytes > MAX_MANIFEST_BYTES) throw refuse('its release.json is too long');
  return bytes;
}

function parseHead(bytes: Buffer, refuse: (fault: string) => FarvaultError): ArchiveHead {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw refuse('its release.json is not JSON');
  }
  const { format, version, platform, launcher } = (value ?? {}) as Partial<Record<keyof ReleaseManifest, unknown>>;
  if (format !== 1) throw refuse('its release.json is of another format');
  if (!isVersion(version) || !isPlatform(platform)) throw refuse('its release.json names no version and platform');
  if (!Number.isSafeInteger(launcher) || (launcher as number) < 1 || (launcher as number) > MAX_LAUNCHER) throw refuse('its release.json names no launcher');
  return { version, platform, launcher: launcher as number };
}
