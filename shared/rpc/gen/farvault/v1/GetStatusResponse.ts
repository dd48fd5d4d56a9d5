// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Run as _farvault_v1_Run, Run__Output as _farvault_v1_Run__Output } from '../../farvault/v1/Run.js';
import type { CertificateExpiry as _farvault_v1_CertificateExpiry, CertificateExpiry__Output as _farvault_v1_CertificateExpiry__Output } from '../../farvault/v1/CertificateExpiry.js';
import type { Alert as _farvault_v1_Alert, Alert__Output as _farvault_v1_Alert__Output } from '../../farvault/v1/Alert.js';
import type { Long } from '@grpc/proto-loader';

export interface GetStatusResponse {
  'version'?: (string);
  'repositoryId'?: (string);
  'startedMs'?: (number | string | Long);
  'listen'?: (string)[];
  'advertised'?: (string)[];
  'offices'?: (number);
  'agents'?: (number);
  'agentsOnline'?: (number);
  'jobs'?: (number);
  'snapshots'?: (number);
  'running'?: (_farvault_v1_Run)[];
  'failedRecently'?: (_farvault_v1_Run)[];
  'chunks'?: (number | string | Long);
  'bytesLogical'?: (number | string | Long);
  'bytesUnique'?: (number | string | Long);
  'bytesStored'?: (number | string | Long);
  'diskFreeBytes'?: (number | string | Long);
  'diskTotalBytes'?: (number | string | Long);
  /**
   * ok, or why data is not taken
   */
  'health'?: (string);
  'certificates'?: (_farvault_v1_CertificateExpiry)[];
  /**
   * When the journal was last lost and made anew from the packs, 0: never; and how many snapshots only the packs told of.
   */
  'recoveredMs'?: (number | string | Long);
  'recoveredSnapshots'?: (number);
  /**
   * firing and acknowledged ones, the gravest first, at most 20
   */
  'alerts'?: (_farvault_v1_Alert)[];
  'alertsFiring'?: (number);
  /**
   * Of the data directory; and the one that it was upgraded from last, and when. 0: it was made in this one.
   */
  'format'?: (number);
  'upgradedFrom'?: (number);
  'upgradedMs'?: (number | string | Long);
  /**
   * What needs an administrator's eye in the care of the repository, a line each (docs/care.md).
   */
  'care'?: (string)[];
}

export interface GetStatusResponse__Output {
  'version': (string);
  'repositoryId': (string);
  'startedMs': (number);
  'listen': (string)[];
  'advertised': (string)[];
  'offices': (number);
  'agents': (number);
  'agentsOnline': (number);
  'jobs': (number);
  'snapshots': (number);
  'running': (_farvault_v1_Run__Output)[];
  'failedRecently': (_farvault_v1_Run__Output)[];
  'chunks': (number);
  'bytesLogical': (number);
  'bytesUnique': (number);
  'bytesStored': (number);
  'diskFreeBytes': (number);
  'diskTotalBytes': (number);
  /**
   * ok, or why data is not taken
   */
  'health': (string);
  'certificates': (_farvault_v1_CertificateExpiry__Output)[];
  /**
   * When the journal was last lost and made anew from the packs, 0: never; and how many snapshots only the packs told of.
   */
  'recoveredMs': (number);
  'recoveredSnapshots': (number);
  /**
   * firing and acknowledged ones, the gravest first, at most 20
   */
  'alerts': (_farvault_v1_Alert__Output)[];
  'alertsFiring': (number);
  /**
   * Of the data directory; and the one that it was upgraded from last, and when. 0: it was made in this one.
   */
  'format': (number);
  'upgradedFrom': (number);
  'upgradedMs': (number);
  /**
   * What needs an administrator's eye in the care of the repository, a line each (docs/care.md).
   */
  'care': (string)[];
}
