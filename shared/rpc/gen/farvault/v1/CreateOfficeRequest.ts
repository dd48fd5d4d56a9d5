// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface CreateOfficeRequest {
  'name'?: (string);
}

export interface CreateOfficeRequest__Output {
  'name': (string);
}
