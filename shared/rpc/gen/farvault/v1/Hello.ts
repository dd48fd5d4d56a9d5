// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { AgentFacts as _farvault_v1_AgentFacts, AgentFacts__Output as _farvault_v1_AgentFacts__Output } from '../../farvault/v1/AgentFacts.js';
import type { Long } from '@grpc/proto-loader';

export interface Hello {
  'facts'?: (_farvault_v1_AgentFacts | null);
  /**
   * Runs that this agent is working on right now, so that the server neither starts them twice nor waits for lost ones.
   */
  'activeRuns'?: (string)[];
  /**
   * Made anew at each process start: two live processes with one identity are told apart (the second is refused).
   */
  'instanceId'?: (string);
  /**
   * Generation of the desired state that it works by; 0: none yet.
   */
  'generation'?: (number | string | Long);
  /**
   * Of that state, as the server gave it: a server that was put back to an earlier journal counts the same generations anew.
   */
  'stateHash'?: (string);
}

export interface Hello__Output {
  'facts': (_farvault_v1_AgentFacts__Output | null);
  /**
   * Runs that this agent is working on right now, so that the server neither starts them twice nor waits for lost ones.
   */
  'activeRuns': (string)[];
  /**
   * Made anew at each process start: two live processes with one identity are told apart (the second is refused).
   */
  'instanceId': (string);
  /**
   * Generation of the desired state that it works by; 0: none yet.
   */
  'generation': (number);
  /**
   * Of that state, as the server gave it: a server that was put back to an earlier journal counts the same generations anew.
   */
  'stateHash': (string);
}
