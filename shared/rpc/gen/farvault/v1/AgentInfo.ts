// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { AgentFacts as _farvault_v1_AgentFacts, AgentFacts__Output as _farvault_v1_AgentFacts__Output } from '../../farvault/v1/AgentFacts.js';
import type { JobFault as _farvault_v1_JobFault, JobFault__Output as _farvault_v1_JobFault__Output } from '../../farvault/v1/JobFault.js';
import type { JobDue as _farvault_v1_JobDue, JobDue__Output as _farvault_v1_JobDue__Output } from '../../farvault/v1/JobDue.js';
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
  'labels'?: ({[key: string]: string});
  /**
   * Desired against actual: the generation it should work by, the one it said it works by, and what it cannot carry out.
   */
  'desiredGeneration'?: (number | string | Long);
  'actualGeneration'?: (number | string | Long);
  'appliedMs'?: (number | string | Long);
  'faults'?: (_farvault_v1_JobFault)[];
  /**
   * The agent's clock less the server's, as of the last connection.
   */
  'clockOffsetMs'?: (number | string | Long);
  'nextDue'?: (_farvault_v1_JobDue)[];
  /**
   * When the desired generation was made.
   */
  'desiredMs'?: (number | string | Long);
  /**
   * Versions that failed on it and are not tried there again.
   */
  'failedVersions'?: (string)[];
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
  'labels': ({[key: string]: string});
  /**
   * Desired against actual: the generation it should work by, the one it said it works by, and what it cannot carry out.
   */
  'desiredGeneration': (number);
  'actualGeneration': (number);
  'appliedMs': (number);
  'faults': (_farvault_v1_JobFault__Output)[];
  /**
   * The agent's clock less the server's, as of the last connection.
   */
  'clockOffsetMs': (number);
  'nextDue': (_farvault_v1_JobDue__Output)[];
  /**
   * When the desired generation was made.
   */
  'desiredMs': (number);
  /**
   * Versions that failed on it and are not tried there again.
   */
  'failedVersions': (string)[];
}
