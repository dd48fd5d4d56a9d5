// What a run compares with: the manifest of the parent snapshot, or what an interrupted attempt of the same run had settled and then the rest of the parent.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import type { ManifestChunking } from '../../shared/format/manifest-index.js';
import { listReferences, ManifestChunkReader } from '../../shared/format/manifest-reader.js';
import { ManifestWriter } from '../../shared/format/manifest-writer.js';
import { KIND } from '../../shared/format/entry.js';
import { comparePathBytes } from '../../shared/format/path-order.js';
import { blake3, ID_BYTES } from '../../shared/hash/hash.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { readChunks } from './chunk-file.js';
import { checkManifest, ManifestFiles, settledChunks, type FileCounts } from './manifest-files.js';

/** A manifest to compare with. `known`: chunks of it, as latin1, that need no offer. */
export interface Parent {
  directory: string;
  known: ReadonlySet<string>;
  /** Files in it that the parent snapshot does not have, or not so. */
  counts: FileCounts;
}

export const NO_FILES: FileCounts = { filesNew: 0, filesChanged: 0 };

const SAFE_NAME = /^[\w-]{1,64}$/;

/** The folder of one job: `root-ID` for a committed manifest, `run-ID` for one being written, `base-ID` for what that one compares with. */
export class JobCache {
  private readonly directory: string;

  constructor(cacheDir: string, jobId: string) {
    if (!SAFE_NAME.test(jobId)) throw new FarvaultError('INVALID', 'the job has an id that is not one');
    this.directory = path.join(cacheDir, jobId);
  }

  committed(rootId: Buffer): string {
    return path.join(this.directory, `root-${rootId.toString('hex')}`);
  }

  run(runId: string): string {
    if (!SAFE_NAME.test(runId)) throw new FarvaultError('INVALID', 'the run has an id that is not one');
    return path.join(this.directory, `run-${runId}`);
  }

  /** What the run compares with when that is no committed manifest. */
  base(runId: string): string {
    return path.join(this.directory, `base-${path.basename(this.run(runId))}`);
  }

  /** What an earlier run of the job left that ended without a commit becomes this run's, unless it has something itself. */
  adopt(runId: string): void {
    const own = path.basename(this.run(runId));
    const left = this.names().filter((name) => name.startsWith('run-'));
    if (left.length === 0 || left.includes(own)) return;
    const age = (name: string): number => statSync(path.join(this.directory, name)).mtimeMs;
    const newest = left.reduce((best, name) => (age(name) > age(best) ? name : best));
    this.clear(newest, `base-${newest}`, ...this.names().filter((name) => name.startsWith('root-')));
    // The base first: a run's folder without it compares with the parent, and that is right, too.
    if (existsSync(path.join(this.directory, `base-${newest}`))) renameSync(path.join(this.directory, `base-${newest}`), this.base(runId));
    renameSync(path.join(this.directory, newest), this.run(runId));
  }

  /** The run's manifest becomes the job's last; everything else goes. */
  keep(runId: string, rootId: Buffer): void {
    const kept = this.committed(rootId);
    rmSync(kept, { recursive: true, force: true });
    failpoint('agent.cache.beforeKeep');
    renameSync(this.run(runId), kept);
    this.clear(path.basename(kept));
  }

  /** Removes what is neither named nor the job's committed manifest. */
  clear(...names: string[]): void {
    for (const name of this.names()) if (!names.includes(name)) rmSync(path.join(this.directory, name), { recursive: true, force: true });
  }

  private names(): string[] {
    try {
      return readdirSync(this.directory);
    } catch {
      return []; // Nothing was kept yet.
    }
  }
}

/** Joins what the interrupted attempt `run` had settled with the rest of what it compared with into `base`; null when there was none. */
export function resumeFrom(run: string, parent: Parent | null, base: string, chunking: ManifestChunking): Parent | null {
  if (!existsSync(path.join(run, 'settled')) && !existsSync(base)) return null;
  const rest = selfConsistent(base) ? base : (parent?.directory ?? null);
  const next = `${base}-next`;
  const files = new ManifestFiles(next);
  const writer = new ManifestWriter(chunking, (chunk) => files.write(chunk));
  const reader = new ManifestChunkReader();
  const last = Buffer.allocUnsafe(65_535);
  let lastLength = -1;
  // The last file may go on behind what was settled: it is read again.
  const counts = rest === base ? readCounts(base) : { ...NO_FILES };
  let settled = NO_FILES;
  const whole = [...wholeEntries(run)];
  for (const [chunk, entries, so] of whole) {
    settled = so;
    reader.open(chunk);
    for (let i = 0; i < entries && reader.next(); i++) {
      writer.addCurrent(reader);
      reader.path.copy(last, 0, 0, reader.pathLength);
      lastLength = reader.pathLength;
    }
  }
  if (rest !== null) {
    for (const chunk of readChunks(path.join(rest, 'manifest'))) {
      reader.open(chunk);
      while (reader.next()) {
        if (lastLength < 0 || comparePathBytes(reader.path, reader.pathLength, last, lastLength) > 0) writer.addCurrent(reader);
      }
    }
  }
  writer.finish();
  files.close();
  counts.filesNew += settled.filesNew;
  counts.filesChanged += settled.filesChanged;
  writeCounts(next, counts);
  rmSync(base, { recursive: true, force: true });
  renameSync(next, base);
  return { directory: base, known: parent?.known ?? new Set(), counts };
}

/** A file of a base: FileCounts. */
const COUNTS = 'counts';

function writeCounts(base: string, counts: FileCounts): void {
  writeFileSync(path.join(base, COUNTS), JSON.stringify(counts), { mode: 0o600 });
}

function readCounts(base: string): FileCounts {
  try {
    const { filesNew, filesChanged } = JSON.parse(readFileSync(path.join(base, COUNTS), 'utf8')) as FileCounts;
    return Number.isSafeInteger(filesNew) && Number.isSafeInteger(filesChanged) ? { filesNew, filesChanged } : { ...NO_FILES };
  } catch {
    return { ...NO_FILES };
  }
}

/** A base is written before anything compares with it; a crash may have left half of one. */
function selfConsistent(directory: string): boolean {
  try {
    return checkManifest(directory, blake3(readFileSync(path.join(directory, 'root')))) !== null;
  } catch {
    return false;
  }
}

/** Settled chunks with the number of records to take: all, but of the last chunk not those of its last path. */
function* wholeEntries(interrupted: string): Generator<[Buffer, number, FileCounts]> {
  let held: { chunk: Buffer; counts: FileCounts } | null = null;
  for (const settled of settledChunks(interrupted)) {
    if (held !== null) yield [held.chunk, Infinity, held.counts];
    held = settled;
  }
  if (held === null) return;
  const reader = new ManifestChunkReader().open(held.chunk);
  let records = 0;
  let lastStart = 0;
  for (; reader.next(); records++) if (reader.kind !== KIND.segment) lastStart = records;
  yield [held.chunk, lastStart, held.counts];
}

/** A manifest without the files that refer to a chunk in `missing`, written to `directory`: those files are read again. */
export function withoutMissing(manifest: string, missing: Buffer, directory: string, chunking: ManifestChunking, counts: FileCounts): Parent {
  const lacking = new Set<string>();
  for (let at = 0; at < missing.length; at += ID_BYTES) lacking.add(missing.toString('latin1', at, at + ID_BYTES));
  const bad = pathsReferringTo(manifest, lacking);
  const files = new ManifestFiles(directory);
  const writer = new ManifestWriter(chunking, (chunk) => files.write(chunk));
  const reader = new ManifestChunkReader();
  for (const chunk of readChunks(path.join(manifest, 'manifest'))) {
    reader.open(chunk);
    while (reader.next()) if (!bad.has(reader.path.toString('latin1', 0, reader.pathLength))) writer.addCurrent(reader);
  }
  writer.finish();
  files.close();
  writeCounts(directory, counts);
  return { directory, known: new Set(), counts };
}

function pathsReferringTo(manifest: string, lacking: ReadonlySet<string>): Set<string> {
  const bad = new Set<string>();
  const reader = new ManifestChunkReader();
  for (const chunk of readChunks(path.join(manifest, 'manifest'))) {
    const { ids } = listReferences(chunk);
    let ordinal = 0;
    reader.open(chunk);
    while (reader.next()) {
      for (let left = reader.countReferences(); left > 0; left--, ordinal++) {
        if (lacking.has(ids.toString('latin1', ordinal * ID_BYTES, (ordinal + 1) * ID_BYTES))) bad.add(reader.path.toString('latin1', 0, reader.pathLength));
      }
    }
  }
  return bad;
}
