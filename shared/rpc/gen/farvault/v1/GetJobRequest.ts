// Original file: /work/main/proto/farvault/v1/admin.proto


export interface GetJobRequest {
  'name'?: (string);
}

export interface GetJobRequest__Output {
  'name': (string);
}
