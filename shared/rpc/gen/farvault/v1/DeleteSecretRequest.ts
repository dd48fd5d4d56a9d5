// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteSecretRequest {
  'name'?: (string);
}

export interface DeleteSecretRequest__Output {
  'name': (string);
}
