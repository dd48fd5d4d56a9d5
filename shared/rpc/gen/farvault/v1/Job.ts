// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Run as _farvault_v1_Run, Run__Output as _farvault_v1_Run__Output } from '../../farvault/v1/Run.js';
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
}
