// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface RevokeAgentRequest {
  'name'?: (string);
}

export interface RevokeAgentRequest__Output {
  'name': (string);
}
