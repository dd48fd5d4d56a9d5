// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface GetRunRequest {
  'id'?: (string);
}

export interface GetRunRequest__Output {
  'id': (string);
}
