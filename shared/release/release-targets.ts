// What targets metadata says about releases: `custom.farvault` of each target, `x-farvault` of the whole.
import { DEFAULT_CHANNEL, PLATFORMS, type Platform, type ReleaseTarget } from './types.js';
import type { MetadataFile } from './metadata.js';
import { TrustError } from './trust-error.js';
import { isVersion } from './versions.js';

export const MAX_CHANNELS = 16;
export const MAX_LAUNCHER = 1_000_000;
const CHANNEL = /^[a-z0-9][a-z0-9-]{0,31}$/;
const PLATFORM = /^[a-z0-9]{1,16}-[a-z0-9]{1,16}$/;

export interface ListedReleases {
  targets: ReleaseTarget[];
  minimumVersion: string | null;
}

export function isChannel(text: unknown): text is string {
  return typeof text === 'string' && CHANNEL.test(text);
}

/** Where a release lies in targets and in every store of archives. */
export function releasePath(version: string, platform: string): string {
  return `${version}/farvault-agent-${version}-${platform}.tar.zst`;
}

/** Targets that are not Farvault's, or of a platform that this version does not know, are left out; a Farvault one that is wrong makes all of it INVALID. Fields that are not known are let through: a later version may add some. */
export function listReleases({ file, metadata }: MetadataFile<'targets'>): ListedReleases {
  const refuse = (fault: string): TrustError => new TrustError('INVALID', file, 'targets', fault, { remedy: 'Make the next version of targets with `backupctl release create`.' });
  const targets: ReleaseTarget[] = [];
  for (const [path, target] of Object.entries(metadata.signed.targets)) {
    const custom = target.custom.farvault;
    if (custom === undefined) continue;
    const fault = checkCustom(path, custom);
    if (fault !== undefined) throw refuse(`target ${path}: ${fault}`);
    const { version, platform, channels, launcher } = custom as ReleaseTarget;
    if (isPlatform(platform)) targets.push({ path, bytes: target.length, sha256: target.hashes.sha256, version, platform, channels, launcher });
  }
  const floor = metadata.signed.unrecognizedFields['x-farvault'] as { minimumVersion?: unknown } | null | undefined;
  if (floor === undefined) return { targets, minimumVersion: null };
  if (typeof floor !== 'object' || floor === null || !isVersion(floor.minimumVersion)) throw refuse('x-farvault must hold a minimumVersion');
  return { targets, minimumVersion: floor.minimumVersion };
}

export function isPlatform(text: unknown): text is Platform {
  return (PLATFORMS as readonly unknown[]).includes(text);
}

function checkCustom(path: string, custom: unknown): string | undefined {
  if (typeof custom !== 'object' || custom === null) return 'custom.farvault must be an object';
  const { version, platform, channels, launcher } = custom as Record<string, unknown>;
  if (!isVersion(version)) return 'its version is not a semantic version without build metadata';
  if (typeof platform !== 'string' || !PLATFORM.test(platform)) return `its platform is not one as ${PLATFORMS[0]}`;
  if (path !== releasePath(version, platform)) return `a release of ${version} for ${platform} has the path ${releasePath(version, platform)}`;
  if (!Array.isArray(channels) || channels.length === 0 || channels.length > MAX_CHANNELS || new Set(channels).size !== channels.length || !channels.every(isChannel)) return `channels must be 1 to ${MAX_CHANNELS} different names as ${DEFAULT_CHANNEL}`;
  if (!Number.isSafeInteger(launcher) || (launcher as number) < 1 || (launcher as number) > MAX_LAUNCHER) return 'launcher must be the number of the lowest launcher';
  return undefined;
}
