// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface RenewUserRequest {
  'csr'?: (Buffer | Uint8Array | string);
}

export interface RenewUserRequest__Output {
  'csr': (Buffer);
}
