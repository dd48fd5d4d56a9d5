// A job as it is kept, and how jobs of before there were policies are read.
import { sizeText, type OwnSettings } from '../../shared/settings/index.js';

export interface JobRecord {
  id: string;
  name: string;
  agentId: string;
  paths: string[];
  /** Disk images among the paths: cut at fixed offsets. */
  images: string[];
  /** What the job itself says; the rest is the policies'. */
  settings: OwnSettings;
  /** Its schedule is not followed. */
  paused: boolean;
  /** When it was made or last resumed, or its own schedule changed: due times before it are nobody's. */
  sinceMs: number;
  createdMs: number;
  updatedMs: number;
}

/** Before there were policies a job said everything itself, also what it left at its default. */
interface OldJobRecord extends Pick<JobRecord, 'id' | 'name' | 'agentId' | 'paths' | 'images' | 'createdMs' | 'updatedMs'> {
  excludes: string[];
  oneFileSystem: boolean;
  maxSizeBytes: number;
  rateLimitBytes: number;
  codec: string;
  fsSnapshot: string;
  includeCachedirTagged: boolean;
}

/** From a journal record or a checkpoint of any version. */
export function jobFromRecord(saved: JobRecord | OldJobRecord): JobRecord {
  if ('settings' in saved) return saved;
  const { id, name, agentId, paths, images, createdMs, updatedMs } = saved;
  const settings: OwnSettings = {
    ...(saved.excludes.length === 0 ? {} : { exclude: saved.excludes }),
    ...(saved.maxSizeBytes === 0 ? {} : { maxSize: saved.maxSizeBytes }),
    ...(saved.oneFileSystem ? { oneFileSystem: true } : {}),
    ...(saved.includeCachedirTagged ? { cachedirTagged: true } : {}),
    ...(saved.codec === 'auto' ? {} : { codec: saved.codec }),
    ...(saved.fsSnapshot === 'auto' ? {} : { snapshot: saved.fsSnapshot }),
    ...(saved.rateLimitBytes === 0 ? {} : { rateLimit: [`${sizeText(saved.rateLimitBytes)}/s`] }),
  };
  return { id, name, agentId, paths, images, settings, paused: false, sinceMs: createdMs, createdMs, updatedMs };
}
