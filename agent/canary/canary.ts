// A backup and a restore as this agent does them, on this machine, of a small tree into a repository on the local disk: the real engine, over gRPC, with no server.
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { DataClient } from '../../shared/rpc/gen/farvault/v1/Data.js';
import type { Clock } from '../../shared/time/clock.js';
import { createBackupRunner } from '../control/backup-runner.js';
import type { LogLevel, RunReporter, RunResult } from '../control/types.js';
import { runRestore } from '../restore/restore.js';
import { differences } from './compare.js';
import { makeFixture } from './fixture.js';
import { LocalRepository } from './local-repository.js';

/** What a socket's address holds (sockaddr_un), with room to spare. */
const MAX_SOCKET_PATH = 100;

export interface CanaryInputs {
  /** Empty; everything is made in it, and left for the caller to remove. */
  folder: string;
  clock: Clock;
  random: () => number;
  signal: AbortSignal;
}

/** Resolves when what came back is what went in. The error says which part failed. */
export async function runCanary({ folder, clock, random, signal }: CanaryInputs): Promise<void> {
  const at = (name: string): string => path.join(folder, name);
  const socketFolder = at('socket').length < MAX_SOCKET_PATH - 2 ? at('socket') : await mkdtemp(path.join(os.tmpdir(), 'farvault-'));
  await mkdir(socketFolder, { recursive: true, mode: 0o700 });
  await makeFixture(at('fixture'));
  const repository = new LocalRepository(at('repository'));
  try {
    const client = await repository.start(path.join(socketFolder, 's'));
    const snapshotId = await backUp(client, { folder, clock, random, signal });
    await restore(client, snapshotId, { folder, clock, random, signal });
    const [difference] = await differences(at('fixture'), at('restored'));
    if (difference !== undefined) throw new FarvaultError('CORRUPT', `what was restored is not what was backed up: ${difference}`);
  } finally {
    repository.stop();
    await rm(socketFolder, { recursive: true, force: true });
  }
}

async function backUp(client: DataClient, { folder, clock, random, signal }: CanaryInputs): Promise<string> {
  const told = new Told();
  const run = createBackupRunner({
    openBackup: () => client.backup(),
    openRead: () => client.read(),
    clock,
    random,
    cacheDir: path.join(folder, 'cache'),
    never: [],
    agentId: 'canary',
    hooks: { around: (_run, _log, _signal, use) => use({ partial: false, frozen: () => Promise.resolve() }) },
  });
  const spec = {
    jobId: 'canary',
    jobName: 'canary',
    paths: [path.join(folder, 'fixture')],
    excludes: [],
    images: [],
    oneFileSystem: false,
    maxSizeBytes: 0,
    rateLimitBytes: 0,
    codec: 'auto',
    fsSnapshot: 'none',
    chunking: null,
    parentSnapshotId: '',
    parentRootId: Buffer.alloc(0),
    includeCachedirTagged: true,
    settingsJson: '',
    scheduled: false,
  };
  const result = await run({ runId: `canary-${randomUUID()}`, spec }, told, signal);
  told.require('backup', result);
  return result.snapshotId;
}

async function restore(client: DataClient, snapshotId: string, { folder, clock, random, signal }: CanaryInputs): Promise<void> {
  const told = new Told();
  const spec = { snapshotId, path: Buffer.from(path.join(folder, 'fixture')), target: path.join(folder, 'restored'), includes: [], overwrite: 'never', deleteExtra: false, dryRun: false };
  const deps = { openRead: () => client.read(), clock, random, restoreRoots: [folder], never: [], log: told.log.bind(told), progress: () => undefined };
  told.require('restore', await runRestore({ runId: '' }, spec, deps, signal));
}

/** What a run said of its troubles. */
class Told implements RunReporter {
  readonly #lines: string[] = [];

  progress(): void {
    // Nobody looks.
  }

  log(level: LogLevel, message: string, where?: Buffer): void {
    if (level === 'warn' || level === 'error') this.#lines.push(where === undefined ? message : `${where.toString()}: ${message}`);
  }

  require(what: string, { state, error }: Pick<RunResult, 'state' | 'error'>): void {
    if (state !== 'succeeded') throw new FarvaultError('INTERNAL', `the ${what} ended ${state}: ${[error, ...this.#lines].filter((line) => line !== '').slice(0, 3).join('; ')}`);
  }
}
