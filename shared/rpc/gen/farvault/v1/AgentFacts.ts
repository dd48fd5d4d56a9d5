// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * What an agent says of its machine; shown, never trusted.
 */
export interface AgentFacts {
  'version'?: (string);
  'hostname'?: (string);
  'platform'?: (string);
  'arch'?: (string);
  'kernel'?: (string);
  'restoreRoots'?: (string)[];
  /**
   * capabilities missing on this machine, each named
   */
  'warnings'?: (string)[];
  'clockMs'?: (number | string | Long);
}

/**
 * What an agent says of its machine; shown, never trusted.
 */
export interface AgentFacts__Output {
  'version': (string);
  'hostname': (string);
  'platform': (string);
  'arch': (string);
  'kernel': (string);
  'restoreRoots': (string)[];
  /**
   * capabilities missing on this machine, each named
   */
  'warnings': (string)[];
  'clockMs': (number);
}
