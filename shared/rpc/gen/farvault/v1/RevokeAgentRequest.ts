// Original file: /work/main/proto/farvault/v1/admin.proto


export interface RevokeAgentRequest {
  'name'?: (string);
}

export interface RevokeAgentRequest__Output {
  'name': (string);
}
