// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { BackupSpec as _farvault_v1_BackupSpec, BackupSpec__Output as _farvault_v1_BackupSpec__Output } from '../../farvault/v1/BackupSpec.js';
import type { RestoreSpec as _farvault_v1_RestoreSpec, RestoreSpec__Output as _farvault_v1_RestoreSpec__Output } from '../../farvault/v1/RestoreSpec.js';

export interface StartRun {
  'runId'?: (string);
  'backup'?: (_farvault_v1_BackupSpec | null);
  'restore'?: (_farvault_v1_RestoreSpec | null);
  'what'?: "backup"|"restore";
}

export interface StartRun__Output {
  'runId': (string);
  'backup'?: (_farvault_v1_BackupSpec__Output | null);
  'restore'?: (_farvault_v1_RestoreSpec__Output | null);
  'what'?: "backup"|"restore";
}
