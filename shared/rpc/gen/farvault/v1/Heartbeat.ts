// Original file: /work/main/proto/farvault/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Heartbeat {
  'number'?: (number | string | Long);
}

export interface Heartbeat__Output {
  'number': (number);
}
