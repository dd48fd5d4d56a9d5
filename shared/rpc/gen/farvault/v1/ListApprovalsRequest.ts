// Generated from proto/farvault/v1/lifecycle.proto: npm run generate


export interface ListApprovalsRequest {
  'state'?: (string);
  'limit'?: (number);
}

export interface ListApprovalsRequest__Output {
  'state': (string);
  'limit': (number);
}
