// Original file: /work/main/proto/farvault/v1/admin.proto


export interface ListAgentsRequest {
  'office'?: (string);
}

export interface ListAgentsRequest__Output {
  'office': (string);
}
