// Original file: /work/main/proto/farvault/v1/admin.proto


export interface RenameAgentRequest {
  'name'?: (string);
  'newName'?: (string);
}

export interface RenameAgentRequest__Output {
  'name': (string);
  'newName': (string);
}
