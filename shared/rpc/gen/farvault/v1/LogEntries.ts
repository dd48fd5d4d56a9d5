// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { LogEntry as _farvault_v1_LogEntry, LogEntry__Output as _farvault_v1_LogEntry__Output } from '../../farvault/v1/LogEntry.js';

export interface LogEntries {
  'entries'?: (_farvault_v1_LogEntry)[];
}

export interface LogEntries__Output {
  'entries': (_farvault_v1_LogEntry__Output)[];
}
