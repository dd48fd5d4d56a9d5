// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { SecretInfo as _farvault_v1_SecretInfo, SecretInfo__Output as _farvault_v1_SecretInfo__Output } from '../../farvault/v1/SecretInfo.js';

export interface ListSecretsResponse {
  'secrets'?: (_farvault_v1_SecretInfo)[];
}

export interface ListSecretsResponse__Output {
  'secrets': (_farvault_v1_SecretInfo__Output)[];
}
