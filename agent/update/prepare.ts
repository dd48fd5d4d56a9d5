// From an order to a release that lies in the other slot, verified: newest metadata, choice, download, unpacking. Each step is found done when it was done before.
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { VERSION } from '../../shared/config/version.js';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { chooseTarget, isPlatform, refreshTrust, type Refusal } from '../../shared/release/index.js';
import type { ReleaseTarget, TrustedRelease } from '../../shared/release/types.js';
import type { Clock } from '../../shared/time/clock.js';
import { download, sizeOf } from './download.js';
import type { Installed } from './installed.js';
import type { UpdateHours, UpdateOrder } from './order.js';
import { placeRelease, slotHolds } from './slot.js';
import type { UpdateSource } from './source.js';
import { otherSlot, type Slot, type StateFiles } from './state-files.js';
import type { UpdateFiles } from './update-files.js';

const MAX_MISMATCHES = 3;
/** Left free by a download: runs go on meanwhile. */
const SPARE_BYTES = 32 << 20;
/** Releases shrink to a quarter; with room for one that shrinks more. */
const UNPACKED_SHARE = 5;

export interface PrepareDependencies {
  installed: Installed;
  /** Of the launcher on this machine. */
  launcher: number;
  channel: string;
  files: UpdateFiles;
  state: StateFiles;
  source: UpdateSource;
  clock: Clock;
}

/** Why it is not done, and will not be by trying again soon. */
export class RefusedUpdate extends FarvaultError {
  constructor(
    message: string,
    readonly refusal: Refusal | 'archive',
    remedy?: string,
  ) {
    super('REFUSED', message, remedy === undefined ? {} : { remedy });
  }
}

/** Newest trusted metadata. It keeps its floor itself: a record of our own would outlive a floor that a stolen targets key has set, and with it every update. */
export function refresh({ files, source, clock }: Pick<PrepareDependencies, 'files' | 'source' | 'clock'>, signal: AbortSignal): Promise<TrustedRelease> {
  return files.refreshing.run(() => refreshTrust({ store: files.metadata, source: source.metadata, clock, signal }));
}

export async function prepare(deps: PrepareDependencies, order: UpdateOrder, hours: UpdateHours, progress: (bytesDone: number, bytesTotal: number) => void, signal: AbortSignal): Promise<Slot> {
  const { installed, files, state } = deps;
  const target = await choose(deps, order, await refresh(deps, signal));
  const slot = otherSlot(installed.slot);
  if ((await state.current()) !== installed.slot) throw new FarvaultError('CONFLICT', `this version runs from slot ${installed.slot}, which is not the current one`);
  const { prepared } = await files.record();
  if (prepared?.slot === slot && prepared.archive === target.sha256 && (await slotHolds(installed.home, slot, prepared.manifest, signal))) {
    await files.removeParts(null);
    return slot;
  }
  await fetchArchive(deps, order, target, hours, progress, signal);
  await fillSlot(deps, order, target, slot, signal);
  return slot;
}

async function choose({ launcher, channel, files, state }: PrepareDependencies, { version }: UpdateOrder, trusted: TrustedRelease): Promise<ReleaseTarget> {
  const platform = `${process.platform}-${process.arch}`;
  if (!isPlatform(platform)) throw new RefusedUpdate(`there are no releases for ${platform}`, 'platform');
  const { proven } = await files.record();
  const bad = await state.badVersions();
  // One that was good on trial and failed in its first day has proven nothing: a correction of the version before it may be numbered below it.
  const highestProven = proven !== null && bad.has(proven) ? null : proven;
  const choice = chooseTarget({ trusted, version, platform, channel, launcher, runningVersion: VERSION, highestProven, bad: [...bad] });
  if ('target' in choice) return choice.target;
  const why = choice.refused === 'bad' ? await state.whyBad(version) : null;
  throw new RefusedUpdate(choice.reason + (why === null || why === '' ? '' : `: ${why}`), choice.refused);
}

async function fetchArchive({ installed, files, source, clock }: PrepareDependencies, { rollout }: UpdateOrder, target: ReleaseTarget, { rate }: UpdateHours, progress: (bytesDone: number, bytesTotal: number) => void, signal: AbortSignal): Promise<void> {
  const { mismatches } = await files.record();
  const failed = mismatches?.archive === target.sha256 && mismatches.rollout === rollout ? mismatches.count : 0;
  if (failed >= MAX_MISMATCHES) throw new RefusedUpdate(`${mismatches!.reason} (${failed} times)`, 'archive');
  await files.removeParts(target.sha256);
  const file = files.partFile(target.sha256);
  await needSpace(files.folder, target.bytes - Math.min(await sizeOf(file), target.bytes));
  await needSpace(path.join(installed.home, 'slots'), target.bytes * UNPACKED_SHARE);
  try {
    await download({ target, file, source, rate, clock, progress: (done) => progress(done, target.bytes), signal });
  } catch (error) {
    if (isFarvaultError(error, 'CORRUPT')) await files.changeRecord({ mismatches: { rollout, archive: target.sha256, count: failed + 1, reason: error.message } });
    throw error;
  }
}

async function fillSlot({ installed, files, state }: PrepareDependencies, { rollout }: UpdateOrder, target: ReleaseTarget, slot: Slot, signal: AbortSignal): Promise<void> {
  try {
    const manifest = await placeRelease({ archive: files.partFile(target.sha256), home: installed.home, slot, running: installed.slot, target, state, signal });
    await files.changeRecord({ prepared: { slot, archive: target.sha256, manifest }, mismatches: null });
  } catch (error) {
    if (!isFarvaultError(error, 'FORMAT') && !isFarvaultError(error, 'CORRUPT')) throw error;
    // The bytes are those that were signed: others will not come.
    await files.changeRecord({ mismatches: { rollout, archive: target.sha256, count: MAX_MISMATCHES, reason: error.message } });
    await files.removeParts(null);
    throw new RefusedUpdate(error.message, 'archive');
  }
  failpoint('agent.update.slot.ready');
  await files.removeParts(null);
}

/** NO_SPACE when the file system of a folder has less than that, and what others need. */
export async function needSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes + SPARE_BYTES) return;
  throw new FarvaultError('NO_SPACE', `the update needs ${Math.ceil((bytes + SPARE_BYTES) / 1e6)} MB on the disk of ${folder}, where ${Math.floor(free / 1e6)} MB are free`, { remedy: 'Free space on the disk.', retryable: true });
}
