// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface RenewUserResponse {
  'certificate'?: (Buffer | Uint8Array | string);
  'ca'?: (Buffer | Uint8Array | string);
  'addresses'?: (string)[];
}

export interface RenewUserResponse__Output {
  'certificate': (Buffer);
  'ca': (Buffer);
  'addresses': (string)[];
}
