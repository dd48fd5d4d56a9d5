// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface GetOfficeRequest {
  'name'?: (string);
}

export interface GetOfficeRequest__Output {
  'name': (string);
}
