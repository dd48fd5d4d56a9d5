// Original file: /work/main/proto/farvault/v1/admin.proto


export interface WatchRunRequest {
  'id'?: (string);
}

export interface WatchRunRequest__Output {
  'id': (string);
}
