// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { AuditEntry as _farvault_v1_AuditEntry, AuditEntry__Output as _farvault_v1_AuditEntry__Output } from '../../farvault/v1/AuditEntry.js';

export interface AuditEntries {
  'entries'?: (_farvault_v1_AuditEntry)[];
}

export interface AuditEntries__Output {
  'entries': (_farvault_v1_AuditEntry__Output)[];
}
