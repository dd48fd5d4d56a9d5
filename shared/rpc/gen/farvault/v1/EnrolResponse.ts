// Generated from proto/farvault/v1/agent.proto: npm run generate


export interface EnrolResponse {
  /**
   * DER
   */
  'certificate'?: (Buffer | Uint8Array | string);
  /**
   * DER
   */
  'ca'?: (Buffer | Uint8Array | string);
  'agentId'?: (string);
  'office'?: (string);
  'name'?: (string);
  'repositoryId'?: (string);
  'addresses'?: (string)[];
}

export interface EnrolResponse__Output {
  /**
   * DER
   */
  'certificate': (Buffer);
  /**
   * DER
   */
  'ca': (Buffer);
  'agentId': (string);
  'office': (string);
  'name': (string);
  'repositoryId': (string);
  'addresses': (string)[];
}
