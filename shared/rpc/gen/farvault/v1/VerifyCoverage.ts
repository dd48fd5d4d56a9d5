// Generated from proto/farvault/v1/verification.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface VerifyCoverage {
  'bytesTotal'?: (number | string | Long);
  'bytesVerified'?: (number | string | Long);
  'bytesNever'?: (number | string | Long);
  'oldestMs'?: (number | string | Long);
  'bytesOverdue'?: (number | string | Long);
  'structureMs'?: (number | string | Long);
  'dataMs'?: (number | string | Long);
  'budgetBytesPerSecond'?: (number | string | Long);
  'running'?: (string);
  'packs'?: (number);
  'packsDamaged'?: (number);
}

export interface VerifyCoverage__Output {
  'bytesTotal': (number);
  'bytesVerified': (number);
  'bytesNever': (number);
  'oldestMs': (number);
  'bytesOverdue': (number);
  'structureMs': (number);
  'dataMs': (number);
  'budgetBytesPerSecond': (number);
  'running': (string);
  'packs': (number);
  'packsDamaged': (number);
}
