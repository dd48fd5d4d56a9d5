// Generated from proto/farvault/v1/admin.proto: npm run generate


/**
 * role: admin, operator, restore-only, auditor. offices: names; none: all.
 */
export interface CreateUserRequest {
  'name'?: (string);
  'csr'?: (Buffer | Uint8Array | string);
  'role'?: (string);
  'offices'?: (string)[];
}

/**
 * role: admin, operator, restore-only, auditor. offices: names; none: all.
 */
export interface CreateUserRequest__Output {
  'name': (string);
  'csr': (Buffer);
  'role': (string);
  'offices': (string)[];
}
