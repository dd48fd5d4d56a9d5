// Generated from proto/farvault/v1/agent.proto: npm run generate


export interface ReleasePart {
  'data'?: (Buffer | Uint8Array | string);
}

export interface ReleasePart__Output {
  'data': (Buffer);
}
