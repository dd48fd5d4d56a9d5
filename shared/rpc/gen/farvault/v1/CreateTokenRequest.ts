// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface CreateTokenRequest {
  'office'?: (string);
  'ttlSeconds'?: (number);
}

export interface CreateTokenRequest__Output {
  'office': (string);
  'ttlSeconds': (number);
}
