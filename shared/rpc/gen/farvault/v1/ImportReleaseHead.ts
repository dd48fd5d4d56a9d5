// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * kind: root, targets, archive.
 */
export interface ImportReleaseHead {
  'kind'?: (string);
  'name'?: (string);
  'bytes'?: (number | string | Long);
  'sha256'?: (Buffer | Uint8Array | string);
}

/**
 * kind: root, targets, archive.
 */
export interface ImportReleaseHead__Output {
  'kind': (string);
  'name': (string);
  'bytes': (number);
  'sha256': (Buffer);
}
