// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface Welcome {
  'serverVersion'?: (string);
  'clockMs'?: (number | string | Long);
  'addresses'?: (string)[];
}

export interface Welcome__Output {
  'serverVersion': (string);
  'clockMs': (number);
  'addresses': (string)[];
}
