// Generated from proto/farvault/v1/admin.proto: npm run generate


/**
 * action: create, update, unchanged. details: one line a changed key, "rateLimit: 2MiB/s -> none".
 */
export interface ResourceChange {
  'section'?: (string);
  'name'?: (string);
  'action'?: (string);
  'details'?: (string)[];
}

/**
 * action: create, update, unchanged. details: one line a changed key, "rateLimit: 2MiB/s -> none".
 */
export interface ResourceChange__Output {
  'section': (string);
  'name': (string);
  'action': (string);
  'details': (string)[];
}
