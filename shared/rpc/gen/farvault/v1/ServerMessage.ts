// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Welcome as _farvault_v1_Welcome, Welcome__Output as _farvault_v1_Welcome__Output } from '../../farvault/v1/Welcome.js';
import type { Heartbeat as _farvault_v1_Heartbeat, Heartbeat__Output as _farvault_v1_Heartbeat__Output } from '../../farvault/v1/Heartbeat.js';
import type { StartRun as _farvault_v1_StartRun, StartRun__Output as _farvault_v1_StartRun__Output } from '../../farvault/v1/StartRun.js';
import type { CancelRun as _farvault_v1_CancelRun, CancelRun__Output as _farvault_v1_CancelRun__Output } from '../../farvault/v1/CancelRun.js';
import type { RunEndRecorded as _farvault_v1_RunEndRecorded, RunEndRecorded__Output as _farvault_v1_RunEndRecorded__Output } from '../../farvault/v1/RunEndRecorded.js';

export interface ServerMessage {
  'welcome'?: (_farvault_v1_Welcome | null);
  'heartbeat'?: (_farvault_v1_Heartbeat | null);
  'start'?: (_farvault_v1_StartRun | null);
  'cancel'?: (_farvault_v1_CancelRun | null);
  /**
   * The server has recorded the end of this run; the agent may forget it.
   */
  'endRecorded'?: (_farvault_v1_RunEndRecorded | null);
  'message'?: "welcome"|"heartbeat"|"start"|"cancel"|"endRecorded";
}

export interface ServerMessage__Output {
  'welcome'?: (_farvault_v1_Welcome__Output | null);
  'heartbeat'?: (_farvault_v1_Heartbeat__Output | null);
  'start'?: (_farvault_v1_StartRun__Output | null);
  'cancel'?: (_farvault_v1_CancelRun__Output | null);
  /**
   * The server has recorded the end of this run; the agent may forget it.
   */
  'endRecorded'?: (_farvault_v1_RunEndRecorded__Output | null);
  'message'?: "welcome"|"heartbeat"|"start"|"cancel"|"endRecorded";
}
