// Generated from proto/farvault/v1/admin.proto: npm run generate


/**
 * replace: name of an agent whose machine is replaced: who enrols with the token becomes that agent.
 */
export interface CreateTokenRequest {
  'office'?: (string);
  'ttlSeconds'?: (number);
  'replace'?: (string);
}

/**
 * replace: name of an agent whose machine is replaced: who enrols with the token becomes that agent.
 */
export interface CreateTokenRequest__Output {
  'office': (string);
  'ttlSeconds': (number);
  'replace': (string);
}
