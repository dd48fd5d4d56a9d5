// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface GetRolloutRequest {
  'id'?: (string);
}

export interface GetRolloutRequest__Output {
  'id': (string);
}
