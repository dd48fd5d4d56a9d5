// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface DeleteOfficeRequest {
  'name'?: (string);
  'reason'?: (string);
}

export interface DeleteOfficeRequest__Output {
  'name': (string);
  'reason': (string);
}
