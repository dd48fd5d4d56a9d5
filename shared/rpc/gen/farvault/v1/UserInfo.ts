// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface UserInfo {
  'name'?: (string);
  'state'?: (string);
  'createdMs'?: (number | string | Long);
  'certificateExpiresMs'?: (number | string | Long);
  'role'?: (string);
  'offices'?: (string)[];
}

export interface UserInfo__Output {
  'name': (string);
  'state': (string);
  'createdMs': (number);
  'certificateExpiresMs': (number);
  'role': (string);
  'offices': (string)[];
}
