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
  /**
   * Only in the answer to SetCopy, and only when there was none before: what opens the sealed keys. The server does not keep it.
   */
  'recoveryKey'?: (string);
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
  /**
   * Only in the answer to SetCopy, and only when there was none before: what opens the sealed keys. The server does not keep it.
   */
  'recoveryKey': (string);
}
