// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { LogLine as _farvault_v1_LogLine, LogLine__Output as _farvault_v1_LogLine__Output } from '../../farvault/v1/LogLine.js';

export interface RunLog {
  'runId'?: (string);
  'lines'?: (_farvault_v1_LogLine)[];
}

export interface RunLog__Output {
  'runId': (string);
  'lines': (_farvault_v1_LogLine__Output)[];
}
