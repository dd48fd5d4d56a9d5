// Generated from proto/farvault/v1/statistics.proto: npm run generate


/**
 * One of them; none: the whole repository.
 */
export interface GetStatisticsRequest {
  'office'?: (string);
  'job'?: (string);
  'snapshot'?: (string);
}

/**
 * One of them; none: the whole repository.
 */
export interface GetStatisticsRequest__Output {
  'office': (string);
  'job': (string);
  'snapshot': (string);
}
