// Generated from proto/farvault/v1/admin.proto: npm run generate

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AgentInfo as _farvault_v1_AgentInfo, AgentInfo__Output as _farvault_v1_AgentInfo__Output } from '../../farvault/v1/AgentInfo.js';
import type { CancelRunRequest as _farvault_v1_CancelRunRequest, CancelRunRequest__Output as _farvault_v1_CancelRunRequest__Output } from '../../farvault/v1/CancelRunRequest.js';
import type { CreateJobRequest as _farvault_v1_CreateJobRequest, CreateJobRequest__Output as _farvault_v1_CreateJobRequest__Output } from '../../farvault/v1/CreateJobRequest.js';
import type { CreateOfficeRequest as _farvault_v1_CreateOfficeRequest, CreateOfficeRequest__Output as _farvault_v1_CreateOfficeRequest__Output } from '../../farvault/v1/CreateOfficeRequest.js';
import type { CreateTokenRequest as _farvault_v1_CreateTokenRequest, CreateTokenRequest__Output as _farvault_v1_CreateTokenRequest__Output } from '../../farvault/v1/CreateTokenRequest.js';
import type { CreateTokenResponse as _farvault_v1_CreateTokenResponse, CreateTokenResponse__Output as _farvault_v1_CreateTokenResponse__Output } from '../../farvault/v1/CreateTokenResponse.js';
import type { CreateUserRequest as _farvault_v1_CreateUserRequest, CreateUserRequest__Output as _farvault_v1_CreateUserRequest__Output } from '../../farvault/v1/CreateUserRequest.js';
import type { CreateUserResponse as _farvault_v1_CreateUserResponse, CreateUserResponse__Output as _farvault_v1_CreateUserResponse__Output } from '../../farvault/v1/CreateUserResponse.js';
import type { DeleteAgentRequest as _farvault_v1_DeleteAgentRequest, DeleteAgentRequest__Output as _farvault_v1_DeleteAgentRequest__Output } from '../../farvault/v1/DeleteAgentRequest.js';
import type { DeleteAgentResponse as _farvault_v1_DeleteAgentResponse, DeleteAgentResponse__Output as _farvault_v1_DeleteAgentResponse__Output } from '../../farvault/v1/DeleteAgentResponse.js';
import type { DeleteJobRequest as _farvault_v1_DeleteJobRequest, DeleteJobRequest__Output as _farvault_v1_DeleteJobRequest__Output } from '../../farvault/v1/DeleteJobRequest.js';
import type { DeleteJobResponse as _farvault_v1_DeleteJobResponse, DeleteJobResponse__Output as _farvault_v1_DeleteJobResponse__Output } from '../../farvault/v1/DeleteJobResponse.js';
import type { DeleteOfficeRequest as _farvault_v1_DeleteOfficeRequest, DeleteOfficeRequest__Output as _farvault_v1_DeleteOfficeRequest__Output } from '../../farvault/v1/DeleteOfficeRequest.js';
import type { DeleteOfficeResponse as _farvault_v1_DeleteOfficeResponse, DeleteOfficeResponse__Output as _farvault_v1_DeleteOfficeResponse__Output } from '../../farvault/v1/DeleteOfficeResponse.js';
import type { GetAgentRequest as _farvault_v1_GetAgentRequest, GetAgentRequest__Output as _farvault_v1_GetAgentRequest__Output } from '../../farvault/v1/GetAgentRequest.js';
import type { GetJobRequest as _farvault_v1_GetJobRequest, GetJobRequest__Output as _farvault_v1_GetJobRequest__Output } from '../../farvault/v1/GetJobRequest.js';
import type { GetOfficeRequest as _farvault_v1_GetOfficeRequest, GetOfficeRequest__Output as _farvault_v1_GetOfficeRequest__Output } from '../../farvault/v1/GetOfficeRequest.js';
import type { GetRunLogRequest as _farvault_v1_GetRunLogRequest, GetRunLogRequest__Output as _farvault_v1_GetRunLogRequest__Output } from '../../farvault/v1/GetRunLogRequest.js';
import type { GetRunRequest as _farvault_v1_GetRunRequest, GetRunRequest__Output as _farvault_v1_GetRunRequest__Output } from '../../farvault/v1/GetRunRequest.js';
import type { GetSnapshotRequest as _farvault_v1_GetSnapshotRequest, GetSnapshotRequest__Output as _farvault_v1_GetSnapshotRequest__Output } from '../../farvault/v1/GetSnapshotRequest.js';
import type { GetStatusRequest as _farvault_v1_GetStatusRequest, GetStatusRequest__Output as _farvault_v1_GetStatusRequest__Output } from '../../farvault/v1/GetStatusRequest.js';
import type { GetStatusResponse as _farvault_v1_GetStatusResponse, GetStatusResponse__Output as _farvault_v1_GetStatusResponse__Output } from '../../farvault/v1/GetStatusResponse.js';
import type { Job as _farvault_v1_Job, Job__Output as _farvault_v1_Job__Output } from '../../farvault/v1/Job.js';
import type { ListAgentsRequest as _farvault_v1_ListAgentsRequest, ListAgentsRequest__Output as _farvault_v1_ListAgentsRequest__Output } from '../../farvault/v1/ListAgentsRequest.js';
import type { ListAgentsResponse as _farvault_v1_ListAgentsResponse, ListAgentsResponse__Output as _farvault_v1_ListAgentsResponse__Output } from '../../farvault/v1/ListAgentsResponse.js';
import type { ListJobsRequest as _farvault_v1_ListJobsRequest, ListJobsRequest__Output as _farvault_v1_ListJobsRequest__Output } from '../../farvault/v1/ListJobsRequest.js';
import type { ListJobsResponse as _farvault_v1_ListJobsResponse, ListJobsResponse__Output as _farvault_v1_ListJobsResponse__Output } from '../../farvault/v1/ListJobsResponse.js';
import type { ListOfficesRequest as _farvault_v1_ListOfficesRequest, ListOfficesRequest__Output as _farvault_v1_ListOfficesRequest__Output } from '../../farvault/v1/ListOfficesRequest.js';
import type { ListOfficesResponse as _farvault_v1_ListOfficesResponse, ListOfficesResponse__Output as _farvault_v1_ListOfficesResponse__Output } from '../../farvault/v1/ListOfficesResponse.js';
import type { ListRunsRequest as _farvault_v1_ListRunsRequest, ListRunsRequest__Output as _farvault_v1_ListRunsRequest__Output } from '../../farvault/v1/ListRunsRequest.js';
import type { ListRunsResponse as _farvault_v1_ListRunsResponse, ListRunsResponse__Output as _farvault_v1_ListRunsResponse__Output } from '../../farvault/v1/ListRunsResponse.js';
import type { ListSnapshotsRequest as _farvault_v1_ListSnapshotsRequest, ListSnapshotsRequest__Output as _farvault_v1_ListSnapshotsRequest__Output } from '../../farvault/v1/ListSnapshotsRequest.js';
import type { ListSnapshotsResponse as _farvault_v1_ListSnapshotsResponse, ListSnapshotsResponse__Output as _farvault_v1_ListSnapshotsResponse__Output } from '../../farvault/v1/ListSnapshotsResponse.js';
import type { ListUsersRequest as _farvault_v1_ListUsersRequest, ListUsersRequest__Output as _farvault_v1_ListUsersRequest__Output } from '../../farvault/v1/ListUsersRequest.js';
import type { ListUsersResponse as _farvault_v1_ListUsersResponse, ListUsersResponse__Output as _farvault_v1_ListUsersResponse__Output } from '../../farvault/v1/ListUsersResponse.js';
import type { Office as _farvault_v1_Office, Office__Output as _farvault_v1_Office__Output } from '../../farvault/v1/Office.js';
import type { RenameAgentRequest as _farvault_v1_RenameAgentRequest, RenameAgentRequest__Output as _farvault_v1_RenameAgentRequest__Output } from '../../farvault/v1/RenameAgentRequest.js';
import type { RevokeAgentRequest as _farvault_v1_RevokeAgentRequest, RevokeAgentRequest__Output as _farvault_v1_RevokeAgentRequest__Output } from '../../farvault/v1/RevokeAgentRequest.js';
import type { RevokeUserRequest as _farvault_v1_RevokeUserRequest, RevokeUserRequest__Output as _farvault_v1_RevokeUserRequest__Output } from '../../farvault/v1/RevokeUserRequest.js';
import type { Run as _farvault_v1_Run, Run__Output as _farvault_v1_Run__Output } from '../../farvault/v1/Run.js';
import type { RunLog as _farvault_v1_RunLog, RunLog__Output as _farvault_v1_RunLog__Output } from '../../farvault/v1/RunLog.js';
import type { RunUpdate as _farvault_v1_RunUpdate, RunUpdate__Output as _farvault_v1_RunUpdate__Output } from '../../farvault/v1/RunUpdate.js';
import type { Snapshot as _farvault_v1_Snapshot, Snapshot__Output as _farvault_v1_Snapshot__Output } from '../../farvault/v1/Snapshot.js';
import type { StartJobRequest as _farvault_v1_StartJobRequest, StartJobRequest__Output as _farvault_v1_StartJobRequest__Output } from '../../farvault/v1/StartJobRequest.js';
import type { StartRestoreRequest as _farvault_v1_StartRestoreRequest, StartRestoreRequest__Output as _farvault_v1_StartRestoreRequest__Output } from '../../farvault/v1/StartRestoreRequest.js';
import type { UpdateJobRequest as _farvault_v1_UpdateJobRequest, UpdateJobRequest__Output as _farvault_v1_UpdateJobRequest__Output } from '../../farvault/v1/UpdateJobRequest.js';
import type { UserInfo as _farvault_v1_UserInfo, UserInfo__Output as _farvault_v1_UserInfo__Output } from '../../farvault/v1/UserInfo.js';
import type { WatchRunRequest as _farvault_v1_WatchRunRequest, WatchRunRequest__Output as _farvault_v1_WatchRunRequest__Output } from '../../farvault/v1/WatchRunRequest.js';

export interface AdminClient extends grpc.Client {
  CancelRun(argument: _farvault_v1_CancelRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _farvault_v1_CancelRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _farvault_v1_CancelRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _farvault_v1_CancelRunRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _farvault_v1_CancelRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _farvault_v1_CancelRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _farvault_v1_CancelRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _farvault_v1_CancelRunRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  CreateJob(argument: _farvault_v1_CreateJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  CreateJob(argument: _farvault_v1_CreateJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  CreateJob(argument: _farvault_v1_CreateJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  CreateJob(argument: _farvault_v1_CreateJobRequest, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  createJob(argument: _farvault_v1_CreateJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  createJob(argument: _farvault_v1_CreateJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  createJob(argument: _farvault_v1_CreateJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  createJob(argument: _farvault_v1_CreateJobRequest, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  
  CreateOffice(argument: _farvault_v1_CreateOfficeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  CreateOffice(argument: _farvault_v1_CreateOfficeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  CreateOffice(argument: _farvault_v1_CreateOfficeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  CreateOffice(argument: _farvault_v1_CreateOfficeRequest, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  createOffice(argument: _farvault_v1_CreateOfficeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  createOffice(argument: _farvault_v1_CreateOfficeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  createOffice(argument: _farvault_v1_CreateOfficeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  createOffice(argument: _farvault_v1_CreateOfficeRequest, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  
  CreateToken(argument: _farvault_v1_CreateTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _farvault_v1_CreateTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _farvault_v1_CreateTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _farvault_v1_CreateTokenRequest, callback: grpc.requestCallback<_farvault_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _farvault_v1_CreateTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _farvault_v1_CreateTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _farvault_v1_CreateTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _farvault_v1_CreateTokenRequest, callback: grpc.requestCallback<_farvault_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  
  CreateUser(argument: _farvault_v1_CreateUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CreateUserResponse__Output>): grpc.ClientUnaryCall;
  CreateUser(argument: _farvault_v1_CreateUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_CreateUserResponse__Output>): grpc.ClientUnaryCall;
  CreateUser(argument: _farvault_v1_CreateUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CreateUserResponse__Output>): grpc.ClientUnaryCall;
  CreateUser(argument: _farvault_v1_CreateUserRequest, callback: grpc.requestCallback<_farvault_v1_CreateUserResponse__Output>): grpc.ClientUnaryCall;
  createUser(argument: _farvault_v1_CreateUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CreateUserResponse__Output>): grpc.ClientUnaryCall;
  createUser(argument: _farvault_v1_CreateUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_CreateUserResponse__Output>): grpc.ClientUnaryCall;
  createUser(argument: _farvault_v1_CreateUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CreateUserResponse__Output>): grpc.ClientUnaryCall;
  createUser(argument: _farvault_v1_CreateUserRequest, callback: grpc.requestCallback<_farvault_v1_CreateUserResponse__Output>): grpc.ClientUnaryCall;
  
  DeleteAgent(argument: _farvault_v1_DeleteAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  DeleteAgent(argument: _farvault_v1_DeleteAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  DeleteAgent(argument: _farvault_v1_DeleteAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  DeleteAgent(argument: _farvault_v1_DeleteAgentRequest, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  deleteAgent(argument: _farvault_v1_DeleteAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  deleteAgent(argument: _farvault_v1_DeleteAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  deleteAgent(argument: _farvault_v1_DeleteAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  deleteAgent(argument: _farvault_v1_DeleteAgentRequest, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  
  DeleteJob(argument: _farvault_v1_DeleteJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteJobResponse__Output>): grpc.ClientUnaryCall;
  DeleteJob(argument: _farvault_v1_DeleteJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteJobResponse__Output>): grpc.ClientUnaryCall;
  DeleteJob(argument: _farvault_v1_DeleteJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteJobResponse__Output>): grpc.ClientUnaryCall;
  DeleteJob(argument: _farvault_v1_DeleteJobRequest, callback: grpc.requestCallback<_farvault_v1_DeleteJobResponse__Output>): grpc.ClientUnaryCall;
  deleteJob(argument: _farvault_v1_DeleteJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteJobResponse__Output>): grpc.ClientUnaryCall;
  deleteJob(argument: _farvault_v1_DeleteJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteJobResponse__Output>): grpc.ClientUnaryCall;
  deleteJob(argument: _farvault_v1_DeleteJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteJobResponse__Output>): grpc.ClientUnaryCall;
  deleteJob(argument: _farvault_v1_DeleteJobRequest, callback: grpc.requestCallback<_farvault_v1_DeleteJobResponse__Output>): grpc.ClientUnaryCall;
  
  DeleteOffice(argument: _farvault_v1_DeleteOfficeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteOfficeResponse__Output>): grpc.ClientUnaryCall;
  DeleteOffice(argument: _farvault_v1_DeleteOfficeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteOfficeResponse__Output>): grpc.ClientUnaryCall;
  DeleteOffice(argument: _farvault_v1_DeleteOfficeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteOfficeResponse__Output>): grpc.ClientUnaryCall;
  DeleteOffice(argument: _farvault_v1_DeleteOfficeRequest, callback: grpc.requestCallback<_farvault_v1_DeleteOfficeResponse__Output>): grpc.ClientUnaryCall;
  deleteOffice(argument: _farvault_v1_DeleteOfficeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteOfficeResponse__Output>): grpc.ClientUnaryCall;
  deleteOffice(argument: _farvault_v1_DeleteOfficeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteOfficeResponse__Output>): grpc.ClientUnaryCall;
  deleteOffice(argument: _farvault_v1_DeleteOfficeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteOfficeResponse__Output>): grpc.ClientUnaryCall;
  deleteOffice(argument: _farvault_v1_DeleteOfficeRequest, callback: grpc.requestCallback<_farvault_v1_DeleteOfficeResponse__Output>): grpc.ClientUnaryCall;
  
  GetAgent(argument: _farvault_v1_GetAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  GetAgent(argument: _farvault_v1_GetAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  GetAgent(argument: _farvault_v1_GetAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  GetAgent(argument: _farvault_v1_GetAgentRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _farvault_v1_GetAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _farvault_v1_GetAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _farvault_v1_GetAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _farvault_v1_GetAgentRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  
  GetJob(argument: _farvault_v1_GetJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  GetJob(argument: _farvault_v1_GetJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  GetJob(argument: _farvault_v1_GetJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  GetJob(argument: _farvault_v1_GetJobRequest, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  getJob(argument: _farvault_v1_GetJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  getJob(argument: _farvault_v1_GetJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  getJob(argument: _farvault_v1_GetJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  getJob(argument: _farvault_v1_GetJobRequest, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  
  GetOffice(argument: _farvault_v1_GetOfficeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  GetOffice(argument: _farvault_v1_GetOfficeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  GetOffice(argument: _farvault_v1_GetOfficeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  GetOffice(argument: _farvault_v1_GetOfficeRequest, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  getOffice(argument: _farvault_v1_GetOfficeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  getOffice(argument: _farvault_v1_GetOfficeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  getOffice(argument: _farvault_v1_GetOfficeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  getOffice(argument: _farvault_v1_GetOfficeRequest, callback: grpc.requestCallback<_farvault_v1_Office__Output>): grpc.ClientUnaryCall;
  
  GetRun(argument: _farvault_v1_GetRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  GetRun(argument: _farvault_v1_GetRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  GetRun(argument: _farvault_v1_GetRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  GetRun(argument: _farvault_v1_GetRunRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  getRun(argument: _farvault_v1_GetRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  getRun(argument: _farvault_v1_GetRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  getRun(argument: _farvault_v1_GetRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  getRun(argument: _farvault_v1_GetRunRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  GetRunLog(argument: _farvault_v1_GetRunLogRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunLog__Output>;
  GetRunLog(argument: _farvault_v1_GetRunLogRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunLog__Output>;
  getRunLog(argument: _farvault_v1_GetRunLogRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunLog__Output>;
  getRunLog(argument: _farvault_v1_GetRunLogRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunLog__Output>;
  
  /**
   * By id, unique prefix of four or more characters, or latest:JOB.
   */
  GetSnapshot(argument: _farvault_v1_GetSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  GetSnapshot(argument: _farvault_v1_GetSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  GetSnapshot(argument: _farvault_v1_GetSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  GetSnapshot(argument: _farvault_v1_GetSnapshotRequest, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  /**
   * By id, unique prefix of four or more characters, or latest:JOB.
   */
  getSnapshot(argument: _farvault_v1_GetSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  getSnapshot(argument: _farvault_v1_GetSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  getSnapshot(argument: _farvault_v1_GetSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  getSnapshot(argument: _farvault_v1_GetSnapshotRequest, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  
  GetStatus(argument: _farvault_v1_GetStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _farvault_v1_GetStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _farvault_v1_GetStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _farvault_v1_GetStatusRequest, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _farvault_v1_GetStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _farvault_v1_GetStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _farvault_v1_GetStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _farvault_v1_GetStatusRequest, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  
  ListAgents(argument: _farvault_v1_ListAgentsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _farvault_v1_ListAgentsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _farvault_v1_ListAgentsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _farvault_v1_ListAgentsRequest, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _farvault_v1_ListAgentsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _farvault_v1_ListAgentsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _farvault_v1_ListAgentsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _farvault_v1_ListAgentsRequest, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  
  ListJobs(argument: _farvault_v1_ListJobsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListJobsResponse__Output>): grpc.ClientUnaryCall;
  ListJobs(argument: _farvault_v1_ListJobsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListJobsResponse__Output>): grpc.ClientUnaryCall;
  ListJobs(argument: _farvault_v1_ListJobsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListJobsResponse__Output>): grpc.ClientUnaryCall;
  ListJobs(argument: _farvault_v1_ListJobsRequest, callback: grpc.requestCallback<_farvault_v1_ListJobsResponse__Output>): grpc.ClientUnaryCall;
  listJobs(argument: _farvault_v1_ListJobsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListJobsResponse__Output>): grpc.ClientUnaryCall;
  listJobs(argument: _farvault_v1_ListJobsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListJobsResponse__Output>): grpc.ClientUnaryCall;
  listJobs(argument: _farvault_v1_ListJobsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListJobsResponse__Output>): grpc.ClientUnaryCall;
  listJobs(argument: _farvault_v1_ListJobsRequest, callback: grpc.requestCallback<_farvault_v1_ListJobsResponse__Output>): grpc.ClientUnaryCall;
  
  ListOffices(argument: _farvault_v1_ListOfficesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListOfficesResponse__Output>): grpc.ClientUnaryCall;
  ListOffices(argument: _farvault_v1_ListOfficesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListOfficesResponse__Output>): grpc.ClientUnaryCall;
  ListOffices(argument: _farvault_v1_ListOfficesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListOfficesResponse__Output>): grpc.ClientUnaryCall;
  ListOffices(argument: _farvault_v1_ListOfficesRequest, callback: grpc.requestCallback<_farvault_v1_ListOfficesResponse__Output>): grpc.ClientUnaryCall;
  listOffices(argument: _farvault_v1_ListOfficesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListOfficesResponse__Output>): grpc.ClientUnaryCall;
  listOffices(argument: _farvault_v1_ListOfficesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListOfficesResponse__Output>): grpc.ClientUnaryCall;
  listOffices(argument: _farvault_v1_ListOfficesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListOfficesResponse__Output>): grpc.ClientUnaryCall;
  listOffices(argument: _farvault_v1_ListOfficesRequest, callback: grpc.requestCallback<_farvault_v1_ListOfficesResponse__Output>): grpc.ClientUnaryCall;
  
  ListRuns(argument: _farvault_v1_ListRunsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _farvault_v1_ListRunsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _farvault_v1_ListRunsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _farvault_v1_ListRunsRequest, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _farvault_v1_ListRunsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _farvault_v1_ListRunsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _farvault_v1_ListRunsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _farvault_v1_ListRunsRequest, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  
  ListSnapshots(argument: _farvault_v1_ListSnapshotsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSnapshotsResponse__Output>): grpc.ClientUnaryCall;
  ListSnapshots(argument: _farvault_v1_ListSnapshotsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListSnapshotsResponse__Output>): grpc.ClientUnaryCall;
  ListSnapshots(argument: _farvault_v1_ListSnapshotsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSnapshotsResponse__Output>): grpc.ClientUnaryCall;
  ListSnapshots(argument: _farvault_v1_ListSnapshotsRequest, callback: grpc.requestCallback<_farvault_v1_ListSnapshotsResponse__Output>): grpc.ClientUnaryCall;
  listSnapshots(argument: _farvault_v1_ListSnapshotsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSnapshotsResponse__Output>): grpc.ClientUnaryCall;
  listSnapshots(argument: _farvault_v1_ListSnapshotsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListSnapshotsResponse__Output>): grpc.ClientUnaryCall;
  listSnapshots(argument: _farvault_v1_ListSnapshotsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSnapshotsResponse__Output>): grpc.ClientUnaryCall;
  listSnapshots(argument: _farvault_v1_ListSnapshotsRequest, callback: grpc.requestCallback<_farvault_v1_ListSnapshotsResponse__Output>): grpc.ClientUnaryCall;
  
  ListUsers(argument: _farvault_v1_ListUsersRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  ListUsers(argument: _farvault_v1_ListUsersRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  ListUsers(argument: _farvault_v1_ListUsersRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  ListUsers(argument: _farvault_v1_ListUsersRequest, callback: grpc.requestCallback<_farvault_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  listUsers(argument: _farvault_v1_ListUsersRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  listUsers(argument: _farvault_v1_ListUsersRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  listUsers(argument: _farvault_v1_ListUsersRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  listUsers(argument: _farvault_v1_ListUsersRequest, callback: grpc.requestCallback<_farvault_v1_ListUsersResponse__Output>): grpc.ClientUnaryCall;
  
  RenameAgent(argument: _farvault_v1_RenameAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  RenameAgent(argument: _farvault_v1_RenameAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  RenameAgent(argument: _farvault_v1_RenameAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  RenameAgent(argument: _farvault_v1_RenameAgentRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  renameAgent(argument: _farvault_v1_RenameAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  renameAgent(argument: _farvault_v1_RenameAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  renameAgent(argument: _farvault_v1_RenameAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  renameAgent(argument: _farvault_v1_RenameAgentRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  
  RevokeAgent(argument: _farvault_v1_RevokeAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  RevokeAgent(argument: _farvault_v1_RevokeAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  RevokeAgent(argument: _farvault_v1_RevokeAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  RevokeAgent(argument: _farvault_v1_RevokeAgentRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  revokeAgent(argument: _farvault_v1_RevokeAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  revokeAgent(argument: _farvault_v1_RevokeAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  revokeAgent(argument: _farvault_v1_RevokeAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  revokeAgent(argument: _farvault_v1_RevokeAgentRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  
  RevokeUser(argument: _farvault_v1_RevokeUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  RevokeUser(argument: _farvault_v1_RevokeUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  RevokeUser(argument: _farvault_v1_RevokeUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  RevokeUser(argument: _farvault_v1_RevokeUserRequest, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  revokeUser(argument: _farvault_v1_RevokeUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  revokeUser(argument: _farvault_v1_RevokeUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  revokeUser(argument: _farvault_v1_RevokeUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  revokeUser(argument: _farvault_v1_RevokeUserRequest, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  
  StartJob(argument: _farvault_v1_StartJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartJob(argument: _farvault_v1_StartJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartJob(argument: _farvault_v1_StartJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartJob(argument: _farvault_v1_StartJobRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startJob(argument: _farvault_v1_StartJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startJob(argument: _farvault_v1_StartJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startJob(argument: _farvault_v1_StartJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startJob(argument: _farvault_v1_StartJobRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  StartRestore(argument: _farvault_v1_StartRestoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartRestore(argument: _farvault_v1_StartRestoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartRestore(argument: _farvault_v1_StartRestoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartRestore(argument: _farvault_v1_StartRestoreRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRestore(argument: _farvault_v1_StartRestoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRestore(argument: _farvault_v1_StartRestoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRestore(argument: _farvault_v1_StartRestoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRestore(argument: _farvault_v1_StartRestoreRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  UpdateJob(argument: _farvault_v1_UpdateJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  UpdateJob(argument: _farvault_v1_UpdateJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  UpdateJob(argument: _farvault_v1_UpdateJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  UpdateJob(argument: _farvault_v1_UpdateJobRequest, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  updateJob(argument: _farvault_v1_UpdateJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  updateJob(argument: _farvault_v1_UpdateJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  updateJob(argument: _farvault_v1_UpdateJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  updateJob(argument: _farvault_v1_UpdateJobRequest, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  
  /**
   * Sends the run at once, at each change, and a last time when it has ended.
   */
  WatchRun(argument: _farvault_v1_WatchRunRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunUpdate__Output>;
  WatchRun(argument: _farvault_v1_WatchRunRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunUpdate__Output>;
  /**
   * Sends the run at once, at each change, and a last time when it has ended.
   */
  watchRun(argument: _farvault_v1_WatchRunRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunUpdate__Output>;
  watchRun(argument: _farvault_v1_WatchRunRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunUpdate__Output>;
  
}

export interface AdminHandlers extends grpc.UntypedServiceImplementation {
  CancelRun: grpc.handleUnaryCall<_farvault_v1_CancelRunRequest__Output, _farvault_v1_Run>;
  
  CreateJob: grpc.handleUnaryCall<_farvault_v1_CreateJobRequest__Output, _farvault_v1_Job>;
  
  CreateOffice: grpc.handleUnaryCall<_farvault_v1_CreateOfficeRequest__Output, _farvault_v1_Office>;
  
  CreateToken: grpc.handleUnaryCall<_farvault_v1_CreateTokenRequest__Output, _farvault_v1_CreateTokenResponse>;
  
  CreateUser: grpc.handleUnaryCall<_farvault_v1_CreateUserRequest__Output, _farvault_v1_CreateUserResponse>;
  
  DeleteAgent: grpc.handleUnaryCall<_farvault_v1_DeleteAgentRequest__Output, _farvault_v1_DeleteAgentResponse>;
  
  DeleteJob: grpc.handleUnaryCall<_farvault_v1_DeleteJobRequest__Output, _farvault_v1_DeleteJobResponse>;
  
  DeleteOffice: grpc.handleUnaryCall<_farvault_v1_DeleteOfficeRequest__Output, _farvault_v1_DeleteOfficeResponse>;
  
  GetAgent: grpc.handleUnaryCall<_farvault_v1_GetAgentRequest__Output, _farvault_v1_AgentInfo>;
  
  GetJob: grpc.handleUnaryCall<_farvault_v1_GetJobRequest__Output, _farvault_v1_Job>;
  
  GetOffice: grpc.handleUnaryCall<_farvault_v1_GetOfficeRequest__Output, _farvault_v1_Office>;
  
  GetRun: grpc.handleUnaryCall<_farvault_v1_GetRunRequest__Output, _farvault_v1_Run>;
  
  GetRunLog: grpc.handleServerStreamingCall<_farvault_v1_GetRunLogRequest__Output, _farvault_v1_RunLog>;
  
  /**
   * By id, unique prefix of four or more characters, or latest:JOB.
   */
  GetSnapshot: grpc.handleUnaryCall<_farvault_v1_GetSnapshotRequest__Output, _farvault_v1_Snapshot>;
  
  GetStatus: grpc.handleUnaryCall<_farvault_v1_GetStatusRequest__Output, _farvault_v1_GetStatusResponse>;
  
  ListAgents: grpc.handleUnaryCall<_farvault_v1_ListAgentsRequest__Output, _farvault_v1_ListAgentsResponse>;
  
  ListJobs: grpc.handleUnaryCall<_farvault_v1_ListJobsRequest__Output, _farvault_v1_ListJobsResponse>;
  
  ListOffices: grpc.handleUnaryCall<_farvault_v1_ListOfficesRequest__Output, _farvault_v1_ListOfficesResponse>;
  
  ListRuns: grpc.handleUnaryCall<_farvault_v1_ListRunsRequest__Output, _farvault_v1_ListRunsResponse>;
  
  ListSnapshots: grpc.handleUnaryCall<_farvault_v1_ListSnapshotsRequest__Output, _farvault_v1_ListSnapshotsResponse>;
  
  ListUsers: grpc.handleUnaryCall<_farvault_v1_ListUsersRequest__Output, _farvault_v1_ListUsersResponse>;
  
  RenameAgent: grpc.handleUnaryCall<_farvault_v1_RenameAgentRequest__Output, _farvault_v1_AgentInfo>;
  
  RevokeAgent: grpc.handleUnaryCall<_farvault_v1_RevokeAgentRequest__Output, _farvault_v1_AgentInfo>;
  
  RevokeUser: grpc.handleUnaryCall<_farvault_v1_RevokeUserRequest__Output, _farvault_v1_UserInfo>;
  
  StartJob: grpc.handleUnaryCall<_farvault_v1_StartJobRequest__Output, _farvault_v1_Run>;
  
  StartRestore: grpc.handleUnaryCall<_farvault_v1_StartRestoreRequest__Output, _farvault_v1_Run>;
  
  UpdateJob: grpc.handleUnaryCall<_farvault_v1_UpdateJobRequest__Output, _farvault_v1_Job>;
  
  /**
   * Sends the run at once, at each change, and a last time when it has ended.
   */
  WatchRun: grpc.handleServerStreamingCall<_farvault_v1_WatchRunRequest__Output, _farvault_v1_RunUpdate>;
  
}

export interface AdminDefinition extends grpc.ServiceDefinition {
  CancelRun: MethodDefinition<_farvault_v1_CancelRunRequest, _farvault_v1_Run, _farvault_v1_CancelRunRequest__Output, _farvault_v1_Run__Output>
  CreateJob: MethodDefinition<_farvault_v1_CreateJobRequest, _farvault_v1_Job, _farvault_v1_CreateJobRequest__Output, _farvault_v1_Job__Output>
  CreateOffice: MethodDefinition<_farvault_v1_CreateOfficeRequest, _farvault_v1_Office, _farvault_v1_CreateOfficeRequest__Output, _farvault_v1_Office__Output>
  CreateToken: MethodDefinition<_farvault_v1_CreateTokenRequest, _farvault_v1_CreateTokenResponse, _farvault_v1_CreateTokenRequest__Output, _farvault_v1_CreateTokenResponse__Output>
  CreateUser: MethodDefinition<_farvault_v1_CreateUserRequest, _farvault_v1_CreateUserResponse, _farvault_v1_CreateUserRequest__Output, _farvault_v1_CreateUserResponse__Output>
  DeleteAgent: MethodDefinition<_farvault_v1_DeleteAgentRequest, _farvault_v1_DeleteAgentResponse, _farvault_v1_DeleteAgentRequest__Output, _farvault_v1_DeleteAgentResponse__Output>
  DeleteJob: MethodDefinition<_farvault_v1_DeleteJobRequest, _farvault_v1_DeleteJobResponse, _farvault_v1_DeleteJobRequest__Output, _farvault_v1_DeleteJobResponse__Output>
  DeleteOffice: MethodDefinition<_farvault_v1_DeleteOfficeRequest, _farvault_v1_DeleteOfficeResponse, _farvault_v1_DeleteOfficeRequest__Output, _farvault_v1_DeleteOfficeResponse__Output>
  GetAgent: MethodDefinition<_farvault_v1_GetAgentRequest, _farvault_v1_AgentInfo, _farvault_v1_GetAgentRequest__Output, _farvault_v1_AgentInfo__Output>
  GetJob: MethodDefinition<_farvault_v1_GetJobRequest, _farvault_v1_Job, _farvault_v1_GetJobRequest__Output, _farvault_v1_Job__Output>
  GetOffice: MethodDefinition<_farvault_v1_GetOfficeRequest, _farvault_v1_Office, _farvault_v1_GetOfficeRequest__Output, _farvault_v1_Office__Output>
  GetRun: MethodDefinition<_farvault_v1_GetRunRequest, _farvault_v1_Run, _farvault_v1_GetRunRequest__Output, _farvault_v1_Run__Output>
  GetRunLog: MethodDefinition<_farvault_v1_GetRunLogRequest, _farvault_v1_RunLog, _farvault_v1_GetRunLogRequest__Output, _farvault_v1_RunLog__Output>
  GetSnapshot: MethodDefinition<_farvault_v1_GetSnapshotRequest, _farvault_v1_Snapshot, _farvault_v1_GetSnapshotRequest__Output, _farvault_v1_Snapshot__Output>
  GetStatus: MethodDefinition<_farvault_v1_GetStatusRequest, _farvault_v1_GetStatusResponse, _farvault_v1_GetStatusRequest__Output, _farvault_v1_GetStatusResponse__Output>
  ListAgents: MethodDefinition<_farvault_v1_ListAgentsRequest, _farvault_v1_ListAgentsResponse, _farvault_v1_ListAgentsRequest__Output, _farvault_v1_ListAgentsResponse__Output>
  ListJobs: MethodDefinition<_farvault_v1_ListJobsRequest, _farvault_v1_ListJobsResponse, _farvault_v1_ListJobsRequest__Output, _farvault_v1_ListJobsResponse__Output>
  ListOffices: MethodDefinition<_farvault_v1_ListOfficesRequest, _farvault_v1_ListOfficesResponse, _farvault_v1_ListOfficesRequest__Output, _farvault_v1_ListOfficesResponse__Output>
  ListRuns: MethodDefinition<_farvault_v1_ListRunsRequest, _farvault_v1_ListRunsResponse, _farvault_v1_ListRunsRequest__Output, _farvault_v1_ListRunsResponse__Output>
  ListSnapshots: MethodDefinition<_farvault_v1_ListSnapshotsRequest, _farvault_v1_ListSnapshotsResponse, _farvault_v1_ListSnapshotsRequest__Output, _farvault_v1_ListSnapshotsResponse__Output>
  ListUsers: MethodDefinition<_farvault_v1_ListUsersRequest, _farvault_v1_ListUsersResponse, _farvault_v1_ListUsersRequest__Output, _farvault_v1_ListUsersResponse__Output>
  RenameAgent: MethodDefinition<_farvault_v1_RenameAgentRequest, _farvault_v1_AgentInfo, _farvault_v1_RenameAgentRequest__Output, _farvault_v1_AgentInfo__Output>
  RevokeAgent: MethodDefinition<_farvault_v1_RevokeAgentRequest, _farvault_v1_AgentInfo, _farvault_v1_RevokeAgentRequest__Output, _farvault_v1_AgentInfo__Output>
  RevokeUser: MethodDefinition<_farvault_v1_RevokeUserRequest, _farvault_v1_UserInfo, _farvault_v1_RevokeUserRequest__Output, _farvault_v1_UserInfo__Output>
  StartJob: MethodDefinition<_farvault_v1_StartJobRequest, _farvault_v1_Run, _farvault_v1_StartJobRequest__Output, _farvault_v1_Run__Output>
  StartRestore: MethodDefinition<_farvault_v1_StartRestoreRequest, _farvault_v1_Run, _farvault_v1_StartRestoreRequest__Output, _farvault_v1_Run__Output>
  UpdateJob: MethodDefinition<_farvault_v1_UpdateJobRequest, _farvault_v1_Job, _farvault_v1_UpdateJobRequest__Output, _farvault_v1_Job__Output>
  WatchRun: MethodDefinition<_farvault_v1_WatchRunRequest, _farvault_v1_RunUpdate, _farvault_v1_WatchRunRequest__Output, _farvault_v1_RunUpdate__Output>
}
