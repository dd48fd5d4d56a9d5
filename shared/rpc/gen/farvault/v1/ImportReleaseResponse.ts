// Generated from proto/farvault/v1/admin.proto: npm run generate


/**
 * detail: what became of it, for people.
 */
export interface ImportReleaseResponse {
  'detail'?: (string);
}

/**
 * detail: what became of it, for people.
 */
export interface ImportReleaseResponse__Output {
  'detail': (string);
}
