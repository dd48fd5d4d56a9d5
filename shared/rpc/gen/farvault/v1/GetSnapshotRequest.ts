// Original file: /work/main/proto/farvault/v1/admin.proto


export interface GetSnapshotRequest {
  'id'?: (string);
}

export interface GetSnapshotRequest__Output {
  'id': (string);
}
