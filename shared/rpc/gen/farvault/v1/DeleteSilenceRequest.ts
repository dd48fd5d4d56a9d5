// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteSilenceRequest {
  'id'?: (string);
}

export interface DeleteSilenceRequest__Output {
  'id': (string);
}
