// A release for an installer: what the server carries is verified here, on the administrator's machine, against the update keys' root.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ClientReadableStream } from '@grpc/grpc-js';
import { FarvaultError, isFarvaultError, systemCode } from '../../shared/errors/errors.js';
import { compareVersions, initialTrust, refreshTrust } from '../../shared/release/index.js';
import type { MetadataStore, Platform, ReleaseTarget, TrustedRelease } from '../../shared/release/types.js';
import type { ReleasePart__Output } from '../../shared/rpc/gen/farvault/v1/ReleasePart.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { systemClock } from '../../shared/time/clock.js';
import type { CommandContext } from '../command.js';

const READ_BYTES = 1 << 20;

export interface VerifiedMetadata {
  trusted: TrustedRelease;
  /** The newest root. */
  root: Buffer;
  /** Of the root that all began with. */
  fingerprint: string;
}

/** `pinned`: a root.json that the caller trusts; null: the server's first one, whose fingerprint is for people to compare. */
export async function verifiedMetadata(context: CommandContext, pinned: Buffer | null): Promise<VerifiedMetadata> {
  const first = pinned ?? (await firstRoot(context));
  const { fingerprint } = initialTrust(first);
  const files = new Map([['root.json', first]]);
  const store: MetadataStore = {
    read: (name) => Promise.resolve(files.get(name) ?? null),
    write: (name, bytes) => Promise.resolve(void files.set(name, bytes)),
    remove: (name) => Promise.resolve(void files.delete(name)),
  };
  const source = (name: string): Promise<Buffer | null> => fetchFile(context, name);
  const trusted = await refreshTrust({ store, source, clock: systemClock, signal: context.signal });
  return { trusted, root: files.get('root.json')!, fingerprint };
}

async function fetchFile(context: CommandContext, name: string): Promise<Buffer | null> {
  try {
    return (await context.call('GetReleaseFile', { name })).data;
  } catch (error) {
    if (isFarvaultError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}

async function firstRoot(context: CommandContext): Promise<Buffer> {
  const { metadata } = await context.call('ListReleases', {});
  let version = metadata.find(({ role }) => role === 'root')?.version ?? 0;
  let found: Buffer | null = null;
  // The first may have another number than 1.
  for (let bytes = await fetchFile(context, `${version}.root.json`); version > 0 && bytes !== null; bytes = await fetchFile(context, `${--version}.root.json`)) found = bytes;
  if (found === null) throw new FarvaultError('NOT_FOUND', 'the server carries no releases yet', { remedy: 'Make and import them: docs/operations.md, "Releases".' });
  return found;
}

export function chooseRelease({ targets, minimumVersion }: TrustedRelease, { version, platform, channel }: { version: string | undefined; platform: Platform; channel: string }): ReleaseTarget {
  const fit = targets
    .filter((target) => target.platform === platform && target.channels.includes(channel) && (minimumVersion === null || compareVersions(target.version, minimumVersion) >= 0))
    .sort((a, b) => compareVersions(b.version, a.version));
  const chosen = version === undefined ? fit[0] : fit.find((target) => target.version === version);
  if (chosen !== undefined) return chosen;
  const known = fit.map((target) => target.version).join(', ');
  throw new FarvaultError('NOT_FOUND', `there is no release ${version === undefined ? '' : `${version} `}for ${platform} in channel ${channel}`, { remedy: known === '' ? 'See what there is: backupctl release list' : `There are: ${known}` });
}

/** A file with the target's bytes, in the cache of this user: fetched once. */
export async function fetchArchive(context: CommandContext, target: ReleaseTarget): Promise<string> {
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'farvault', 'releases');
  const file = path.join(cache, `${target.sha256}.tar.zst`);
  if (await holds(file, target)) return file;
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  try {
    await download(context, target, part);
    if (!(await holds(part, target))) throw new FarvaultError('CORRUPT', `the server gives other bytes for ${target.path} than were signed`, { remedy: 'Import the archive again: backupctl release import' });
    await rename(part, file);
    return file;
  } finally {
    await rm(part, { force: true });
  }
}

async function download({ connection, signal }: CommandContext, target: ReleaseTarget, file: string): Promise<void> {
  const call: ClientReadableStream<ReleasePart__Output> = connection.admin.readReleaseArchive({ sha256: Buffer.from(target.sha256, 'hex'), offset: 0, limit: target.bytes });
  const cancel = (): void => call.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const handle = await open(file, 'w', 0o600);
  try {
    let bytes = 0;
    for await (const { data } of call as AsyncIterable<ReleasePart__Output>) {
      bytes += data.length;
      if (bytes > target.bytes) throw new FarvaultError('CORRUPT', `the server gives more bytes for ${target.path} than were signed`);
      await handle.writeFile(data);
    }
  } catch (error) {
    call.cancel();
    if (signal.aborted) throw signal.reason as Error;
    throw isFarvaultError(error) ? error : fromServiceError(error);
  } finally {
    signal.removeEventListener('abort', cancel);
    await handle.close();
  }
}

async function holds(file: string, { bytes, sha256 }: ReleaseTarget): Promise<boolean> {
  try {
    if ((await stat(file)).size !== bytes) return false;
    const hash = createHash('sha256');
    for await (const part of createReadStream(file, { highWaterMark: READ_BYTES })) hash.update(part as Buffer);
    return hash.digest('hex') === sha256;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
