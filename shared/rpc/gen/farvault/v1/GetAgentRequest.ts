// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface GetAgentRequest {
  'name'?: (string);
}

export interface GetAgentRequest__Output {
  'name': (string);
}
