// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface SetSecretRequest {
  'name'?: (string);
  'value'?: (Buffer | Uint8Array | string);
}

export interface SetSecretRequest__Output {
  'name': (string);
  'value': (Buffer);
}
