// Original file: /work/main/proto/farvault/v1/admin.proto


export interface DeleteJobRequest {
  'name'?: (string);
}

export interface DeleteJobRequest__Output {
  'name': (string);
}
