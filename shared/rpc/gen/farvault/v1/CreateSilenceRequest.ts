// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface CreateSilenceRequest {
  'scope'?: (string);
  'kinds'?: (string)[];
  'reason'?: (string);
  'fromMs'?: (number | string | Long);
  'untilMs'?: (number | string | Long);
}

export interface CreateSilenceRequest__Output {
  'scope': (string);
  'kinds': (string)[];
  'reason': (string);
  'fromMs': (number);
  'untilMs': (number);
}
