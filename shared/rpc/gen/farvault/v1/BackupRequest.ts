// Generated from proto/farvault/v1/data.proto: npm run generate

import type { BackupBegin as _farvault_v1_BackupBegin, BackupBegin__Output as _farvault_v1_BackupBegin__Output } from '../../farvault/v1/BackupBegin.js';
import type { Offer as _farvault_v1_Offer, Offer__Output as _farvault_v1_Offer__Output } from '../../farvault/v1/Offer.js';
import type { Proof as _farvault_v1_Proof, Proof__Output as _farvault_v1_Proof__Output } from '../../farvault/v1/Proof.js';
import type { Frame as _farvault_v1_Frame, Frame__Output as _farvault_v1_Frame__Output } from '../../farvault/v1/Frame.js';
import type { Commit as _farvault_v1_Commit, Commit__Output as _farvault_v1_Commit__Output } from '../../farvault/v1/Commit.js';

export interface BackupRequest {
  'begin'?: (_farvault_v1_BackupBegin | null);
  'offer'?: (_farvault_v1_Offer | null);
  'proof'?: (_farvault_v1_Proof | null);
  'frame'?: (_farvault_v1_Frame | null);
  'commit'?: (_farvault_v1_Commit | null);
  'message'?: "begin"|"offer"|"proof"|"frame"|"commit";
}

export interface BackupRequest__Output {
  'begin'?: (_farvault_v1_BackupBegin__Output | null);
  'offer'?: (_farvault_v1_Offer__Output | null);
  'proof'?: (_farvault_v1_Proof__Output | null);
  'frame'?: (_farvault_v1_Frame__Output | null);
  'commit'?: (_farvault_v1_Commit__Output | null);
  'message'?: "begin"|"offer"|"proof"|"frame"|"commit";
}
