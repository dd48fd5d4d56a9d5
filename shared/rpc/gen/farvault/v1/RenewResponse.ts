// Generated from proto/farvault/v1/agent.proto: npm run generate


export interface RenewResponse {
  'certificate'?: (Buffer | Uint8Array | string);
  'ca'?: (Buffer | Uint8Array | string);
  'addresses'?: (string)[];
}

export interface RenewResponse__Output {
  'certificate': (Buffer);
  'ca': (Buffer);
  'addresses': (string)[];
}
