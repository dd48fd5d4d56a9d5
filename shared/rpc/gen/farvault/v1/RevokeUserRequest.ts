// Original file: /work/main/proto/farvault/v1/admin.proto


export interface RevokeUserRequest {
  'name'?: (string);
}

export interface RevokeUserRequest__Output {
  'name': (string);
}
