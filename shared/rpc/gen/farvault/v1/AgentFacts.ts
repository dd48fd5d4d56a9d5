// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { UpdateReport as _farvault_v1_UpdateReport, UpdateReport__Output as _farvault_v1_UpdateReport__Output } from '../../farvault/v1/UpdateReport.js';
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
  /**
   * Of an agent that was installed from a release; 0 and empty: started by hand.
   */
  'launcher'?: (number);
  'slot'?: (string);
  'channel'?: (string);
  /**
   * The newest of this machine, said again at each connection.
   */
  'update'?: (_farvault_v1_UpdateReport | null);
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
  /**
   * Of an agent that was installed from a release; 0 and empty: started by hand.
   */
  'launcher': (number);
  'slot': (string);
  'channel': (string);
  /**
   * The newest of this machine, said again at each connection.
   */
  'update': (_farvault_v1_UpdateReport__Output | null);
}
