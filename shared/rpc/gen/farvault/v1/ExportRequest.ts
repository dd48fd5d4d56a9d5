// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ExportRequest {
  'sections'?: (string)[];
}

export interface ExportRequest__Output {
  'sections': (string)[];
}
