// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface Release {
  'version'?: (string);
  'platform'?: (string);
  'channels'?: (string)[];
  'bytes'?: (number | string | Long);
  'sha256'?: (Buffer | Uint8Array | string);
  'launcher'?: (number);
  'path'?: (string);
  'agents'?: (number);
  'importedMs'?: (number | string | Long);
}

export interface Release__Output {
  'version': (string);
  'platform': (string);
  'channels': (string)[];
  'bytes': (number);
  'sha256': (Buffer);
  'launcher': (number);
  'path': (string);
  'agents': (number);
  'importedMs': (number);
}
