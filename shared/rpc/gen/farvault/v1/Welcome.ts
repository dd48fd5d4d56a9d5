// Original file: /work/main/proto/farvault/v1/agent.proto

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
