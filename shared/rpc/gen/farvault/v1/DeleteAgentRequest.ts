// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteAgentRequest {
  'name'?: (string);
}

export interface DeleteAgentRequest__Output {
  'name': (string);
}
