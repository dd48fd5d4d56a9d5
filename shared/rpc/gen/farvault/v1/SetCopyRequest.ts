// Generated from proto/farvault/v1/copies.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface SetCopyRequest {
  'name'?: (string);
  'folder'?: (string);
  'schedule'?: (string);
  'lateAfterMs'?: (number | string | Long);
}

export interface SetCopyRequest__Output {
  'name': (string);
  'folder': (string);
  'schedule': (string);
  'lateAfterMs': (number);
}
