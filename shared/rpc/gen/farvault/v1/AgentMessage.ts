// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Hello as _farvault_v1_Hello, Hello__Output as _farvault_v1_Hello__Output } from '../../farvault/v1/Hello.js';
import type { Heartbeat as _farvault_v1_Heartbeat, Heartbeat__Output as _farvault_v1_Heartbeat__Output } from '../../farvault/v1/Heartbeat.js';
import type { RunProgress as _farvault_v1_RunProgress, RunProgress__Output as _farvault_v1_RunProgress__Output } from '../../farvault/v1/RunProgress.js';
import type { RunLog as _farvault_v1_RunLog, RunLog__Output as _farvault_v1_RunLog__Output } from '../../farvault/v1/RunLog.js';
import type { RunEnded as _farvault_v1_RunEnded, RunEnded__Output as _farvault_v1_RunEnded__Output } from '../../farvault/v1/RunEnded.js';
import type { RunAccepted as _farvault_v1_RunAccepted, RunAccepted__Output as _farvault_v1_RunAccepted__Output } from '../../farvault/v1/RunAccepted.js';
import type { StateApplied as _farvault_v1_StateApplied, StateApplied__Output as _farvault_v1_StateApplied__Output } from '../../farvault/v1/StateApplied.js';
import type { RunDue as _farvault_v1_RunDue, RunDue__Output as _farvault_v1_RunDue__Output } from '../../farvault/v1/RunDue.js';
import type { UpdateReport as _farvault_v1_UpdateReport, UpdateReport__Output as _farvault_v1_UpdateReport__Output } from '../../farvault/v1/UpdateReport.js';

export interface AgentMessage {
  'hello'?: (_farvault_v1_Hello | null);
  'heartbeat'?: (_farvault_v1_Heartbeat | null);
  'progress'?: (_farvault_v1_RunProgress | null);
  'log'?: (_farvault_v1_RunLog | null);
  'ended'?: (_farvault_v1_RunEnded | null);
  'accepted'?: (_farvault_v1_RunAccepted | null);
  'applied'?: (_farvault_v1_StateApplied | null);
  'due'?: (_farvault_v1_RunDue | null);
  'update'?: (_farvault_v1_UpdateReport | null);
  'message'?: "hello"|"heartbeat"|"progress"|"log"|"ended"|"accepted"|"applied"|"due"|"update";
}

export interface AgentMessage__Output {
  'hello'?: (_farvault_v1_Hello__Output | null);
  'heartbeat'?: (_farvault_v1_Heartbeat__Output | null);
  'progress'?: (_farvault_v1_RunProgress__Output | null);
  'log'?: (_farvault_v1_RunLog__Output | null);
  'ended'?: (_farvault_v1_RunEnded__Output | null);
  'accepted'?: (_farvault_v1_RunAccepted__Output | null);
  'applied'?: (_farvault_v1_StateApplied__Output | null);
  'due'?: (_farvault_v1_RunDue__Output | null);
  'update'?: (_farvault_v1_UpdateReport__Output | null);
  'message'?: "hello"|"heartbeat"|"progress"|"log"|"ended"|"accepted"|"applied"|"due"|"update";
}
