// Generated from proto/farvault/v1/agent.proto: npm run generate


export interface UpdateFile {
  'data'?: (Buffer | Uint8Array | string);
}

export interface UpdateFile__Output {
  'data': (Buffer);
}
