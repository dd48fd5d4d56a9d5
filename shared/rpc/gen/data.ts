import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Ack as _farvault_v1_Ack, Ack__Output as _farvault_v1_Ack__Output } from './farvault/v1/Ack.js';
import type { BackupBegin as _farvault_v1_BackupBegin, BackupBegin__Output as _farvault_v1_BackupBegin__Output } from './farvault/v1/BackupBegin.js';
import type { BackupBegun as _farvault_v1_BackupBegun, BackupBegun__Output as _farvault_v1_BackupBegun__Output } from './farvault/v1/BackupBegun.js';
import type { BackupReply as _farvault_v1_BackupReply, BackupReply__Output as _farvault_v1_BackupReply__Output } from './farvault/v1/BackupReply.js';
import type { BackupRequest as _farvault_v1_BackupRequest, BackupRequest__Output as _farvault_v1_BackupRequest__Output } from './farvault/v1/BackupRequest.js';
import type { Chunking as _farvault_v1_Chunking, Chunking__Output as _farvault_v1_Chunking__Output } from './farvault/v1/Chunking.js';
import type { Commit as _farvault_v1_Commit, Commit__Output as _farvault_v1_Commit__Output } from './farvault/v1/Commit.js';
import type { CommitResult as _farvault_v1_CommitResult, CommitResult__Output as _farvault_v1_CommitResult__Output } from './farvault/v1/CommitResult.js';
import type { DataClient as _farvault_v1_DataClient, DataDefinition as _farvault_v1_DataDefinition } from './farvault/v1/Data.js';
import type { Fetch as _farvault_v1_Fetch, Fetch__Output as _farvault_v1_Fetch__Output } from './farvault/v1/Fetch.js';
import type { FetchDone as _farvault_v1_FetchDone, FetchDone__Output as _farvault_v1_FetchDone__Output } from './farvault/v1/FetchDone.js';
import type { FetchItem as _farvault_v1_FetchItem, FetchItem__Output as _farvault_v1_FetchItem__Output } from './farvault/v1/FetchItem.js';
import type { Frame as _farvault_v1_Frame, Frame__Output as _farvault_v1_Frame__Output } from './farvault/v1/Frame.js';
import type { Offer as _farvault_v1_Offer, Offer__Output as _farvault_v1_Offer__Output } from './farvault/v1/Offer.js';
import type { OfferAnswer as _farvault_v1_OfferAnswer, OfferAnswer__Output as _farvault_v1_OfferAnswer__Output } from './farvault/v1/OfferAnswer.js';
import type { Proof as _farvault_v1_Proof, Proof__Output as _farvault_v1_Proof__Output } from './farvault/v1/Proof.js';
import type { ProofResult as _farvault_v1_ProofResult, ProofResult__Output as _farvault_v1_ProofResult__Output } from './farvault/v1/ProofResult.js';
import type { ReadOpen as _farvault_v1_ReadOpen, ReadOpen__Output as _farvault_v1_ReadOpen__Output } from './farvault/v1/ReadOpen.js';
import type { ReadOpened as _farvault_v1_ReadOpened, ReadOpened__Output as _farvault_v1_ReadOpened__Output } from './farvault/v1/ReadOpened.js';
import type { ReadReply as _farvault_v1_ReadReply, ReadReply__Output as _farvault_v1_ReadReply__Output } from './farvault/v1/ReadReply.js';
import type { ReadRequest as _farvault_v1_ReadRequest, ReadRequest__Output as _farvault_v1_ReadRequest__Output } from './farvault/v1/ReadRequest.js';
import type { RunCounters as _farvault_v1_RunCounters, RunCounters__Output as _farvault_v1_RunCounters__Output } from './farvault/v1/RunCounters.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  farvault: {
    v1: {
      Ack: MessageTypeDefinition<_farvault_v1_Ack, _farvault_v1_Ack__Output>
      BackupBegin: MessageTypeDefinition<_farvault_v1_BackupBegin, _farvault_v1_BackupBegin__Output>
      BackupBegun: MessageTypeDefinition<_farvault_v1_BackupBegun, _farvault_v1_BackupBegun__Output>
      BackupReply: MessageTypeDefinition<_farvault_v1_BackupReply, _farvault_v1_BackupReply__Output>
      BackupRequest: MessageTypeDefinition<_farvault_v1_BackupRequest, _farvault_v1_BackupRequest__Output>
      Chunking: MessageTypeDefinition<_farvault_v1_Chunking, _farvault_v1_Chunking__Output>
      Codec: EnumTypeDefinition
      Commit: MessageTypeDefinition<_farvault_v1_Commit, _farvault_v1_Commit__Output>
      CommitResult: MessageTypeDefinition<_farvault_v1_CommitResult, _farvault_v1_CommitResult__Output>
      Data: SubtypeConstructor<typeof grpc.Client, _farvault_v1_DataClient> & { service: _farvault_v1_DataDefinition }
      Fetch: MessageTypeDefinition<_farvault_v1_Fetch, _farvault_v1_Fetch__Output>
      FetchDone: MessageTypeDefinition<_farvault_v1_FetchDone, _farvault_v1_FetchDone__Output>
      FetchItem: MessageTypeDefinition<_farvault_v1_FetchItem, _farvault_v1_FetchItem__Output>
      Frame: MessageTypeDefinition<_farvault_v1_Frame, _farvault_v1_Frame__Output>
      Offer: MessageTypeDefinition<_farvault_v1_Offer, _farvault_v1_Offer__Output>
      OfferAnswer: MessageTypeDefinition<_farvault_v1_OfferAnswer, _farvault_v1_OfferAnswer__Output>
      Proof: MessageTypeDefinition<_farvault_v1_Proof, _farvault_v1_Proof__Output>
      ProofResult: MessageTypeDefinition<_farvault_v1_ProofResult, _farvault_v1_ProofResult__Output>
      ReadOpen: MessageTypeDefinition<_farvault_v1_ReadOpen, _farvault_v1_ReadOpen__Output>
      ReadOpened: MessageTypeDefinition<_farvault_v1_ReadOpened, _farvault_v1_ReadOpened__Output>
      ReadReply: MessageTypeDefinition<_farvault_v1_ReadReply, _farvault_v1_ReadReply__Output>
      ReadRequest: MessageTypeDefinition<_farvault_v1_ReadRequest, _farvault_v1_ReadRequest__Output>
      RunCounters: MessageTypeDefinition<_farvault_v1_RunCounters, _farvault_v1_RunCounters__Output>
    }
  }
}

