// Generated from proto/farvault/v1/data.proto: npm run generate

import type { BackupBegun as _farvault_v1_BackupBegun, BackupBegun__Output as _farvault_v1_BackupBegun__Output } from '../../farvault/v1/BackupBegun.js';
import type { OfferAnswer as _farvault_v1_OfferAnswer, OfferAnswer__Output as _farvault_v1_OfferAnswer__Output } from '../../farvault/v1/OfferAnswer.js';
import type { Ack as _farvault_v1_Ack, Ack__Output as _farvault_v1_Ack__Output } from '../../farvault/v1/Ack.js';
import type { CommitResult as _farvault_v1_CommitResult, CommitResult__Output as _farvault_v1_CommitResult__Output } from '../../farvault/v1/CommitResult.js';
import type { ProofResult as _farvault_v1_ProofResult, ProofResult__Output as _farvault_v1_ProofResult__Output } from '../../farvault/v1/ProofResult.js';

export interface BackupReply {
  'begun'?: (_farvault_v1_BackupBegun | null);
  'answer'?: (_farvault_v1_OfferAnswer | null);
  'ack'?: (_farvault_v1_Ack | null);
  'result'?: (_farvault_v1_CommitResult | null);
  'proofResult'?: (_farvault_v1_ProofResult | null);
  'message'?: "begun"|"answer"|"ack"|"result"|"proofResult";
}

export interface BackupReply__Output {
  'begun'?: (_farvault_v1_BackupBegun__Output | null);
  'answer'?: (_farvault_v1_OfferAnswer__Output | null);
  'ack'?: (_farvault_v1_Ack__Output | null);
  'result'?: (_farvault_v1_CommitResult__Output | null);
  'proofResult'?: (_farvault_v1_ProofResult__Output | null);
  'message'?: "begun"|"answer"|"ack"|"result"|"proofResult";
}
