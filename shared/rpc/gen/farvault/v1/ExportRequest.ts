// Generated from proto/farvault/v1/admin.proto: npm run generate


/**
 * cursor: `next` of the answer before; what does not fit into one answer comes with the next call.
 */
export interface ExportRequest {
  'sections'?: (string)[];
  'cursor'?: (string);
}

/**
 * cursor: `next` of the answer before; what does not fit into one answer comes with the next call.
 */
export interface ExportRequest__Output {
  'sections': (string)[];
  'cursor': (string);
}
