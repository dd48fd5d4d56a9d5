// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface Figure {
  'name'?: (string);
  'value'?: (number | string | Long);
}

export interface Figure__Output {
  'name': (string);
  'value': (number);
}
