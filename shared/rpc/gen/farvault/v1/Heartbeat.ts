// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface Heartbeat {
  'number'?: (number | string | Long);
}

export interface Heartbeat__Output {
  'number': (number);
}
