// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Release as _farvault_v1_Release, Release__Output as _farvault_v1_Release__Output } from '../../farvault/v1/Release.js';
import type { MetadataExpiry as _farvault_v1_MetadataExpiry, MetadataExpiry__Output as _farvault_v1_MetadataExpiry__Output } from '../../farvault/v1/MetadataExpiry.js';

export interface ListReleasesResponse {
  'releases'?: (_farvault_v1_Release)[];
  'minimumVersion'?: (string);
  'metadata'?: (_farvault_v1_MetadataExpiry)[];
  /**
   * SHA-256 of the first root.
   */
  'rootFingerprint'?: (string);
}

export interface ListReleasesResponse__Output {
  'releases': (_farvault_v1_Release__Output)[];
  'minimumVersion': (string);
  'metadata': (_farvault_v1_MetadataExpiry__Output)[];
  /**
   * SHA-256 of the first root.
   */
  'rootFingerprint': (string);
}
