// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Welcome as _farvault_v1_Welcome, Welcome__Output as _farvault_v1_Welcome__Output } from '../../farvault/v1/Welcome.js';
import type { Heartbeat as _farvault_v1_Heartbeat, Heartbeat__Output as _farvault_v1_Heartbeat__Output } from '../../farvault/v1/Heartbeat.js';
import type { StartRun as _farvault_v1_StartRun, StartRun__Output as _farvault_v1_StartRun__Output } from '../../farvault/v1/StartRun.js';
import type { CancelRun as _farvault_v1_CancelRun, CancelRun__Output as _farvault_v1_CancelRun__Output } from '../../farvault/v1/CancelRun.js';
import type { RunEndRecorded as _farvault_v1_RunEndRecorded, RunEndRecorded__Output as _farvault_v1_RunEndRecorded__Output } from '../../farvault/v1/RunEndRecorded.js';
import type { DesiredState as _farvault_v1_DesiredState, DesiredState__Output as _farvault_v1_DesiredState__Output } from '../../farvault/v1/DesiredState.js';

export interface ServerMessage {
  'welcome'?: (_farvault_v1_Welcome | null);
  'heartbeat'?: (_farvault_v1_Heartbeat | null);
  'start'?: (_farvault_v1_StartRun | null);
  'cancel'?: (_farvault_v1_CancelRun | null);
  /**
   * The server has recorded the end of this run; the agent may forget it.
   */
  'endRecorded'?: (_farvault_v1_RunEndRecorded | null);
  /**
   * What the agent should do from now on; the newest generation replaces all before.
   */
  'desired'?: (_farvault_v1_DesiredState | null);
  'message'?: "welcome"|"heartbeat"|"start"|"cancel"|"endRecorded"|"desired";
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
  /**
   * What the agent should do from now on; the newest generation replaces all before.
   */
  'desired'?: (_farvault_v1_DesiredState__Output | null);
  'message'?: "welcome"|"heartbeat"|"start"|"cancel"|"endRecorded"|"desired";
}
