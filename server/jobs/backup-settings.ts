// What a backup is told of the settings in force. Pure.
import type { BackupSpec } from '../../shared/rpc/gen/farvault/v1/BackupSpec.js';
import { effectiveToJson, rateOf, type Settings } from '../../shared/settings/index.js';
import type { JobRecord } from './job-record.js';

/** Bytes a second of the hours that have no rate of their own; 0: no limit. */
function rateWithoutHours(rateLimit: string[]): number {
  const rate = rateLimit.find((one) => !one.includes('@'));
  return rate === undefined ? 0 : (rateOf(rate) ?? 0);
}

export function backupSettings(job: Pick<JobRecord, 'id' | 'name' | 'paths' | 'images'>, settings: Settings): BackupSpec {
  return {
    jobId: job.id,
    jobName: job.name,
    paths: job.paths,
    images: job.images,
    excludes: settings.exclude,
    oneFileSystem: settings.oneFileSystem,
    maxSizeBytes: settings.maxSize,
    rateLimitBytes: rateWithoutHours(settings.rateLimit),
    codec: settings.codec,
    fsSnapshot: settings.snapshot,
    includeCachedirTagged: settings.cachedirTagged,
    settingsJson: effectiveToJson(settings),
  };
}
