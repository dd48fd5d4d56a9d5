// Generated from proto/farvault/v1/verification.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface DamagedSnapshot {
  'snapshot'?: (string);
  'job'?: (string);
  'timeMs'?: (number | string | Long);
  'filesDamaged'?: (number);
  'paths'?: (Buffer | Uint8Array | string)[];
  'manifestDamaged'?: (boolean);
}

export interface DamagedSnapshot__Output {
  'snapshot': (string);
  'job': (string);
  'timeMs': (number);
  'filesDamaged': (number);
  'paths': (Buffer)[];
  'manifestDamaged': (boolean);
}
