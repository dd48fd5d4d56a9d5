// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteJobRequest {
  'name'?: (string);
}

export interface DeleteJobRequest__Output {
  'name': (string);
}
