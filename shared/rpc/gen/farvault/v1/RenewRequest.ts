// Generated from proto/farvault/v1/agent.proto: npm run generate


export interface RenewRequest {
  'csr'?: (Buffer | Uint8Array | string);
}

export interface RenewRequest__Output {
  'csr': (Buffer);
}
