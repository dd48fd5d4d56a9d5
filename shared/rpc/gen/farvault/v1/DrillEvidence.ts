// Generated from proto/farvault/v1/drills.proto: npm run generate


/**
 * record_json: what is signed (Ed25519, signature over its bytes); public_key: PEM.
 */
export interface DrillEvidence {
  'id'?: (string);
  'recordJson'?: (string);
  'signature'?: (Buffer | Uint8Array | string);
  'publicKey'?: (string);
}

/**
 * record_json: what is signed (Ed25519, signature over its bytes); public_key: PEM.
 */
export interface DrillEvidence__Output {
  'id': (string);
  'recordJson': (string);
  'signature': (Buffer);
  'publicKey': (string);
}
