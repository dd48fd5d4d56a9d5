// Generated from proto/farvault/v1/data.proto: npm run generate

import type { Chunking as _farvault_v1_Chunking, Chunking__Output as _farvault_v1_Chunking__Output } from '../../farvault/v1/Chunking.js';

export interface BackupBegun {
  'sessionId'?: (string);
  'chunking'?: (_farvault_v1_Chunking | null);
  /**
   * Compressed frame bytes the agent may have unacknowledged from now on.
   */
  'creditBytes'?: (number);
  /**
   * Set when this run has already committed (the reply was lost): there is nothing left to do.
   */
  'snapshotId'?: (string);
}

export interface BackupBegun__Output {
  'sessionId': (string);
  'chunking': (_farvault_v1_Chunking__Output | null);
  /**
   * Compressed frame bytes the agent may have unacknowledged from now on.
   */
  'creditBytes': (number);
  /**
   * Set when this run has already committed (the reply was lost): there is nothing left to do.
   */
  'snapshotId': (string);
}
