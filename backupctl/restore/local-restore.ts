// Restores to this machine: into a directory, as a tar stream, or one file to a stream. Commands call these; nothing here prints.
import fs from 'node:fs';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { findFile, manifestPath, openTarget, parseOverwrite, ProtectedPaths, restoreTree, SnapshotReader, writeFileTo, writeTar, type ReadStream, type RestoreHooks, type RestoreOutcome } from '../../shared/restore/index.js';
import type { Clock } from '../../shared/time/clock.js';

export interface LocalRestore {
  /** A fresh Data.Read stream; it is ended here. */
  stream: ReadStream;
  snapshotId: string;
  /** As typed, with or without a leading slash; empty: everything. */
  path: Uint8Array;
  clock: Clock;
  signal: AbortSignal;
}

export interface DirectoryRestore extends LocalRestore {
  output: string;
  includes: string[];
  /** never, changed or always; empty: changed. */
  overwrite: string;
  deleteExtra: boolean;
  dryRun: boolean;
}

/** Its exit code is in the outcome; what went wrong with single entries goes to `hooks.onProblem`. */
export async function restoreToDirectory(request: DirectoryRestore, hooks: RestoreHooks): Promise<RestoreOutcome> {
  const { includes, deleteExtra, dryRun } = request;
  const options = { path: manifestPath(request.path), includes, overwrite: parseOverwrite(request.overwrite), deleteExtra, dryRun };
  return withReader(request, async (reader) => {
    const target = openTarget({ ...outputDirectory(request.output, dryRun), keepMetadata: false, protects: new ProtectedPaths([]), make: !dryRun });
    try {
      return await restoreTree(reader, target, options, hooks, request.signal);
    } finally {
      target.close();
    }
  });
}

export interface TarRestore extends LocalRestore {
  includes: string[];
  /** Not ended here. */
  out: Writable;
}

export async function restoreToTar(request: TarRestore, hooks: Pick<RestoreHooks, 'onProgress' | 'onProblem'>): Promise<RestoreOutcome> {
  const options = { path: manifestPath(request.path), includes: request.includes };
  return withReader(request, (reader) => writeTar(reader, options, request.out, hooks, request.signal));
}

export interface CatFile extends LocalRestore {
  /** Not ended here. */
  out: Writable;
}

/** Returns the number of bytes written. */
export async function catFile(request: CatFile): Promise<number> {
  return withReader(request, async (reader) => writeFileTo(reader, await findFile(reader, manifestPath(request.path), request.signal), request.out, request.signal));
}

async function withReader<T>(request: LocalRestore, use: (reader: SnapshotReader) => Promise<T>): Promise<T> {
  const reader = await SnapshotReader.open(request.stream, { snapshotId: request.snapshotId, clock: request.clock });
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
}

/** The administrator's own path: links in it are followed. A dry run makes nothing. */
function outputDirectory(output: string, dryRun: boolean): { root: string; below: Buffer } {
  const absolute = path.resolve(output);
  try {
    if (!dryRun) fs.mkdirSync(absolute, { recursive: true });
    let existing = absolute;
    while (!fs.existsSync(existing)) existing = path.dirname(existing);
    return { root: fs.realpathSync(existing), below: Buffer.from(path.relative(existing, absolute)) };
  } catch (error) {
    throw new FarvaultError('IO', `The output directory ${absolute} cannot be made: ${messageOf(error)}`, { remedy: 'Name a directory that this user may make or write to.', cause: error });
  }
}
