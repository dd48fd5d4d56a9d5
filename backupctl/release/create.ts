// Targets metadata from release archives.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { FarvaultError, systemCode } from '../../shared/errors/errors.js';
import { compareVersions, isPreRelease, isVersion, listReleases, makeTargets, readArchiveHead } from '../../shared/release/index.js';
import { DEFAULT_CHANNEL, MAX_ARCHIVE_BYTES, type ReleaseTarget } from '../../shared/release/types.js';
import { systemClock } from '../../shared/time/clock.js';
import { nextVersion, type LocalContext } from './ceremony.js';
import { checkName, readMetadata, writeNewFile } from './files.js';
import { describe, metadataJson } from './view.js';

type Listed = Omit<ReleaseTarget, 'path'>;

export interface CreateOptions {
  targets: string;
  previous?: string;
  channel?: string[];
  minimumVersion?: string;
  drop?: string[];
  expires: number;
}

export async function createTargets(archives: string[], options: CreateOptions, context: LocalContext): Promise<void> {
  const previous = options.previous === undefined ? undefined : await readMetadata('targets', options.previous);
  if (archives.length === 0 && previous === undefined) throw new FarvaultError('USAGE', 'no archive is given', { remedy: 'Name the archives that `npm run release` made, or --previous FILE to carry on.' });
  const before = previous === undefined ? { targets: [], minimumVersion: null } : listReleases(previous);
  checkName(options.targets, nextVersion(previous));
  let releases: Listed[] = withoutDropped(before.targets, options.drop ?? []);
  for (const archive of archives) releases = withRelease(releases, await readArchive(archive), options.channel);
  const minimumVersion = floorOf(options.minimumVersion, before.minimumVersion);
  const nowMs = systemClock.now();
  const made = makeTargets({ version: nextVersion(previous), expiresMs: nowMs + options.expires * 1000, releases, minimumVersion });
  await writeNewFile(options.targets, made.bytes);
  if (context.json) context.printJson(metadataJson(made, []));
  else context.print([...describe(made, nowMs), `unsigned: backupctl release sign ${options.targets} --key KEY --root ROOT`].join('\n'));
}

/** Length, hash, and what the archive says of itself; its channels are the caller's. */
async function readArchive(file: string): Promise<Omit<Listed, 'channels'>> {
  try {
    const { size } = await stat(file);
    if (size > MAX_ARCHIVE_BYTES) throw new FarvaultError('INVALID', `${file} has ${size} bytes, more than the ${MAX_ARCHIVE_BYTES} that a release may have`);
    const { version, platform, launcher } = await readArchiveHead(createReadStream(file), file);
    const hash = createHash('sha256');
    let bytes = 0;
    await pipeline(createReadStream(file), async (parts) => {
      for await (const part of parts as AsyncIterable<Buffer>) {
        hash.update(part);
        bytes += part.length;
      }
    });
    return { version, platform, launcher, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw new FarvaultError('NOT_FOUND', `there is no file ${file}`, { cause: error });
    throw error;
  }
}

function withoutDropped(listed: Listed[], dropped: string[]): Listed[] {
  const unknown = dropped.find((version) => !listed.some((release) => release.version === version));
  if (unknown !== undefined) throw new FarvaultError('NOT_FOUND', `the previous targets do not list ${unknown}`);
  return listed.filter(({ version }) => !dropped.includes(version));
}

/** A version has one content for a platform for ever; its channels may grow. */
function withRelease(listed: Listed[], archive: Omit<Listed, 'channels'>, channels: string[] | undefined): Listed[] {
  const { version, platform, sha256 } = archive;
  const before = listed.find((release) => release.version === version && release.platform === platform);
  if (before !== undefined && before.sha256 !== sha256) throw new FarvaultError('REFUSED', `${version} for ${platform} is listed with other bytes`, { remedy: 'Make a new version: agents must never find two contents under one.' });
  const added = channels ?? (before === undefined ? [DEFAULT_CHANNEL] : []);
  if (isPreRelease(version) && added.includes(DEFAULT_CHANNEL)) throw new FarvaultError('REFUSED', `${version} is a pre-release and does not go into ${DEFAULT_CHANNEL}`, { remedy: 'Give another channel: --channel beta' });
  const release = { ...archive, channels: [...new Set([...(before?.channels ?? []), ...added])] };
  return [...listed.filter((other) => other !== before), release];
}

function floorOf(given: string | undefined, before: string | null): string | null {
  if (given === undefined) return before;
  const known: boolean = isVersion(given);
  if (!known) throw new FarvaultError('USAGE', `'${given}' is not a version`, { remedy: 'Give one as 1.2.3.' });
  if (before !== null && compareVersions(given, before) < 0) throw new FarvaultError('REFUSED', `the lowest version that may be installed never goes down: it is ${before}`);
  return given;
}
