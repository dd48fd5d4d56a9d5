// A backup, from top to bottom: begin the session, find what to compare with, pass over the sources until the server lacks nothing, commit.
import path from 'node:path';
import { EXIT, EXIT_CODE, FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import type { ManifestChunking } from '../../shared/format/manifest-index.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { BackupBegun__Output } from '../../shared/rpc/gen/farvault/v1/BackupBegun.js';
import type { BackupSpec__Output } from '../../shared/rpc/gen/farvault/v1/BackupSpec.js';
import { scan } from '../scan/scan.js';
import type { ScanOptions } from '../scan/types.js';
import { fetchManifest } from './fetch-manifest.js';
import { abortable } from './gate.js';
import { HeldBack, LOOKING } from './held-back.js';
import { LineMeter } from './line.js';
import { checkManifest } from './manifest-files.js';
import { JobCache, NO_FILES, resumeFrom, withoutMissing, type Parent } from './parent.js';
import { runPass } from './pass.js';
import { constantRate, RateLimit } from './rate-limit.js';
import { countAgain, newTally, restartTree, wholeCounters, type RunTally } from './tally.js';
import type { BackupDeps, BackupRun, RunOutcome } from './types.js';
import { Uploader } from './uploader.js';
import type { WorkerSettings } from './messages.js';

/** Commits that name missing chunks before the run ends without a snapshot. */
const ROUNDS = 3;
const TICK_MS = 500;

export async function runBackup(run: BackupRun, spec: BackupSpec__Output, deps: BackupDeps, signal: AbortSignal): Promise<RunOutcome> {
  const tally = run.tally ?? newTally();
  restartTree(tally);
  const halt = new AbortController();
  const stopped = AbortSignal.any([signal, halt.signal]);
  const fail = (error: unknown): void => halt.abort(error);
  const limit = new RateLimit(run.rate ?? constantRate(spec.rateLimitBytes), deps.clock);
  const uploader = new Uploader({
    runId: run.runId,
    open: () => deps.openBackup(),
    clock: deps.clock,
    random: () => deps.random(),
    limit,
    log: (level, message) => deps.log(level, message),
    sent: (bytes) => (tally.bytesSent += bytes),
    fail,
    signal: stopped,
  });
  const held = new HeldBack(deps.clock, tally, uploader);
  const watching = held.watch(stopped);
  try {
    const begun = await abortable(uploader.begin(), stopped);
    // The run had committed, and the answer was lost.
    if (begun.snapshotId !== '') return ended('succeeded', tally, begun.snapshotId);
    return await backUp({ run, spec, deps, tally, uploader, limit, held, begun, signal: stopped, fail });
  } catch (error) {
    if (signal.aborted) return ended('cancelled', tally, '', new FarvaultError('CANCELLED', 'the run was cancelled', { cause: error }));
    return ended('failed', tally, '', error);
  } finally {
    uploader.close();
    halt.abort(new FarvaultError('CANCELLED', 'the run has ended'));
    await watching;
  }
}

interface Parts {
  run: BackupRun;
  spec: BackupSpec__Output;
  deps: BackupDeps;
  tally: RunTally;
  uploader: Uploader;
  limit: RateLimit;
  held: HeldBack;
  begun: BackupBegun__Output;
  signal: AbortSignal;
  fail: (error: unknown) => void;
}

async function backUp({ run, spec, deps, tally, uploader, limit, held, begun, signal, fail }: Parts): Promise<RunOutcome> {
  const cache = new JobCache(deps.cacheDir, spec.jobId);
  const chunking = chunkingOf(begun);
  const directory = cache.run(run.runId);
  const line = new LineMeter(() => limit.current, deps.clock.monotonic());
  const tick = ticker(deps, tally);
  held.view = LOOKING;
  cache.adopt(run.runId);
  const committed = await openParent(cache, spec, deps, signal);
  let parent: Parent | null = resumeFrom(directory, committed, cache.base(run.runId), chunking) ?? committed;
  for (let round = 1; ; round++) {
    const options = scanOptions(spec, deps, parent);
    const root = await runPass({ deps, scan, options, parent, directory, chunking, codec: codecOf(spec.codec), uploader, line, held, tally, tick, fail, signal });
    countAgain(tally, parent?.counts);
    failpoint('agent.backup.beforeCommit');
    deps.progress(tally, null, 'committing');
    const partial = run.partial === true || tally.filesSkipped > 0 || tally.filesInconsistent > 0;
    const result = await abortable(uploader.commit({ rootId: root.id, rootBytes: root.data.length, counters: wholeCounters(tally), partial }), signal);
    if (result.snapshotId !== '') {
      failpoint('agent.backup.afterCommit');
      cache.keep(run.runId, root.id);
      return ended(partial ? 'partial' : 'succeeded', tally, result.snapshotId);
    }
    const missing = result.missing.length / ID_BYTES;
    if (round === ROUNDS) {
      const lacks = new FarvaultError('MISSING', `the server still lacks ${missing} chunks after ${ROUNDS} rounds`, { remedy: 'Run the job again; if it goes on, look at the log of the server.' });
      return ended('partial', tally, '', lacks);
    }
    deps.log('info', `the server lacks ${missing} chunks; the files that hold them are read again`);
    parent = withoutMissing(directory, result.missing, cache.base(run.runId), chunking, { filesNew: tally.filesNew, filesChanged: tally.filesChanged });
    restartTree(tally);
  }
}

/** The manifest of the parent snapshot: the local copy if it is whole, else from the server. Null: there is no parent, or no way to get its manifest. */
async function openParent(cache: JobCache, spec: BackupSpec__Output, deps: BackupDeps, signal: AbortSignal): Promise<Parent | null> {
  const rootId = spec.parentRootId;
  if (spec.parentSnapshotId === '' || rootId.length !== ID_BYTES) return null;
  const directory = cache.committed(rootId);
  const cached = checkManifest(directory, rootId);
  if (cached !== null) return { directory, known: cached, counts: NO_FILES };
  deps.log('info', 'the manifest of the last snapshot is not here; it is fetched from the server');
  try {
    await fetchManifest(deps.openRead(), spec.parentSnapshotId, rootId, directory, signal);
  } catch (error) {
    signal.throwIfAborted();
    deps.log('warn', `the manifest of the last snapshot cannot be fetched, so all files are read: ${messageOf(error)}`);
    return null;
  }
  const known = checkManifest(directory, rootId);
  return known === null ? null : { directory, known, counts: NO_FILES };
}

function scanOptions(spec: BackupSpec__Output, deps: BackupDeps, parent: Parent | null): ScanOptions {
  return {
    roots: spec.paths.map((name) => Buffer.from(name)),
    excludes: spec.excludes,
    images: spec.images.map((name) => Buffer.from(name)),
    oneFileSystem: spec.oneFileSystem,
    maxSizeBytes: spec.maxSizeBytes,
    includeCachedirTagged: spec.includeCachedirTagged,
    never: deps.never,
    mappings: deps.mappings,
    parent: parent === null ? null : { file: path.join(parent.directory, 'manifest') },
  };
}

function chunkingOf({ chunking }: BackupBegun__Output): ManifestChunking {
  if (!chunking) throw new FarvaultError('INVALID', 'the server did not say how files are cut');
  const { version, minBytes, averageBytes, maxBytes, fixedBytes } = chunking;
  if (version !== 1) throw new FarvaultError('FORMAT', `chunking version ${version} is not known`, { remedy: 'Upgrade the agent.' });
  return { version, minBytes, averageBytes, maxBytes, fixedBytes };
}

function codecOf(name: string): WorkerSettings['codec'] {
  if (name === '') return 'auto';
  if (name === 'auto' || name === 'zstd' || name === 'lz4' || name === 'raw') return name;
  throw new FarvaultError('INVALID', `codec '${name}' is not known`, { remedy: 'Use auto, zstd, lz4 or raw.' });
}

/** Tells progress, at most every half second. */
function ticker(deps: BackupDeps, tally: RunTally): (currentPath: Buffer | null) => void {
  let last = -Infinity;
  let current: Buffer | null = null;
  return (currentPath) => {
    current = currentPath ?? current;
    const now = deps.clock.monotonic();
    if (now - last < TICK_MS) return;
    last = now;
    deps.progress(tally, current, 'transferring');
  };
}

function ended(state: RunOutcome['state'], tally: RunTally, snapshotId: string, error?: unknown): RunOutcome {
  if (error === undefined) return { state, error: '', errorCode: '', snapshotId, tally, exitCode: state === 'partial' ? EXIT.partial : EXIT.done };
  const code = isFarvaultError(error) ? error.code : 'INTERNAL';
  const remedy = isFarvaultError(error) && error.remedy !== undefined ? `. ${error.remedy}` : '';
  return { state, error: messageOf(error) + remedy, errorCode: code, snapshotId, tally, exitCode: state === 'partial' ? EXIT.partial : EXIT_CODE[code] };
}
