// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * kind: rpo, storage, runs. format: json, csv, html. The parts together are the document, UTF-8.
 */
export interface GetReportRequest {
  'kind'?: (string);
  'sinceMs'?: (number | string | Long);
  'untilMs'?: (number | string | Long);
  'format'?: (string);
  'office'?: (string);
}

/**
 * kind: rpo, storage, runs. format: json, csv, html. The parts together are the document, UTF-8.
 */
export interface GetReportRequest__Output {
  'kind': (string);
  'sinceMs': (number);
  'untilMs': (number);
  'format': (string);
  'office': (string);
}
