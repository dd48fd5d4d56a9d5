// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface PauseJobRequest {
  'name'?: (string);
  'paused'?: (boolean);
}

export interface PauseJobRequest__Output {
  'name': (string);
  'paused': (boolean);
}
