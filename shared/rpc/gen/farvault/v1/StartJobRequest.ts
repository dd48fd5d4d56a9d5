// Original file: /work/main/proto/farvault/v1/admin.proto


export interface StartJobRequest {
  'name'?: (string);
}

export interface StartJobRequest__Output {
  'name': (string);
}
