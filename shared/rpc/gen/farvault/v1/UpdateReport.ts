// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * How far an update has come. state: downloading, ready (waits for runs to end, or for its window), switching, waiting (for a line, to prove itself),
 * updated, back (it failed here, and the version before runs), refused (it cannot be installed here: reason).
 */
export interface UpdateReport {
  'rollout'?: (string);
  'version'?: (string);
  'state'?: (string);
  'reason'?: (string);
  'bytesDone'?: (number | string | Long);
  'bytesTotal'?: (number | string | Long);
  'timeMs'?: (number | string | Long);
}

/**
 * How far an update has come. state: downloading, ready (waits for runs to end, or for its window), switching, waiting (for a line, to prove itself),
 * updated, back (it failed here, and the version before runs), refused (it cannot be installed here: reason).
 */
export interface UpdateReport__Output {
  'rollout': (string);
  'version': (string);
  'state': (string);
  'reason': (string);
  'bytesDone': (number);
  'bytesTotal': (number);
  'timeMs': (number);
}
