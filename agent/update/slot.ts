// Puts a verified archive into a slot: unpacked beside it, checked, flushed, then renamed. Never into the slot that runs or that `current` names.
import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError, isFarvaultError, systemCode } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { readSmallFile } from '../../shared/fs/durable-file.js';
import { ioError } from '../../shared/fs/io-errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { STATE_FORMAT_READ, type ReleaseManifest, type ReleaseTarget } from '../../shared/release/types.js';
import { MANIFEST_NAME, MAX_MANIFEST_BYTES } from './release-manifest.js';
import type { Slot, StateFiles } from './state-files.js';
import { checkRelease, unpackRelease } from './unpack.js';

export interface PlaceInputs {
  archive: string;
  home: string;
  slot: Slot;
  /** That this process runs from. */
  running: Slot;
  target: Pick<ReleaseTarget, 'version' | 'platform' | 'launcher'>;
  state: StateFiles;
  signal: AbortSignal;
}

/** Gives the SHA-256 of its release.json. FORMAT, CORRUPT: the archive is not one that may be installed. */
export async function placeRelease({ archive, home, slot, running, target, state, signal }: PlaceInputs): Promise<string> {
  if (slot === running || slot === (await state.current())) throw new FarvaultError('INTERNAL', `slot ${slot} is in use`);
  const folder = path.join(home, 'slots', slot);
  const temp = `${folder}.tmp`;
  try {
    await makeEmpty(temp);
    failpoint('agent.update.slot.begin');
    checkAsSigned(await unpackRelease(archive, temp, signal), target);
    failpoint('agent.update.slot.checked');
    // Going back to what is about to be replaced is over.
    if ((await state.probation())?.slot === slot) await state.endProbation();
    await remove(folder);
    failpoint('agent.update.slot.cleared');
    await rename(temp, folder);
    failpoint('agent.update.slot.named');
    await realFs.syncDirectory(path.dirname(folder));
    return await manifestHash(folder);
  } catch (error) {
    await rm(temp, { recursive: true, force: true }).catch(() => undefined); // The next attempt does it first.
    throw isFarvaultError(error) || systemCode(error) === undefined ? error : ioError('filling', folder, error);
  }
}

/** What was put there is still there, to the byte. */
export async function slotHolds(home: string, slot: Slot, manifest: string, signal: AbortSignal): Promise<boolean> {
  const folder = path.join(home, 'slots', slot);
  try {
    await checkRelease(folder, signal);
    return (await manifestHash(folder)) === manifest;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

function checkAsSigned(manifest: ReleaseManifest, target: PlaceInputs['target']): void {
  const { version, platform, launcher, stateFormat } = manifest;
  if (version !== target.version || platform !== target.platform || launcher !== target.launcher) throw new FarvaultError('FORMAT', `${MANIFEST_NAME} is of ${version} for ${platform}, launcher ${launcher}, and the signed targets say ${target.version} for ${target.platform}, launcher ${target.launcher}`);
  // Else there would be no way back: this version could not read what that one writes.
  if (stateFormat > STATE_FORMAT_READ) throw new FarvaultError('FORMAT', `${version} writes format ${stateFormat} of the data directory, and this version reads up to ${STATE_FORMAT_READ}: update to a version between them first`);
}

async function manifestHash(folder: string): Promise<string> {
  const bytes = await readSmallFile(path.join(folder, MANIFEST_NAME), MAX_MANIFEST_BYTES);
  return createHash('sha256').update(bytes ?? '').digest('hex');
}

async function makeEmpty(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o755 });
}

/** By another name first: half a release never has a slot's. */
async function remove(folder: string): Promise<void> {
  const old = `${folder}.old`;
  await rm(old, { recursive: true, force: true });
  try {
    await rename(folder, old);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  await rm(old, { recursive: true, force: true });
}
