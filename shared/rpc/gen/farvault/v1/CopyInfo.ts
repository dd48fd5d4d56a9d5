// Generated from proto/farvault/v1/copies.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface CopyInfo {
  'name'?: (string);
  'folder'?: (string);
  'schedule'?: (string);
  'lateAfterMs'?: (number | string | Long);
  'lastGoodMs'?: (number | string | Long);
  'journalPosition'?: (number | string | Long);
  'bytes'?: (number | string | Long);
  'lastError'?: (string);
  'lastTriedMs'?: (number | string | Long);
  'running'?: (string);
  'snapshots'?: (number);
}

export interface CopyInfo__Output {
  'name': (string);
  'folder': (string);
  'schedule': (string);
  'lateAfterMs': (number);
  'lastGoodMs': (number);
  'journalPosition': (number);
  'bytes': (number);
  'lastError': (string);
  'lastTriedMs': (number);
  'running': (string);
  'snapshots': (number);
}
