import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Ack as _farvault_v1_Ack, Ack__Output as _farvault_v1_Ack__Output } from './farvault/v1/Ack.js';
import type { AgentClient as _farvault_v1_AgentClient, AgentDefinition as _farvault_v1_AgentDefinition } from './farvault/v1/Agent.js';
import type { AgentFacts as _farvault_v1_AgentFacts, AgentFacts__Output as _farvault_v1_AgentFacts__Output } from './farvault/v1/AgentFacts.js';
import type { AgentMessage as _farvault_v1_AgentMessage, AgentMessage__Output as _farvault_v1_AgentMessage__Output } from './farvault/v1/AgentMessage.js';
import type { BackupBegin as _farvault_v1_BackupBegin, BackupBegin__Output as _farvault_v1_BackupBegin__Output } from './farvault/v1/BackupBegin.js';
import type { BackupBegun as _farvault_v1_BackupBegun, BackupBegun__Output as _farvault_v1_BackupBegun__Output } from './farvault/v1/BackupBegun.js';
import type { BackupReply as _farvault_v1_BackupReply, BackupReply__Output as _farvault_v1_BackupReply__Output } from './farvault/v1/BackupReply.js';
import type { BackupRequest as _farvault_v1_BackupRequest, BackupRequest__Output as _farvault_v1_BackupRequest__Output } from './farvault/v1/BackupRequest.js';
import type { BackupSpec as _farvault_v1_BackupSpec, BackupSpec__Output as _farvault_v1_BackupSpec__Output } from './farvault/v1/BackupSpec.js';
import type { CancelRun as _farvault_v1_CancelRun, CancelRun__Output as _farvault_v1_CancelRun__Output } from './farvault/v1/CancelRun.js';
import type { Chunking as _farvault_v1_Chunking, Chunking__Output as _farvault_v1_Chunking__Output } from './farvault/v1/Chunking.js';
import type { Commit as _farvault_v1_Commit, Commit__Output as _farvault_v1_Commit__Output } from './farvault/v1/Commit.js';
import type { CommitResult as _farvault_v1_CommitResult, CommitResult__Output as _farvault_v1_CommitResult__Output } from './farvault/v1/CommitResult.js';
import type { DataClient as _farvault_v1_DataClient, DataDefinition as _farvault_v1_DataDefinition } from './farvault/v1/Data.js';
import type { DesiredJob as _farvault_v1_DesiredJob, DesiredJob__Output as _farvault_v1_DesiredJob__Output } from './farvault/v1/DesiredJob.js';
import type { DesiredState as _farvault_v1_DesiredState, DesiredState__Output as _farvault_v1_DesiredState__Output } from './farvault/v1/DesiredState.js';
import type { DesiredUpdate as _farvault_v1_DesiredUpdate, DesiredUpdate__Output as _farvault_v1_DesiredUpdate__Output } from './farvault/v1/DesiredUpdate.js';
import type { EnrolRequest as _farvault_v1_EnrolRequest, EnrolRequest__Output as _farvault_v1_EnrolRequest__Output } from './farvault/v1/EnrolRequest.js';
import type { EnrolResponse as _farvault_v1_EnrolResponse, EnrolResponse__Output as _farvault_v1_EnrolResponse__Output } from './farvault/v1/EnrolResponse.js';
import type { Fetch as _farvault_v1_Fetch, Fetch__Output as _farvault_v1_Fetch__Output } from './farvault/v1/Fetch.js';
import type { FetchDone as _farvault_v1_FetchDone, FetchDone__Output as _farvault_v1_FetchDone__Output } from './farvault/v1/FetchDone.js';
import type { FetchItem as _farvault_v1_FetchItem, FetchItem__Output as _farvault_v1_FetchItem__Output } from './farvault/v1/FetchItem.js';
import type { Frame as _farvault_v1_Frame, Frame__Output as _farvault_v1_Frame__Output } from './farvault/v1/Frame.js';
import type { GetUpdateFileRequest as _farvault_v1_GetUpdateFileRequest, GetUpdateFileRequest__Output as _farvault_v1_GetUpdateFileRequest__Output } from './farvault/v1/GetUpdateFileRequest.js';
import type { Heartbeat as _farvault_v1_Heartbeat, Heartbeat__Output as _farvault_v1_Heartbeat__Output } from './farvault/v1/Heartbeat.js';
import type { Hello as _farvault_v1_Hello, Hello__Output as _farvault_v1_Hello__Output } from './farvault/v1/Hello.js';
import type { JobFault as _farvault_v1_JobFault, JobFault__Output as _farvault_v1_JobFault__Output } from './farvault/v1/JobFault.js';
import type { LogLine as _farvault_v1_LogLine, LogLine__Output as _farvault_v1_LogLine__Output } from './farvault/v1/LogLine.js';
import type { Offer as _farvault_v1_Offer, Offer__Output as _farvault_v1_Offer__Output } from './farvault/v1/Offer.js';
import type { OfferAnswer as _farvault_v1_OfferAnswer, OfferAnswer__Output as _farvault_v1_OfferAnswer__Output } from './farvault/v1/OfferAnswer.js';
import type { Proof as _farvault_v1_Proof, Proof__Output as _farvault_v1_Proof__Output } from './farvault/v1/Proof.js';
import type { ProofResult as _farvault_v1_ProofResult, ProofResult__Output as _farvault_v1_ProofResult__Output } from './farvault/v1/ProofResult.js';
import type { ReadOpen as _farvault_v1_ReadOpen, ReadOpen__Output as _farvault_v1_ReadOpen__Output } from './farvault/v1/ReadOpen.js';
import type { ReadOpened as _farvault_v1_ReadOpened, ReadOpened__Output as _farvault_v1_ReadOpened__Output } from './farvault/v1/ReadOpened.js';
import type { ReadReleaseRequest as _farvault_v1_ReadReleaseRequest, ReadReleaseRequest__Output as _farvault_v1_ReadReleaseRequest__Output } from './farvault/v1/ReadReleaseRequest.js';
import type { ReadReply as _farvault_v1_ReadReply, ReadReply__Output as _farvault_v1_ReadReply__Output } from './farvault/v1/ReadReply.js';
import type { ReadRequest as _farvault_v1_ReadRequest, ReadRequest__Output as _farvault_v1_ReadRequest__Output } from './farvault/v1/ReadRequest.js';
import type { ReleasePart as _farvault_v1_ReleasePart, ReleasePart__Output as _farvault_v1_ReleasePart__Output } from './farvault/v1/ReleasePart.js';
import type { RenewRequest as _farvault_v1_RenewRequest, RenewRequest__Output as _farvault_v1_RenewRequest__Output } from './farvault/v1/RenewRequest.js';
import type { RenewResponse as _farvault_v1_RenewResponse, RenewResponse__Output as _farvault_v1_RenewResponse__Output } from './farvault/v1/RenewResponse.js';
import type { RestoreSpec as _farvault_v1_RestoreSpec, RestoreSpec__Output as _farvault_v1_RestoreSpec__Output } from './farvault/v1/RestoreSpec.js';
import type { RunAccepted as _farvault_v1_RunAccepted, RunAccepted__Output as _farvault_v1_RunAccepted__Output } from './farvault/v1/RunAccepted.js';
import type { RunCounters as _farvault_v1_RunCounters, RunCounters__Output as _farvault_v1_RunCounters__Output } from './farvault/v1/RunCounters.js';
import type { RunDue as _farvault_v1_RunDue, RunDue__Output as _farvault_v1_RunDue__Output } from './farvault/v1/RunDue.js';
import type { RunEndRecorded as _farvault_v1_RunEndRecorded, RunEndRecorded__Output as _farvault_v1_RunEndRecorded__Output } from './farvault/v1/RunEndRecorded.js';
import type { RunEnded as _farvault_v1_RunEnded, RunEnded__Output as _farvault_v1_RunEnded__Output } from './farvault/v1/RunEnded.js';
import type { RunLog as _farvault_v1_RunLog, RunLog__Output as _farvault_v1_RunLog__Output } from './farvault/v1/RunLog.js';
import type { RunProgress as _farvault_v1_RunProgress, RunProgress__Output as _farvault_v1_RunProgress__Output } from './farvault/v1/RunProgress.js';
import type { ServerMessage as _farvault_v1_ServerMessage, ServerMessage__Output as _farvault_v1_ServerMessage__Output } from './farvault/v1/ServerMessage.js';
import type { StartRun as _farvault_v1_StartRun, StartRun__Output as _farvault_v1_StartRun__Output } from './farvault/v1/StartRun.js';
import type { StateApplied as _farvault_v1_StateApplied, StateApplied__Output as _farvault_v1_StateApplied__Output } from './farvault/v1/StateApplied.js';
import type { UpdateFile as _farvault_v1_UpdateFile, UpdateFile__Output as _farvault_v1_UpdateFile__Output } from './farvault/v1/UpdateFile.js';
import type { UpdateReport as _farvault_v1_UpdateReport, UpdateReport__Output as _farvault_v1_UpdateReport__Output } from './farvault/v1/UpdateReport.js';
import type { Welcome as _farvault_v1_Welcome, Welcome__Output as _farvault_v1_Welcome__Output } from './farvault/v1/Welcome.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  farvault: {
    v1: {
      Ack: MessageTypeDefinition<_farvault_v1_Ack, _farvault_v1_Ack__Output>
      Agent: SubtypeConstructor<typeof grpc.Client, _farvault_v1_AgentClient> & { service: _farvault_v1_AgentDefinition }
      AgentFacts: MessageTypeDefinition<_farvault_v1_AgentFacts, _farvault_v1_AgentFacts__Output>
      AgentMessage: MessageTypeDefinition<_farvault_v1_AgentMessage, _farvault_v1_AgentMessage__Output>
      BackupBegin: MessageTypeDefinition<_farvault_v1_BackupBegin, _farvault_v1_BackupBegin__Output>
      BackupBegun: MessageTypeDefinition<_farvault_v1_BackupBegun, _farvault_v1_BackupBegun__Output>
      BackupReply: MessageTypeDefinition<_farvault_v1_BackupReply, _farvault_v1_BackupReply__Output>
      BackupRequest: MessageTypeDefinition<_farvault_v1_BackupRequest, _farvault_v1_BackupRequest__Output>
      BackupSpec: MessageTypeDefinition<_farvault_v1_BackupSpec, _farvault_v1_BackupSpec__Output>
      CancelRun: MessageTypeDefinition<_farvault_v1_CancelRun, _farvault_v1_CancelRun__Output>
      Chunking: MessageTypeDefinition<_farvault_v1_Chunking, _farvault_v1_Chunking__Output>
      Codec: EnumTypeDefinition
      Commit: MessageTypeDefinition<_farvault_v1_Commit, _farvault_v1_Commit__Output>
      CommitResult: MessageTypeDefinition<_farvault_v1_CommitResult, _farvault_v1_CommitResult__Output>
      Data: SubtypeConstructor<typeof grpc.Client, _farvault_v1_DataClient> & { service: _farvault_v1_DataDefinition }
      DesiredJob: MessageTypeDefinition<_farvault_v1_DesiredJob, _farvault_v1_DesiredJob__Output>
      DesiredState: MessageTypeDefinition<_farvault_v1_DesiredState, _farvault_v1_DesiredState__Output>
      DesiredUpdate: MessageTypeDefinition<_farvault_v1_DesiredUpdate, _farvault_v1_DesiredUpdate__Output>
      EnrolRequest: MessageTypeDefinition<_farvault_v1_EnrolRequest, _farvault_v1_EnrolRequest__Output>
      EnrolResponse: MessageTypeDefinition<_farvault_v1_EnrolResponse, _farvault_v1_EnrolResponse__Output>
      Fetch: MessageTypeDefinition<_farvault_v1_Fetch, _farvault_v1_Fetch__Output>
      FetchDone: MessageTypeDefinition<_farvault_v1_FetchDone, _farvault_v1_FetchDone__Output>
      FetchItem: MessageTypeDefinition<_farvault_v1_FetchItem, _farvault_v1_FetchItem__Output>
      Frame: MessageTypeDefinition<_farvault_v1_Frame, _farvault_v1_Frame__Output>
      GetUpdateFileRequest: MessageTypeDefinition<_farvault_v1_GetUpdateFileRequest, _farvault_v1_GetUpdateFileRequest__Output>
      Heartbeat: MessageTypeDefinition<_farvault_v1_Heartbeat, _farvault_v1_Heartbeat__Output>
      Hello: MessageTypeDefinition<_farvault_v1_Hello, _farvault_v1_Hello__Output>
      JobFault: MessageTypeDefinition<_farvault_v1_JobFault, _farvault_v1_JobFault__Output>
      LogLine: MessageTypeDefinition<_farvault_v1_LogLine, _farvault_v1_LogLine__Output>
      Offer: MessageTypeDefinition<_farvault_v1_Offer, _farvault_v1_Offer__Output>
      OfferAnswer: MessageTypeDefinition<_farvault_v1_OfferAnswer, _farvault_v1_OfferAnswer__Output>
      Proof: MessageTypeDefinition<_farvault_v1_Proof, _farvault_v1_Proof__Output>
      ProofResult: MessageTypeDefinition<_farvault_v1_ProofResult, _farvault_v1_ProofResult__Output>
      ReadOpen: MessageTypeDefinition<_farvault_v1_ReadOpen, _farvault_v1_ReadOpen__Output>
      ReadOpened: MessageTypeDefinition<_farvault_v1_ReadOpened, _farvault_v1_ReadOpened__Output>
      ReadReleaseRequest: MessageTypeDefinition<_farvault_v1_ReadReleaseRequest, _farvault_v1_ReadReleaseRequest__Output>
      ReadReply: MessageTypeDefinition<_farvault_v1_ReadReply, _farvault_v1_ReadReply__Output>
      ReadRequest: MessageTypeDefinition<_farvault_v1_ReadRequest, _farvault_v1_ReadRequest__Output>
      ReleasePart: MessageTypeDefinition<_farvault_v1_ReleasePart, _farvault_v1_ReleasePart__Output>
      RenewRequest: MessageTypeDefinition<_farvault_v1_RenewRequest, _farvault_v1_RenewRequest__Output>
      RenewResponse: MessageTypeDefinition<_farvault_v1_RenewResponse, _farvault_v1_RenewResponse__Output>
      RestoreSpec: MessageTypeDefinition<_farvault_v1_RestoreSpec, _farvault_v1_RestoreSpec__Output>
      RunAccepted: MessageTypeDefinition<_farvault_v1_RunAccepted, _farvault_v1_RunAccepted__Output>
      RunCounters: MessageTypeDefinition<_farvault_v1_RunCounters, _farvault_v1_RunCounters__Output>
      RunDue: MessageTypeDefinition<_farvault_v1_RunDue, _farvault_v1_RunDue__Output>
      RunEndRecorded: MessageTypeDefinition<_farvault_v1_RunEndRecorded, _farvault_v1_RunEndRecorded__Output>
      RunEnded: MessageTypeDefinition<_farvault_v1_RunEnded, _farvault_v1_RunEnded__Output>
      RunLog: MessageTypeDefinition<_farvault_v1_RunLog, _farvault_v1_RunLog__Output>
      RunProgress: MessageTypeDefinition<_farvault_v1_RunProgress, _farvault_v1_RunProgress__Output>
      ServerMessage: MessageTypeDefinition<_farvault_v1_ServerMessage, _farvault_v1_ServerMessage__Output>
      StartRun: MessageTypeDefinition<_farvault_v1_StartRun, _farvault_v1_StartRun__Output>
      StateApplied: MessageTypeDefinition<_farvault_v1_StateApplied, _farvault_v1_StateApplied__Output>
      UpdateFile: MessageTypeDefinition<_farvault_v1_UpdateFile, _farvault_v1_UpdateFile__Output>
      UpdateReport: MessageTypeDefinition<_farvault_v1_UpdateReport, _farvault_v1_UpdateReport__Output>
      Welcome: MessageTypeDefinition<_farvault_v1_Welcome, _farvault_v1_Welcome__Output>
    }
  }
}

