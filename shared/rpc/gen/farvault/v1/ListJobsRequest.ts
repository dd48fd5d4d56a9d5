// Original file: /work/main/proto/farvault/v1/admin.proto


export interface ListJobsRequest {
  'agent'?: (string);
}

export interface ListJobsRequest__Output {
  'agent': (string);
}
