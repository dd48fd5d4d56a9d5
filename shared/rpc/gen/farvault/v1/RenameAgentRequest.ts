// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface RenameAgentRequest {
  'name'?: (string);
  'newName'?: (string);
}

export interface RenameAgentRequest__Output {
  'name': (string);
  'newName': (string);
}
