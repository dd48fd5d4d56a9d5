// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Snapshot as _farvault_v1_Snapshot, Snapshot__Output as _farvault_v1_Snapshot__Output } from '../../farvault/v1/Snapshot.js';

export interface ListSnapshotsResponse {
  'snapshots'?: (_farvault_v1_Snapshot)[];
}

export interface ListSnapshotsResponse__Output {
  'snapshots': (_farvault_v1_Snapshot__Output)[];
}
