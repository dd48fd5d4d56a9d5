// Original file: /work/main/proto/farvault/v1/admin.proto


export interface GetRunRequest {
  'id'?: (string);
}

export interface GetRunRequest__Output {
  'id': (string);
}
