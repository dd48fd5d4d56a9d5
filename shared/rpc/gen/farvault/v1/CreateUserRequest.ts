// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface CreateUserRequest {
  'name'?: (string);
  'csr'?: (Buffer | Uint8Array | string);
}

export interface CreateUserRequest__Output {
  'name': (string);
  'csr': (Buffer);
}
