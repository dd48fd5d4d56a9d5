// Generated from proto/farvault/v1/data.proto: npm run generate


/**
 * Cut parameters: a property of the repository.
 */
export interface Chunking {
  'version'?: (number);
  'minBytes'?: (number);
  'averageBytes'?: (number);
  'maxBytes'?: (number);
  'fixedBytes'?: (number);
}

/**
 * Cut parameters: a property of the repository.
 */
export interface Chunking__Output {
  'version': (number);
  'minBytes': (number);
  'averageBytes': (number);
  'maxBytes': (number);
  'fixedBytes': (number);
}
