// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ReportPart {
  'data'?: (Buffer | Uint8Array | string);
}

export interface ReportPart__Output {
  'data': (Buffer);
}
