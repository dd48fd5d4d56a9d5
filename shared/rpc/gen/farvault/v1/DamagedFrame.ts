// Generated from proto/farvault/v1/verification.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface DamagedFrame {
  'pack'?: (number);
  'offset'?: (number | string | Long);
  'reason'?: (string);
  'ids'?: (Buffer | Uint8Array | string)[];
  'foundMs'?: (number | string | Long);
  /**
   * It cannot be read now, which proves nothing: it is tried again.
   */
  'unreadable'?: (boolean);
}

export interface DamagedFrame__Output {
  'pack': (number);
  'offset': (number);
  'reason': (string);
  'ids': (Buffer)[];
  'foundMs': (number);
  /**
   * It cannot be read now, which proves nothing: it is tried again.
   */
  'unreadable': (boolean);
}
