// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ListJobsRequest {
  'agent'?: (string);
}

export interface ListJobsRequest__Output {
  'agent': (string);
}
