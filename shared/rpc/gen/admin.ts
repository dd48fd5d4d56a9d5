import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Ack as _farvault_v1_Ack, Ack__Output as _farvault_v1_Ack__Output } from './farvault/v1/Ack.js';
import type { AdminClient as _farvault_v1_AdminClient, AdminDefinition as _farvault_v1_AdminDefinition } from './farvault/v1/Admin.js';
import type { AgentClient as _farvault_v1_AgentClient, AgentDefinition as _farvault_v1_AgentDefinition } from './farvault/v1/Agent.js';
import type { AgentFacts as _farvault_v1_AgentFacts, AgentFacts__Output as _farvault_v1_AgentFacts__Output } from './farvault/v1/AgentFacts.js';
import type { AgentInfo as _farvault_v1_AgentInfo, AgentInfo__Output as _farvault_v1_AgentInfo__Output } from './farvault/v1/AgentInfo.js';
import type { AgentMessage as _farvault_v1_AgentMessage, AgentMessage__Output as _farvault_v1_AgentMessage__Output } from './farvault/v1/AgentMessage.js';
import type { BackupBegin as _farvault_v1_BackupBegin, BackupBegin__Output as _farvault_v1_BackupBegin__Output } from './farvault/v1/BackupBegin.js';
import type { BackupBegun as _farvault_v1_BackupBegun, BackupBegun__Output as _farvault_v1_BackupBegun__Output } from './farvault/v1/BackupBegun.js';
import type { BackupReply as _farvault_v1_BackupReply, BackupReply__Output as _farvault_v1_BackupReply__Output } from './farvault/v1/BackupReply.js';
import type { BackupRequest as _farvault_v1_BackupRequest, BackupRequest__Output as _farvault_v1_BackupRequest__Output } from './farvault/v1/BackupRequest.js';
import type { BackupSpec as _farvault_v1_BackupSpec, BackupSpec__Output as _farvault_v1_BackupSpec__Output } from './farvault/v1/BackupSpec.js';
import type { CancelRun as _farvault_v1_CancelRun, CancelRun__Output as _farvault_v1_CancelRun__Output } from './farvault/v1/CancelRun.js';
import type { CancelRunRequest as _farvault_v1_CancelRunRequest, CancelRunRequest__Output as _farvault_v1_CancelRunRequest__Output } from './farvault/v1/CancelRunRequest.js';
import type { CertificateExpiry as _farvault_v1_CertificateExpiry, CertificateExpiry__Output as _farvault_v1_CertificateExpiry__Output } from './farvault/v1/CertificateExpiry.js';
import type { Chunking as _farvault_v1_Chunking, Chunking__Output as _farvault_v1_Chunking__Output } from './farvault/v1/Chunking.js';
import type { Commit as _farvault_v1_Commit, Commit__Output as _farvault_v1_Commit__Output } from './farvault/v1/Commit.js';
import type { CommitResult as _farvault_v1_CommitResult, CommitResult__Output as _farvault_v1_CommitResult__Output } from './farvault/v1/CommitResult.js';
import type { CreateJobRequest as _farvault_v1_CreateJobRequest, CreateJobRequest__Output as _farvault_v1_CreateJobRequest__Output } from './farvault/v1/CreateJobRequest.js';
import type { CreateOfficeRequest as _farvault_v1_CreateOfficeRequest, CreateOfficeRequest__Output as _farvault_v1_CreateOfficeRequest__Output } from './farvault/v1/CreateOfficeRequest.js';
import type { CreateTokenRequest as _farvault_v1_CreateTokenRequest, CreateTokenRequest__Output as _farvault_v1_CreateTokenRequest__Output } from './farvault/v1/CreateTokenRequest.js';
import type { CreateTokenResponse as _farvault_v1_CreateTokenResponse, CreateTokenResponse__Output as _farvault_v1_CreateTokenResponse__Output } from './farvault/v1/CreateTokenResponse.js';
import type { CreateUserRequest as _farvault_v1_CreateUserRequest, CreateUserRequest__Output as _farvault_v1_CreateUserRequest__Output } from './farvault/v1/CreateUserRequest.js';
import type { CreateUserResponse as _farvault_v1_CreateUserResponse, CreateUserResponse__Output as _farvault_v1_CreateUserResponse__Output } from './farvault/v1/CreateUserResponse.js';
import type { DataClient as _farvault_v1_DataClient, DataDefinition as _farvault_v1_DataDefinition } from './farvault/v1/Data.js';
import type { DeleteAgentRequest as _farvault_v1_DeleteAgentRequest, DeleteAgentRequest__Output as _farvault_v1_DeleteAgentRequest__Output } from './farvault/v1/DeleteAgentRequest.js';
import type { DeleteAgentResponse as _farvault_v1_DeleteAgentResponse, DeleteAgentResponse__Output as _farvault_v1_DeleteAgentResponse__Output } from './farvault/v1/DeleteAgentResponse.js';
import type { DeleteJobRequest as _farvault_v1_DeleteJobRequest, DeleteJobRequest__Output as _farvault_v1_DeleteJobRequest__Output } from './farvault/v1/DeleteJobRequest.js';
import type { DeleteJobResponse as _farvault_v1_DeleteJobResponse, DeleteJobResponse__Output as _farvault_v1_DeleteJobResponse__Output } from './farvault/v1/DeleteJobResponse.js';
import type { DeleteOfficeRequest as _farvault_v1_DeleteOfficeRequest, DeleteOfficeRequest__Output as _farvault_v1_DeleteOfficeRequest__Output } from './farvault/v1/DeleteOfficeRequest.js';
import type { DeleteOfficeResponse as _farvault_v1_DeleteOfficeResponse, DeleteOfficeResponse__Output as _farvault_v1_DeleteOfficeResponse__Output } from './farvault/v1/DeleteOfficeResponse.js';
import type { EnrolRequest as _farvault_v1_EnrolRequest, EnrolRequest__Output as _farvault_v1_EnrolRequest__Output } from './farvault/v1/EnrolRequest.js';
import type { EnrolResponse as _farvault_v1_EnrolResponse, EnrolResponse__Output as _farvault_v1_EnrolResponse__Output } from './farvault/v1/EnrolResponse.js';
import type { Fetch as _farvault_v1_Fetch, Fetch__Output as _farvault_v1_Fetch__Output } from './farvault/v1/Fetch.js';
import type { FetchDone as _farvault_v1_FetchDone, FetchDone__Output as _farvault_v1_FetchDone__Output } from './farvault/v1/FetchDone.js';
import type { FetchItem as _farvault_v1_FetchItem, FetchItem__Output as _farvault_v1_FetchItem__Output } from './farvault/v1/FetchItem.js';
import type { Frame as _farvault_v1_Frame, Frame__Output as _farvault_v1_Frame__Output } from './farvault/v1/Frame.js';
import type { GetAgentRequest as _farvault_v1_GetAgentRequest, GetAgentRequest__Output as _farvault_v1_GetAgentRequest__Output } from './farvault/v1/GetAgentRequest.js';
import type { GetJobRequest as _farvault_v1_GetJobRequest, GetJobRequest__Output as _farvault_v1_GetJobRequest__Output } from './farvault/v1/GetJobRequest.js';
import type { GetOfficeRequest as _farvault_v1_GetOfficeRequest, GetOfficeRequest__Output as _farvault_v1_GetOfficeRequest__Output } from './farvault/v1/GetOfficeRequest.js';
import type { GetRunLogRequest as _farvault_v1_GetRunLogRequest, GetRunLogRequest__Output as _farvault_v1_GetRunLogRequest__Output } from './farvault/v1/GetRunLogRequest.js';
import type { GetRunRequest as _farvault_v1_GetRunRequest, GetRunRequest__Output as _farvault_v1_GetRunRequest__Output } from './farvault/v1/GetRunRequest.js';
import type { GetSnapshotRequest as _farvault_v1_GetSnapshotRequest, GetSnapshotRequest__Output as _farvault_v1_GetSnapshotRequest__Output } from './farvault/v1/GetSnapshotRequest.js';
import type { GetStatusRequest as _farvault_v1_GetStatusRequest, GetStatusRequest__Output as _farvault_v1_GetStatusRequest__Output } from './farvault/v1/GetStatusRequest.js';
import type { GetStatusResponse as _farvault_v1_GetStatusResponse, GetStatusResponse__Output as _farvault_v1_GetStatusResponse__Output } from './farvault/v1/GetStatusResponse.js';
import type { Heartbeat as _farvault_v1_Heartbeat, Heartbeat__Output as _farvault_v1_Heartbeat__Output } from './farvault/v1/Heartbeat.js';
import type { Hello as _farvault_v1_Hello, Hello__Output as _farvault_v1_Hello__Output } from './farvault/v1/Hello.js';
import type { Job as _farvault_v1_Job, Job__Output as _farvault_v1_Job__Output } from './farvault/v1/Job.js';
import type { ListAgentsRequest as _farvault_v1_ListAgentsRequest, ListAgentsRequest__Output as _farvault_v1_ListAgentsRequest__Output } from './farvault/v1/ListAgentsRequest.js';
import type { ListAgentsResponse as _farvault_v1_ListAgentsResponse, ListAgentsResponse__Output as _farvault_v1_ListAgentsResponse__Output } from './farvault/v1/ListAgentsResponse.js';
import type { ListJobsRequest as _farvault_v1_ListJobsRequest, ListJobsRequest__Output as _farvault_v1_ListJobsRequest__Output } from './farvault/v1/ListJobsRequest.js';
import type { ListJobsResponse as _farvault_v1_ListJobsResponse, ListJobsResponse__Output as _farvault_v1_ListJobsResponse__Output } from './farvault/v1/ListJobsResponse.js';
import type { ListOfficesRequest as _farvault_v1_ListOfficesRequest, ListOfficesRequest__Output as _farvault_v1_ListOfficesRequest__Output } from './farvault/v1/ListOfficesRequest.js';
import type { ListOfficesResponse as _farvault_v1_ListOfficesResponse, ListOfficesResponse__Output as _farvault_v1_ListOfficesResponse__Output } from './farvault/v1/ListOfficesResponse.js';
import type { ListRunsRequest as _farvault_v1_ListRunsRequest, ListRunsRequest__Output as _farvault_v1_ListRunsRequest__Output } from './farvault/v1/ListRunsRequest.js';
import type { ListRunsResponse as _farvault_v1_ListRunsResponse, ListRunsResponse__Output as _farvault_v1_ListRunsResponse__Output } from './farvault/v1/ListRunsResponse.js';
import type { ListSnapshotsRequest as _farvault_v1_ListSnapshotsRequest, ListSnapshotsRequest__Output as _farvault_v1_ListSnapshotsRequest__Output } from './farvault/v1/ListSnapshotsRequest.js';
import type { ListSnapshotsResponse as _farvault_v1_ListSnapshotsResponse, ListSnapshotsResponse__Output as _farvault_v1_ListSnapshotsResponse__Output } from './farvault/v1/ListSnapshotsResponse.js';
import type { ListUsersRequest as _farvault_v1_ListUsersRequest, ListUsersRequest__Output as _farvault_v1_ListUsersRequest__Output } from './farvault/v1/ListUsersRequest.js';
import type { ListUsersResponse as _farvault_v1_ListUsersResponse, ListUsersResponse__Output as _farvault_v1_ListUsersResponse__Output } from './farvault/v1/ListUsersResponse.js';
import type { LogLine as _farvault_v1_LogLine, LogLine__Output as _farvault_v1_LogLine__Output } from './farvault/v1/LogLine.js';
import type { Offer as _farvault_v1_Offer, Offer__Output as _farvault_v1_Offer__Output } from './farvault/v1/Offer.js';
import type { OfferAnswer as _farvault_v1_OfferAnswer, OfferAnswer__Output as _farvault_v1_OfferAnswer__Output } from './farvault/v1/OfferAnswer.js';
import type { Office as _farvault_v1_Office, Office__Output as _farvault_v1_Office__Output } from './farvault/v1/Office.js';
import type { Proof as _farvault_v1_Proof, Proof__Output as _farvault_v1_Proof__Output } from './farvault/v1/Proof.js';
import type { ProofResult as _farvault_v1_ProofResult, ProofResult__Output as _farvault_v1_ProofResult__Output } from './farvault/v1/ProofResult.js';
import type { ReadOpen as _farvault_v1_ReadOpen, ReadOpen__Output as _farvault_v1_ReadOpen__Output } from './farvault/v1/ReadOpen.js';
import type { ReadOpened as _farvault_v1_ReadOpened, ReadOpened__Output as _farvault_v1_ReadOpened__Output } from './farvault/v1/ReadOpened.js';
import type { ReadReply as _farvault_v1_ReadReply, ReadReply__Output as _farvault_v1_ReadReply__Output } from './farvault/v1/ReadReply.js';
import type { ReadRequest as _farvault_v1_ReadRequest, ReadRequest__Output as _farvault_v1_ReadRequest__Output } from './farvault/v1/ReadRequest.js';
import type { RenameAgentRequest as _farvault_v1_RenameAgentRequest, RenameAgentRequest__Output as _farvault_v1_RenameAgentRequest__Output } from './farvault/v1/RenameAgentRequest.js';
import type { RenewRequest as _farvault_v1_RenewRequest, RenewRequest__Output as _farvault_v1_RenewRequest__Output } from './farvault/v1/RenewRequest.js';
import type { RenewResponse as _farvault_v1_RenewResponse, RenewResponse__Output as _farvault_v1_RenewResponse__Output } from './farvault/v1/RenewResponse.js';
import type { RestoreSpec as _farvault_v1_RestoreSpec, RestoreSpec__Output as _farvault_v1_RestoreSpec__Output } from './farvault/v1/RestoreSpec.js';
import type { RevokeAgentRequest as _farvault_v1_RevokeAgentRequest, RevokeAgentRequest__Output as _farvault_v1_RevokeAgentRequest__Output } from './farvault/v1/RevokeAgentRequest.js';
import type { RevokeUserRequest as _farvault_v1_RevokeUserRequest, RevokeUserRequest__Output as _farvault_v1_RevokeUserRequest__Output } from './farvault/v1/RevokeUserRequest.js';
import type { Run as _farvault_v1_Run, Run__Output as _farvault_v1_Run__Output } from './farvault/v1/Run.js';
import type { RunAccepted as _farvault_v1_RunAccepted, RunAccepted__Output as _farvault_v1_RunAccepted__Output } from './farvault/v1/RunAccepted.js';
import type { RunCounters as _farvault_v1_RunCounters, RunCounters__Output as _farvault_v1_RunCounters__Output } from './farvault/v1/RunCounters.js';
import type { RunEndRecorded as _farvault_v1_RunEndRecorded, RunEndRecorded__Output as _farvault_v1_RunEndRecorded__Output } from './farvault/v1/RunEndRecorded.js';
import type { RunEnded as _farvault_v1_RunEnded, RunEnded__Output as _farvault_v1_RunEnded__Output } from './farvault/v1/RunEnded.js';
import type { RunLog as _farvault_v1_RunLog, RunLog__Output as _farvault_v1_RunLog__Output } from './farvault/v1/RunLog.js';
import type { RunProgress as _farvault_v1_RunProgress, RunProgress__Output as _farvault_v1_RunProgress__Output } from './farvault/v1/RunProgress.js';
import type { RunUpdate as _farvault_v1_RunUpdate, RunUpdate__Output as _farvault_v1_RunUpdate__Output } from './farvault/v1/RunUpdate.js';
import type { ServerMessage as _farvault_v1_ServerMessage, ServerMessage__Output as _farvault_v1_ServerMessage__Output } from './farvault/v1/ServerMessage.js';
import type { Snapshot as _farvault_v1_Snapshot, Snapshot__Output as _farvault_v1_Snapshot__Output } from './farvault/v1/Snapshot.js';
import type { StartJobRequest as _farvault_v1_StartJobRequest, StartJobRequest__Output as _farvault_v1_StartJobRequest__Output } from './farvault/v1/StartJobRequest.js';
import type { StartRestoreRequest as _farvault_v1_StartRestoreRequest, StartRestoreRequest__Output as _farvault_v1_StartRestoreRequest__Output } from './farvault/v1/StartRestoreRequest.js';
import type { StartRun as _farvault_v1_StartRun, StartRun__Output as _farvault_v1_StartRun__Output } from './farvault/v1/StartRun.js';
import type { UpdateJobRequest as _farvault_v1_UpdateJobRequest, UpdateJobRequest__Output as _farvault_v1_UpdateJobRequest__Output } from './farvault/v1/UpdateJobRequest.js';
import type { UserInfo as _farvault_v1_UserInfo, UserInfo__Output as _farvault_v1_UserInfo__Output } from './farvault/v1/UserInfo.js';
import type { WatchRunRequest as _farvault_v1_WatchRunRequest, WatchRunRequest__Output as _farvault_v1_WatchRunRequest__Output } from './farvault/v1/WatchRunRequest.js';
import type { Welcome as _farvault_v1_Welcome, Welcome__Output as _farvault_v1_Welcome__Output } from './farvault/v1/Welcome.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  farvault: {
    v1: {
      Ack: MessageTypeDefinition<_farvault_v1_Ack, _farvault_v1_Ack__Output>
      Admin: SubtypeConstructor<typeof grpc.Client, _farvault_v1_AdminClient> & { service: _farvault_v1_AdminDefinition }
      Agent: SubtypeConstructor<typeof grpc.Client, _farvault_v1_AgentClient> & { service: _farvault_v1_AgentDefinition }
      AgentFacts: MessageTypeDefinition<_farvault_v1_AgentFacts, _farvault_v1_AgentFacts__Output>
      AgentInfo: MessageTypeDefinition<_farvault_v1_AgentInfo, _farvault_v1_AgentInfo__Output>
      AgentMessage: MessageTypeDefinition<_farvault_v1_AgentMessage, _farvault_v1_AgentMessage__Output>
      BackupBegin: MessageTypeDefinition<_farvault_v1_BackupBegin, _farvault_v1_BackupBegin__Output>
      BackupBegun: MessageTypeDefinition<_farvault_v1_BackupBegun, _farvault_v1_BackupBegun__Output>
      BackupReply: MessageTypeDefinition<_farvault_v1_BackupReply, _farvault_v1_BackupReply__Output>
      BackupRequest: MessageTypeDefinition<_farvault_v1_BackupRequest, _farvault_v1_BackupRequest__Output>
      BackupSpec: MessageTypeDefinition<_farvault_v1_BackupSpec, _farvault_v1_BackupSpec__Output>
      CancelRun: MessageTypeDefinition<_farvault_v1_CancelRun, _farvault_v1_CancelRun__Output>
      CancelRunRequest: MessageTypeDefinition<_farvault_v1_CancelRunRequest, _farvault_v1_CancelRunRequest__Output>
      CertificateExpiry: MessageTypeDefinition<_farvault_v1_CertificateExpiry, _farvault_v1_CertificateExpiry__Output>
      Chunking: MessageTypeDefinition<_farvault_v1_Chunking, _farvault_v1_Chunking__Output>
      Codec: EnumTypeDefinition
      Commit: MessageTypeDefinition<_farvault_v1_Commit, _farvault_v1_Commit__Output>
      CommitResult: MessageTypeDefinition<_farvault_v1_CommitResult, _farvault_v1_CommitResult__Output>
      CreateJobRequest: MessageTypeDefinition<_farvault_v1_CreateJobRequest, _farvault_v1_CreateJobRequest__Output>
      CreateOfficeRequest: MessageTypeDefinition<_farvault_v1_CreateOfficeRequest, _farvault_v1_CreateOfficeRequest__Output>
      CreateTokenRequest: MessageTypeDefinition<_farvault_v1_CreateTokenRequest, _farvault_v1_CreateTokenRequest__Output>
      CreateTokenResponse: MessageTypeDefinition<_farvault_v1_CreateTokenResponse, _farvault_v1_CreateTokenResponse__Output>
      CreateUserRequest: MessageTypeDefinition<_farvault_v1_CreateUserRequest, _farvault_v1_CreateUserRequest__Output>
      CreateUserResponse: MessageTypeDefinition<_farvault_v1_CreateUserResponse, _farvault_v1_CreateUserResponse__Output>
      Data: SubtypeConstructor<typeof grpc.Client, _farvault_v1_DataClient> & { service: _farvault_v1_DataDefinition }
      DeleteAgentRequest: MessageTypeDefinition<_farvault_v1_DeleteAgentRequest, _farvault_v1_DeleteAgentRequest__Output>
      DeleteAgentResponse: MessageTypeDefinition<_farvault_v1_DeleteAgentResponse, _farvault_v1_DeleteAgentResponse__Output>
      DeleteJobRequest: MessageTypeDefinition<_farvault_v1_DeleteJobRequest, _farvault_v1_DeleteJobRequest__Output>
      DeleteJobResponse: MessageTypeDefinition<_farvault_v1_DeleteJobResponse, _farvault_v1_DeleteJobResponse__Output>
      DeleteOfficeRequest: MessageTypeDefinition<_farvault_v1_DeleteOfficeRequest, _farvault_v1_DeleteOfficeRequest__Output>
      DeleteOfficeResponse: MessageTypeDefinition<_farvault_v1_DeleteOfficeResponse, _farvault_v1_DeleteOfficeResponse__Output>
      EnrolRequest: MessageTypeDefinition<_farvault_v1_EnrolRequest, _farvault_v1_EnrolRequest__Output>
      EnrolResponse: MessageTypeDefinition<_farvault_v1_EnrolResponse, _farvault_v1_EnrolResponse__Output>
      Fetch: MessageTypeDefinition<_farvault_v1_Fetch, _farvault_v1_Fetch__Output>
      FetchDone: MessageTypeDefinition<_farvault_v1_FetchDone, _farvault_v1_FetchDone__Output>
      FetchItem: MessageTypeDefinition<_farvault_v1_FetchItem, _farvault_v1_FetchItem__Output>
      Frame: MessageTypeDefinition<_farvault_v1_Frame, _farvault_v1_Frame__Output>
      GetAgentRequest: MessageTypeDefinition<_farvault_v1_GetAgentRequest, _farvault_v1_GetAgentRequest__Output>
      GetJobRequest: MessageTypeDefinition<_farvault_v1_GetJobRequest, _farvault_v1_GetJobRequest__Output>
      GetOfficeRequest: MessageTypeDefinition<_farvault_v1_GetOfficeRequest, _farvault_v1_GetOfficeRequest__Output>
      GetRunLogRequest: MessageTypeDefinition<_farvault_v1_GetRunLogRequest, _farvault_v1_GetRunLogRequest__Output>
      GetRunRequest: MessageTypeDefinition<_farvault_v1_GetRunRequest, _farvault_v1_GetRunRequest__Output>
      GetSnapshotRequest: MessageTypeDefinition<_farvault_v1_GetSnapshotRequest, _farvault_v1_GetSnapshotRequest__Output>
      GetStatusRequest: MessageTypeDefinition<_farvault_v1_GetStatusRequest, _farvault_v1_GetStatusRequest__Output>
      GetStatusResponse: MessageTypeDefinition<_farvault_v1_GetStatusResponse, _farvault_v1_GetStatusResponse__Output>
      Heartbeat: MessageTypeDefinition<_farvault_v1_Heartbeat, _farvault_v1_Heartbeat__Output>
      Hello: MessageTypeDefinition<_farvault_v1_Hello, _farvault_v1_Hello__Output>
      Job: MessageTypeDefinition<_farvault_v1_Job, _farvault_v1_Job__Output>
      ListAgentsRequest: MessageTypeDefinition<_farvault_v1_ListAgentsRequest, _farvault_v1_ListAgentsRequest__Output>
      ListAgentsResponse: MessageTypeDefinition<_farvault_v1_ListAgentsResponse, _farvault_v1_ListAgentsResponse__Output>
      ListJobsRequest: MessageTypeDefinition<_farvault_v1_ListJobsRequest, _farvault_v1_ListJobsRequest__Output>
      ListJobsResponse: MessageTypeDefinition<_farvault_v1_ListJobsResponse, _farvault_v1_ListJobsResponse__Output>
      ListOfficesRequest: MessageTypeDefinition<_farvault_v1_ListOfficesRequest, _farvault_v1_ListOfficesRequest__Output>
      ListOfficesResponse: MessageTypeDefinition<_farvault_v1_ListOfficesResponse, _farvault_v1_ListOfficesResponse__Output>
      ListRunsRequest: MessageTypeDefinition<_farvault_v1_ListRunsRequest, _farvault_v1_ListRunsRequest__Output>
      ListRunsResponse: MessageTypeDefinition<_farvault_v1_ListRunsResponse, _farvault_v1_ListRunsResponse__Output>
      ListSnapshotsRequest: MessageTypeDefinition<_farvault_v1_ListSnapshotsRequest, _farvault_v1_ListSnapshotsRequest__Output>
      ListSnapshotsResponse: MessageTypeDefinition<_farvault_v1_ListSnapshotsResponse, _farvault_v1_ListSnapshotsResponse__Output>
      ListUsersRequest: MessageTypeDefinition<_farvault_v1_ListUsersRequest, _farvault_v1_ListUsersRequest__Output>
      ListUsersResponse: MessageTypeDefinition<_farvault_v1_ListUsersResponse, _farvault_v1_ListUsersResponse__Output>
      LogLine: MessageTypeDefinition<_farvault_v1_LogLine, _farvault_v1_LogLine__Output>
      Offer: MessageTypeDefinition<_farvault_v1_Offer, _farvault_v1_Offer__Output>
      OfferAnswer: MessageTypeDefinition<_farvault_v1_OfferAnswer, _farvault_v1_OfferAnswer__Output>
      Office: MessageTypeDefinition<_farvault_v1_Office, _farvault_v1_Office__Output>
      Proof: MessageTypeDefinition<_farvault_v1_Proof, _farvault_v1_Proof__Output>
      ProofResult: MessageTypeDefinition<_farvault_v1_ProofResult, _farvault_v1_ProofResult__Output>
      ReadOpen: MessageTypeDefinition<_farvault_v1_ReadOpen, _farvault_v1_ReadOpen__Output>
      ReadOpened: MessageTypeDefinition<_farvault_v1_ReadOpened, _farvault_v1_ReadOpened__Output>
      ReadReply: MessageTypeDefinition<_farvault_v1_ReadReply, _farvault_v1_ReadReply__Output>
      ReadRequest: MessageTypeDefinition<_farvault_v1_ReadRequest, _farvault_v1_ReadRequest__Output>
      RenameAgentRequest: MessageTypeDefinition<_farvault_v1_RenameAgentRequest, _farvault_v1_RenameAgentRequest__Output>
      RenewRequest: MessageTypeDefinition<_farvault_v1_RenewRequest, _farvault_v1_RenewRequest__Output>
      RenewResponse: MessageTypeDefinition<_farvault_v1_RenewResponse, _farvault_v1_RenewResponse__Output>
      RestoreSpec: MessageTypeDefinition<_farvault_v1_RestoreSpec, _farvault_v1_RestoreSpec__Output>
      RevokeAgentRequest: MessageTypeDefinition<_farvault_v1_RevokeAgentRequest, _farvault_v1_RevokeAgentRequest__Output>
      RevokeUserRequest: MessageTypeDefinition<_farvault_v1_RevokeUserRequest, _farvault_v1_RevokeUserRequest__Output>
      Run: MessageTypeDefinition<_farvault_v1_Run, _farvault_v1_Run__Output>
      RunAccepted: MessageTypeDefinition<_farvault_v1_RunAccepted, _farvault_v1_RunAccepted__Output>
      RunCounters: MessageTypeDefinition<_farvault_v1_RunCounters, _farvault_v1_RunCounters__Output>
      RunEndRecorded: MessageTypeDefinition<_farvault_v1_RunEndRecorded, _farvault_v1_RunEndRecorded__Output>
      RunEnded: MessageTypeDefinition<_farvault_v1_RunEnded, _farvault_v1_RunEnded__Output>
      RunLog: MessageTypeDefinition<_farvault_v1_RunLog, _farvault_v1_RunLog__Output>
      RunProgress: MessageTypeDefinition<_farvault_v1_RunProgress, _farvault_v1_RunProgress__Output>
      RunUpdate: MessageTypeDefinition<_farvault_v1_RunUpdate, _farvault_v1_RunUpdate__Output>
      ServerMessage: MessageTypeDefinition<_farvault_v1_ServerMessage, _farvault_v1_ServerMessage__Output>
      Snapshot: MessageTypeDefinition<_farvault_v1_Snapshot, _farvault_v1_Snapshot__Output>
      StartJobRequest: MessageTypeDefinition<_farvault_v1_StartJobRequest, _farvault_v1_StartJobRequest__Output>
      StartRestoreRequest: MessageTypeDefinition<_farvault_v1_StartRestoreRequest, _farvault_v1_StartRestoreRequest__Output>
      StartRun: MessageTypeDefinition<_farvault_v1_StartRun, _farvault_v1_StartRun__Output>
      UpdateJobRequest: MessageTypeDefinition<_farvault_v1_UpdateJobRequest, _farvault_v1_UpdateJobRequest__Output>
      UserInfo: MessageTypeDefinition<_farvault_v1_UserInfo, _farvault_v1_UserInfo__Output>
      WatchRunRequest: MessageTypeDefinition<_farvault_v1_WatchRunRequest, _farvault_v1_WatchRunRequest__Output>
      Welcome: MessageTypeDefinition<_farvault_v1_Welcome, _farvault_v1_Welcome__Output>
    }
  }
}

