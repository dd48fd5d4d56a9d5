// Generated from proto/farvault/v1/copies.proto: npm run generate


export interface DeleteCopyRequest {
  'name'?: (string);
}

export interface DeleteCopyRequest__Output {
  'name': (string);
}
