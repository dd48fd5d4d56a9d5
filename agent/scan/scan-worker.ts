// The scan's thread: one walk, synchronous from end to end.
import { parentPort, workerData } from 'node:worker_threads';
import { FarvaultError, isFarvaultError, messageOf, type ErrorCode } from '../../shared/errors/errors.js';
import { AT_FDCWD } from '../../shared/sys/at.js';
import { has } from '../../shared/sys/capabilities.js';
import { readFstab, readMounts } from '../../shared/sys/mounts.js';
import { StatBuffer, statAt } from '../../shared/sys/statx.js';
import { BatchWriter, type PackedBatch } from './batch-writer.js';
import { ScanControl } from './control.js';
import { NeverList } from './never.js';
import { ParentCursor } from './parent-cursor.js';
import { checkRoots, missingMounts } from './preflight.js';
import { normalPath, rootTree } from './roots.js';
import type { ScanOptions } from './types.js';
import { Walker } from './walker.js';

export interface ScanWorkerData {
  options: ScanOptions;
  control: SharedArrayBuffer;
}

export type ScanMessage =
  | { type: 'batch'; batch: PackedBatch }
  | { type: 'done' }
  | { type: 'error'; code: ErrorCode; message: string; remedy: string | undefined };

function buffers(paths: Uint8Array[]): Buffer[] {
  return paths.map((path) => normalPath(Buffer.from(path)));
}

function identify(path: Buffer): { inodeLow: number; device: number } | null {
  const stat = new StatBuffer();
  try {
    statAt(AT_FDCWD, path, stat);
    return { inodeLow: stat.inodeLow, device: stat.device };
  } catch {
    return null; // not there: nothing to leave out
  }
}

function run(data: ScanWorkerData, post: (message: ScanMessage, transfer: ArrayBuffer[]) => void): void {
  if (!has('directory-descriptors')) {
    throw new FarvaultError('UNAVAILABLE', `Backups need calls of libc that are not to be had on this platform (${process.platform} ${process.arch})`, {
      remedy: 'Install the package with its optional dependencies, on 64-bit Linux.', retryable: false,
    });
  }
  const control = new ScanControl(data.control);
  const given = data.options;
  const mappings = given.mappings.map(({ from, to }) => ({ from: normalPath(Buffer.from(from)), to: normalPath(Buffer.from(to)) }));
  const options: ScanOptions = { ...given, roots: buffers(given.roots), images: buffers(given.images), never: buffers(given.never), mappings };
  const mounts = readMounts();
  const fstab = readFstab();
  checkRoots(options, mounts, fstab);
  const unmounted = new Set(missingMounts(mounts, fstab).filter(({ auto }) => auto).map(({ point }) => point.toString('latin1').slice(1)));
  const checkStopped = (): void => {
    if (control.stopped) throw new FarvaultError('CANCELLED', 'The scan was stopped');
  };
  const out = new BatchWriter((batch) => {
    control.waitForCredit();
    checkStopped();
    post({ type: 'batch', batch }, [batch.bytes]);
  });
  const cursor = options.parent === null ? null : new ParentCursor(options.parent.file, out);
  try {
    const walker = new Walker({
      options, never: new NeverList(options.never, mounts, identify), unmounted, cursor, out,
      onDirectory: (path, length) => {
        control.entered(path, length);
        checkStopped();
      },
    });
    walker.walk(rootTree(options.roots, mappings));
    out.flush();
  } finally {
    cursor?.close();
  }
}

const port = parentPort;
if (port !== null) {
  try {
    run(workerData as ScanWorkerData, (message, transfer) => port.postMessage(message, transfer));
    port.postMessage({ type: 'done' } satisfies ScanMessage);
  } catch (error) {
    const [code, remedy] = isFarvaultError(error) ? [error.code, error.remedy] : (['INTERNAL', undefined] as const);
    port.postMessage({ type: 'error', code, message: messageOf(error), remedy } satisfies ScanMessage);
  }
}
