// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * kind: rpo, rto, storage, runs. format: json, csv, html. The parts together are the document, UTF-8. since_ms 0: 30 days before; until_ms 0: now; timezone: of days and
 * of times on the page, empty: UTC.
 */
export interface GetReportRequest {
  'kind'?: (string);
  'sinceMs'?: (number | string | Long);
  'untilMs'?: (number | string | Long);
  'format'?: (string);
  'office'?: (string);
  'timezone'?: (string);
}

/**
 * kind: rpo, rto, storage, runs. format: json, csv, html. The parts together are the document, UTF-8. since_ms 0: 30 days before; until_ms 0: now; timezone: of days and
 * of times on the page, empty: UTC.
 */
export interface GetReportRequest__Output {
  'kind': (string);
  'sinceMs': (number);
  'untilMs': (number);
  'format': (string);
  'office': (string);
  'timezone': (string);
}
