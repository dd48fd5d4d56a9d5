// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface GetJobRequest {
  'name'?: (string);
}

export interface GetJobRequest__Output {
  'name': (string);
}
