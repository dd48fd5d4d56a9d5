// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ListRunsRequest {
  'job'?: (string);
  'agent'?: (string);
  'state'?: (string);
  'limit'?: (number);
}

export interface ListRunsRequest__Output {
  'job': (string);
  'agent': (string);
  'state': (string);
  'limit': (number);
}
