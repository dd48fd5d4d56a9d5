// Generated from proto/farvault/v1/verification.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface DamagedFrame {
  'pack'?: (number);
  'offset'?: (number | string | Long);
  'reason'?: (string);
  'ids'?: (Buffer | Uint8Array | string)[];
  'foundMs'?: (number | string | Long);
  'unreadable'?: (boolean);
}

export interface DamagedFrame__Output {
  'pack': (number);
  'offset': (number);
  'reason': (string);
  'ids': (Buffer)[];
  'foundMs': (number);
  'unreadable': (boolean);
}
