// Generated from proto/farvault/v1/retention.proto: npm run generate


export interface ApplyRetentionRequest {
  'job'?: (string);
  'office'?: (string);
}

export interface ApplyRetentionRequest__Output {
  'job': (string);
  'office': (string);
}
