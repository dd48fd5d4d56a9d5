// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface CancelRunRequest {
  'id'?: (string);
}

export interface CancelRunRequest__Output {
  'id': (string);
}
