// Generated from proto/farvault/v1/admin.proto: npm run generate


/**
 * approval: id of what waits for a second administrator, because it has snapshots; empty: it is deleted.
 */
export interface DeleteOfficeResponse {
  'approval'?: (string);
  'detail'?: (string);
}

/**
 * approval: id of what waits for a second administrator, because it has snapshots; empty: it is deleted.
 */
export interface DeleteOfficeResponse__Output {
  'approval': (string);
  'detail': (string);
}
