// Original file: /work/main/proto/farvault/v1/admin.proto


export interface DeleteAgentRequest {
  'name'?: (string);
}

export interface DeleteAgentRequest__Output {
  'name': (string);
}
