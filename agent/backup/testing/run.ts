// What a test or a measurement of the backup needs around it.
import { DEFAULT_CHUNKING, DEFAULT_FIXED_BYTES } from '../../../shared/chunking/params.js';
import type { BackupSpec__Output } from '../../../shared/rpc/gen/farvault/v1/BackupSpec.js';
import type { DataClient } from '../../../shared/rpc/gen/farvault/v1/Data.js';
import { systemClock } from '../../../shared/time/clock.js';
import type { BackupDeps } from '../types.js';

export function backupSpec(paths: string[], more: Partial<BackupSpec__Output> = {}): BackupSpec__Output {
  return {
    jobId: 'job',
    jobName: 'job',
    paths,
    excludes: [],
    images: [],
    oneFileSystem: false,
    maxSizeBytes: 0,
    rateLimitBytes: 0,
    codec: 'auto',
    fsSnapshot: 'none',
    chunking: { version: 1, ...DEFAULT_CHUNKING, fixedBytes: DEFAULT_FIXED_BYTES },
    parentSnapshotId: '',
    parentRootId: Buffer.alloc(0),
    includeCachedirTagged: false,
    settingsJson: '',
    scheduled: false,
    ...more,
  };
}

export function backupDeps(client: DataClient, cacheDir: string, more: Partial<BackupDeps> = {}): BackupDeps {
  return {
    openBackup: () => client.backup(),
    openRead: () => client.read(),
    clock: systemClock,
    random: () => 0,
    cacheDir,
    never: [Buffer.from(cacheDir)],
    mappings: [],
    log: () => undefined,
    progress: () => undefined,
    ...more,
  };
}
