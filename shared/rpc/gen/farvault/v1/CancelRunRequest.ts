// Original file: /work/main/proto/farvault/v1/admin.proto


export interface CancelRunRequest {
  'id'?: (string);
}

export interface CancelRunRequest__Output {
  'id': (string);
}
