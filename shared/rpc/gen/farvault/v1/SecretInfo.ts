// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface SecretInfo {
  'name'?: (string);
  'setMs'?: (number | string | Long);
  'setBy'?: (string);
}

export interface SecretInfo__Output {
  'name': (string);
  'setMs': (number);
  'setBy': (string);
}
