// Generated from proto/farvault/v1/lifecycle.proto: npm run generate


export interface PurgeSnapshotsRequest {
  'snapshots'?: (string)[];
  'reason'?: (string);
}

export interface PurgeSnapshotsRequest__Output {
  'snapshots': (string)[];
  'reason': (string);
}
