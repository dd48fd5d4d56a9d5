// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface GetAlertRequest {
  'id'?: (string);
}

export interface GetAlertRequest__Output {
  'id': (string);
}
