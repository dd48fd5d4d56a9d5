// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteResourceRequest {
  'section'?: (string);
  'name'?: (string);
}

export interface DeleteResourceRequest__Output {
  'section': (string);
  'name': (string);
}
