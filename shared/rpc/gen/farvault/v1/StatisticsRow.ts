// Generated from proto/farvault/v1/statistics.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface StatisticsRow {
  'kind'?: (string);
  'name'?: (string);
  'snapshots'?: (number);
  'bytesLogical'?: (number | string | Long);
  'bytesUnique'?: (number | string | Long);
  'bytesStored'?: (number | string | Long);
  'bytesExclusive'?: (number | string | Long);
  'bytesExclusiveStored'?: (number | string | Long);
  'deduplicationRatio'?: (number | string);
  'compressionRatio'?: (number | string);
}

export interface StatisticsRow__Output {
  'kind': (string);
  'name': (string);
  'snapshots': (number);
  'bytesLogical': (number);
  'bytesUnique': (number);
  'bytesStored': (number);
  'bytesExclusive': (number);
  'bytesExclusiveStored': (number);
  'deduplicationRatio': (number);
  'compressionRatio': (number);
}
