// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Chunking as _farvault_v1_Chunking, Chunking__Output as _farvault_v1_Chunking__Output } from '../../farvault/v1/Chunking.js';
import type { Long } from '@grpc/proto-loader';

export interface BackupSpec {
  'jobId'?: (string);
  'jobName'?: (string);
  'paths'?: (string)[];
  'excludes'?: (string)[];
  'images'?: (string)[];
  'oneFileSystem'?: (boolean);
  /**
   * 0: no limit
   */
  'maxSizeBytes'?: (number | string | Long);
  /**
   * bytes a second on the wire, 0: no limit
   */
  'rateLimitBytes'?: (number | string | Long);
  /**
   * auto, zstd, lz4, raw
   */
  'codec'?: (string);
  /**
   * auto, btrfs, lvm, zfs, none
   */
  'fsSnapshot'?: (string);
  'chunking'?: (_farvault_v1_Chunking | null);
  /**
   * The newest snapshot of this job that the agent may compare with; empty: none.
   */
  'parentSnapshotId'?: (string);
  'parentRootId'?: (Buffer | Uint8Array | string);
  'includeCachedirTagged'?: (boolean);
  /**
   * Effective settings as JSON (shared/settings): rates by time of day, window, overrun, hooks. Empty: none.
   */
  'settingsJson'?: (string);
  /**
   * The run was started by its schedule, and keeps to the window.
   */
  'scheduled'?: (boolean);
}

export interface BackupSpec__Output {
  'jobId': (string);
  'jobName': (string);
  'paths': (string)[];
  'excludes': (string)[];
  'images': (string)[];
  'oneFileSystem': (boolean);
  /**
   * 0: no limit
   */
  'maxSizeBytes': (number);
  /**
   * bytes a second on the wire, 0: no limit
   */
  'rateLimitBytes': (number);
  /**
   * auto, zstd, lz4, raw
   */
  'codec': (string);
  /**
   * auto, btrfs, lvm, zfs, none
   */
  'fsSnapshot': (string);
  'chunking': (_farvault_v1_Chunking__Output | null);
  /**
   * The newest snapshot of this job that the agent may compare with; empty: none.
   */
  'parentSnapshotId': (string);
  'parentRootId': (Buffer);
  'includeCachedirTagged': (boolean);
  /**
   * Effective settings as JSON (shared/settings): rates by time of day, window, overrun, hooks. Empty: none.
   */
  'settingsJson': (string);
  /**
   * The run was started by its schedule, and keeps to the window.
   */
  'scheduled': (boolean);
}
