// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface GetSnapshotRequest {
  'id'?: (string);
}

export interface GetSnapshotRequest__Output {
  'id': (string);
}
