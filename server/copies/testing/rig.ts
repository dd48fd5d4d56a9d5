// A small repository and copies of it, on the real or the simulated disk.
import type { Vfs } from '../../../shared/fs/vfs.js';
import { systemClock } from '../../../shared/time/clock.js';
import { bringBack, type BroughtBack } from '../bring-back.js';
import { makeCopy, type CopyOptions } from '../copy.js';
import type { CopyManifest } from '../manifest.js';
import { makeRecoveryKey } from '../recovery-key.js';

export const KEY = makeRecoveryKey();
export const never = new AbortController().signal;
const noLock = (): (() => void) => () => undefined;

/** Warnings go to `told`. */
export function copyTo(dataDir: string, folder: string, vfs: { source: Vfs; copy: Vfs }, rest: Partial<CopyOptions> = {}, told: string[] = []): Promise<CopyManifest> {
  return makeCopy({
    dataDir,
    folder,
    vfs,
    lock: noLock,
    dropFromCache: () => undefined,
    clock: systemClock,
    recoveryKey: KEY.public,
    check: false,
    newDisk: false,
    tell: () => undefined,
    warn: (message) => told.push(message),
    signal: never,
    ...rest,
  });
}

export function backFrom(folder: string, dataDir: string, vfs: { copy: Vfs; data: Vfs }, told: string[] = []): Promise<BroughtBack> {
  return bringBack({ dataDir, folder, vfs, lock: noLock, dropFromCache: () => undefined, clock: systemClock, recoveryKey: () => Promise.resolve(KEY), tell: () => undefined, warn: (message) => told.push(message), signal: never });
}
