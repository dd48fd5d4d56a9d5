// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface StartJobRequest {
  'name'?: (string);
}

export interface StartJobRequest__Output {
  'name': (string);
}
