// Generated from proto/farvault/v1/verification.proto: npm run generate


export interface ListDamageRequest {
  'limit'?: (number);
}

export interface ListDamageRequest__Output {
  'limit': (number);
}
