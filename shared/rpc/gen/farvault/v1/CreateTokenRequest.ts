// Original file: /work/main/proto/farvault/v1/admin.proto


export interface CreateTokenRequest {
  'office'?: (string);
  'ttlSeconds'?: (number);
}

export interface CreateTokenRequest__Output {
  'office': (string);
  'ttlSeconds': (number);
}
