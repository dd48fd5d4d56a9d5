// Generated from proto/farvault/v1/copies.proto: npm run generate


export interface StartCopyRequest {
  'name'?: (string);
}

export interface StartCopyRequest__Output {
  'name': (string);
}
