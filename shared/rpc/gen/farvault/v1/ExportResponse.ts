// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface ExportResponse {
  'resourcesJson'?: (string);
  'next'?: (string);
}

export interface ExportResponse__Output {
  'resourcesJson': (string);
  'next': (string);
}
