// Generated from proto/farvault/v1/verification.proto: npm run generate


export interface StartVerifyRequest {
  'readData'?: (boolean);
  'snapshot'?: (string);
}

export interface StartVerifyRequest__Output {
  'readData': (boolean);
  'snapshot': (string);
}
