// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface TestDestinationRequest {
  'name'?: (string);
}

export interface TestDestinationRequest__Output {
  'name': (string);
}
