// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Run as _farvault_v1_Run, Run__Output as _farvault_v1_Run__Output } from '../../farvault/v1/Run.js';
import type { EffectiveSetting as _farvault_v1_EffectiveSetting, EffectiveSetting__Output as _farvault_v1_EffectiveSetting__Output } from '../../farvault/v1/EffectiveSetting.js';
import type { Long } from '@grpc/proto-loader';

export interface Job {
  'id'?: (string);
  'name'?: (string);
  'agent'?: (string);
  'office'?: (string);
  'paths'?: (string)[];
  'excludes'?: (string)[];
  'images'?: (string)[];
  'oneFileSystem'?: (boolean);
  'maxSizeBytes'?: (number | string | Long);
  'rateLimitBytes'?: (number | string | Long);
  'codec'?: (string);
  'fsSnapshot'?: (string);
  'includeCachedirTagged'?: (boolean);
  'createdMs'?: (number | string | Long);
  'updatedMs'?: (number | string | Long);
  'lastRun'?: (_farvault_v1_Run | null);
  'latestSnapshot'?: (string);
  /**
   * What no job ever backs up, each with the reason; for people to read.
   */
  'never'?: (string)[];
  /**
   * The job's own settings as JSON, and what is in force with where each value comes from. Fields 5 to 13 are what is in force.
   */
  'settingsJson'?: (string);
  'effective'?: (_farvault_v1_EffectiveSetting)[];
  'paused'?: (boolean);
  'nextDueMs'?: (number | string | Long);
}

export interface Job__Output {
  'id': (string);
  'name': (string);
  'agent': (string);
  'office': (string);
  'paths': (string)[];
  'excludes': (string)[];
  'images': (string)[];
  'oneFileSystem': (boolean);
  'maxSizeBytes': (number);
  'rateLimitBytes': (number);
  'codec': (string);
  'fsSnapshot': (string);
  'includeCachedirTagged': (boolean);
  'createdMs': (number);
  'updatedMs': (number);
  'lastRun': (_farvault_v1_Run__Output | null);
  'latestSnapshot': (string);
  /**
   * What no job ever backs up, each with the reason; for people to read.
   */
  'never': (string)[];
  /**
   * The job's own settings as JSON, and what is in force with where each value comes from. Fields 5 to 13 are what is in force.
   */
  'settingsJson': (string);
  'effective': (_farvault_v1_EffectiveSetting__Output)[];
  'paused': (boolean);
  'nextDueMs': (number);
}
