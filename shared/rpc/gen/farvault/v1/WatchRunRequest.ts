// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface WatchRunRequest {
  'id'?: (string);
}

export interface WatchRunRequest__Output {
  'id': (string);
}
