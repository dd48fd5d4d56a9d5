// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface RevokeUserRequest {
  'name'?: (string);
}

export interface RevokeUserRequest__Output {
  'name': (string);
}
