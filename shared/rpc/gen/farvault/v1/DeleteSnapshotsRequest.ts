// Generated from proto/farvault/v1/lifecycle.proto: npm run generate


export interface DeleteSnapshotsRequest {
  'snapshots'?: (string)[];
  'job'?: (string);
  'office'?: (string);
  'reason'?: (string);
}

export interface DeleteSnapshotsRequest__Output {
  'snapshots': (string)[];
  'job': (string);
  'office': (string);
  'reason': (string);
}
