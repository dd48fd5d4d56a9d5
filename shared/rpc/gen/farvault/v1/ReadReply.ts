// Generated from proto/farvault/v1/data.proto: npm run generate

import type { ReadOpened as _farvault_v1_ReadOpened, ReadOpened__Output as _farvault_v1_ReadOpened__Output } from '../../farvault/v1/ReadOpened.js';
import type { Frame as _farvault_v1_Frame, Frame__Output as _farvault_v1_Frame__Output } from '../../farvault/v1/Frame.js';
import type { FetchDone as _farvault_v1_FetchDone, FetchDone__Output as _farvault_v1_FetchDone__Output } from '../../farvault/v1/FetchDone.js';

export interface ReadReply {
  'opened'?: (_farvault_v1_ReadOpened | null);
  'frame'?: (_farvault_v1_Frame | null);
  'done'?: (_farvault_v1_FetchDone | null);
  'message'?: "opened"|"frame"|"done";
}

export interface ReadReply__Output {
  'opened'?: (_farvault_v1_ReadOpened__Output | null);
  'frame'?: (_farvault_v1_Frame__Output | null);
  'done'?: (_farvault_v1_FetchDone__Output | null);
  'message'?: "opened"|"frame"|"done";
}
