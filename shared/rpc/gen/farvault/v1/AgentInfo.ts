// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { AgentFacts as _farvault_v1_AgentFacts, AgentFacts__Output as _farvault_v1_AgentFacts__Output } from '../../farvault/v1/AgentFacts.js';
import type { Long } from '@grpc/proto-loader';

export interface AgentInfo {
  'id'?: (string);
  'name'?: (string);
  'office'?: (string);
  'version'?: (string);
  /**
   * online, offline, revoked
   */
  'state'?: (string);
  'lastSeenMs'?: (number | string | Long);
  'enrolledMs'?: (number | string | Long);
  'certificateExpiresMs'?: (number | string | Long);
  'facts'?: (_farvault_v1_AgentFacts | null);
  'address'?: (string);
  'activeRuns'?: (string)[];
}

export interface AgentInfo__Output {
  'id': (string);
  'name': (string);
  'office': (string);
  'version': (string);
  /**
   * online, offline, revoked
   */
  'state': (string);
  'lastSeenMs': (number);
  'enrolledMs': (number);
  'certificateExpiresMs': (number);
  'facts': (_farvault_v1_AgentFacts__Output | null);
  'address': (string);
  'activeRuns': (string)[];
}
