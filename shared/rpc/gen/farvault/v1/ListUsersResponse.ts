// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { UserInfo as _farvault_v1_UserInfo, UserInfo__Output as _farvault_v1_UserInfo__Output } from '../../farvault/v1/UserInfo.js';

export interface ListUsersResponse {
  'users'?: (_farvault_v1_UserInfo)[];
}

export interface ListUsersResponse__Output {
  'users': (_farvault_v1_UserInfo__Output)[];
}
