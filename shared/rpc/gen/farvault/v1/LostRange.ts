// Generated from proto/farvault/v1/verification.proto: npm run generate


/**
 * Everything from `first` up to and without `next` (empty: to the end); both empty: all of it.
 */
export interface LostRange {
  'first'?: (Buffer | Uint8Array | string);
  'next'?: (Buffer | Uint8Array | string);
  'entries'?: (number);
}

/**
 * Everything from `first` up to and without `next` (empty: to the end); both empty: all of it.
 */
export interface LostRange__Output {
  'first': (Buffer);
  'next': (Buffer);
  'entries': (number);
}
