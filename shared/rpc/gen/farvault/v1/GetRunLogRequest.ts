// Original file: /work/main/proto/farvault/v1/admin.proto


export interface GetRunLogRequest {
  'id'?: (string);
  'follow'?: (boolean);
  'level'?: (string);
}

export interface GetRunLogRequest__Output {
  'id': (string);
  'follow': (boolean);
  'level': (string);
}
