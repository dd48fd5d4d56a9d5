// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface SendReportRequest {
  'name'?: (string);
}

export interface SendReportRequest__Output {
  'name': (string);
}
