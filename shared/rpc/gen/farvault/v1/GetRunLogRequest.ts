// Generated from proto/farvault/v1/admin.proto: npm run generate


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
