// Generated from proto/farvault/v1/agent.proto: npm run generate


export interface GetUpdateFileRequest {
  'name'?: (string);
}

export interface GetUpdateFileRequest__Output {
  'name': (string);
}
