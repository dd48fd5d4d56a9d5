// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { UserInfo as _farvault_v1_UserInfo, UserInfo__Output as _farvault_v1_UserInfo__Output } from '../../farvault/v1/UserInfo.js';

export interface CreateUserResponse {
  'user'?: (_farvault_v1_UserInfo | null);
  'certificate'?: (Buffer | Uint8Array | string);
  'ca'?: (Buffer | Uint8Array | string);
  'addresses'?: (string)[];
  'repositoryId'?: (string);
}

export interface CreateUserResponse__Output {
  'user': (_farvault_v1_UserInfo__Output | null);
  'certificate': (Buffer);
  'ca': (Buffer);
  'addresses': (string)[];
  'repositoryId': (string);
}
