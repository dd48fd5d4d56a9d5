// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface UpdateUserRequest {
  'name'?: (string);
  'role'?: (string);
  'offices'?: (string)[];
  'allOffices'?: (boolean);
}

export interface UpdateUserRequest__Output {
  'name': (string);
  'role': (string);
  'offices': (string)[];
  'allOffices': (boolean);
}
