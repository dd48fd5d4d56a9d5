// Generated from proto/farvault/v1/admin.proto: npm run generate


export interface TestDestinationResponse {
  'delivered'?: (boolean);
  'detail'?: (string);
}

export interface TestDestinationResponse__Output {
  'delivered': (boolean);
  'detail': (string);
}
