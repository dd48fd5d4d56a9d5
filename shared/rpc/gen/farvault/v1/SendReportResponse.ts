// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface SendReportResponse {
  'detail'?: (string);
}

export interface SendReportResponse__Output {
  'detail': (string);
}
