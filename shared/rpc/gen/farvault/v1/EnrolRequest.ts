// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { AgentFacts as _farvault_v1_AgentFacts, AgentFacts__Output as _farvault_v1_AgentFacts__Output } from '../../farvault/v1/AgentFacts.js';

export interface EnrolRequest {
  /**
   * The secret part of the token (32 bytes).
   */
  'secret'?: (Buffer | Uint8Array | string);
  /**
   * PKCS#10, DER. Its subject and extensions are ignored; only the key is taken.
   */
  'csr'?: (Buffer | Uint8Array | string);
  'name'?: (string);
  'facts'?: (_farvault_v1_AgentFacts | null);
}

export interface EnrolRequest__Output {
  /**
   * The secret part of the token (32 bytes).
   */
  'secret': (Buffer);
  /**
   * PKCS#10, DER. Its subject and extensions are ignored; only the key is taken.
   */
  'csr': (Buffer);
  'name': (string);
  'facts': (_farvault_v1_AgentFacts__Output | null);
}
