// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { AgentInfo as _farvault_v1_AgentInfo, AgentInfo__Output as _farvault_v1_AgentInfo__Output } from '../../farvault/v1/AgentInfo.js';

export interface ListAgentsResponse {
  'agents'?: (_farvault_v1_AgentInfo)[];
}

export interface ListAgentsResponse__Output {
  'agents': (_farvault_v1_AgentInfo__Output)[];
}
