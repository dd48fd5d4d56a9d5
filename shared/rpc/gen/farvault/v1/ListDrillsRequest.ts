// Generated from proto/farvault/v1/drills.proto: npm run generate


export interface ListDrillsRequest {
  'job'?: (string);
  'limit'?: (number);
}

export interface ListDrillsRequest__Output {
  'job': (string);
  'limit': (number);
}
