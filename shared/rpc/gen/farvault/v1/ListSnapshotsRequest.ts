// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ListSnapshotsRequest {
  'job'?: (string);
  'agent'?: (string);
  'office'?: (string);
  'limit'?: (number);
}

export interface ListSnapshotsRequest__Output {
  'job': (string);
  'agent': (string);
  'office': (string);
  'limit': (number);
}
