// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ListAgentsRequest {
  'office'?: (string);
}

export interface ListAgentsRequest__Output {
  'office': (string);
}
