// Original file: /work/main/proto/farvault/v1/admin.proto


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
