// Generated from proto/farvault/v1/verification.proto: npm run generate

import type { LostRange as _farvault_v1_LostRange, LostRange__Output as _farvault_v1_LostRange__Output } from '../../farvault/v1/LostRange.js';
import type { Long } from '@grpc/proto-loader';

export interface DamagedSnapshot {
  'snapshot'?: (string);
  'job'?: (string);
  'timeMs'?: (number | string | Long);
  /**
   * In all; paths come in several parts of the same snapshot.
   */
  'filesDamaged'?: (number);
  'paths'?: (Buffer | Uint8Array | string)[];
  /**
   * Parts of its manifest are lost: what lies there cannot be named.
   */
  'manifestDamaged'?: (boolean);
  'lost'?: (_farvault_v1_LostRange)[];
}

export interface DamagedSnapshot__Output {
  'snapshot': (string);
  'job': (string);
  'timeMs': (number);
  /**
   * In all; paths come in several parts of the same snapshot.
   */
  'filesDamaged': (number);
  'paths': (Buffer)[];
  /**
   * Parts of its manifest are lost: what lies there cannot be named.
   */
  'manifestDamaged': (boolean);
  'lost': (_farvault_v1_LostRange__Output)[];
}
