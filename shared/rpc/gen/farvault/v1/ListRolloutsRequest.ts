// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ListRolloutsRequest {
  'limit'?: (number);
}

export interface ListRolloutsRequest__Output {
  'limit': (number);
}
