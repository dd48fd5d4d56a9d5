// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface AlertDelivery {
  'destination'?: (string);
  'what'?: (string);
  'timeMs'?: (number | string | Long);
  'error'?: (string);
  'attempts'?: (number);
}

export interface AlertDelivery__Output {
  'destination': (string);
  'what': (string);
  'timeMs': (number);
  'error': (string);
  'attempts': (number);
}
