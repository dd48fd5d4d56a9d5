// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface WatchRunsRequest {
  'ids'?: (string)[];
  'job'?: (string);
  'agent'?: (string);
  'office'?: (string);
}

export interface WatchRunsRequest__Output {
  'ids': (string)[];
  'job': (string);
  'agent': (string);
  'office': (string);
}
