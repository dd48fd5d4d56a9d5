import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Ack as _farvault_v1_Ack, Ack__Output as _farvault_v1_Ack__Output } from './farvault/v1/Ack.js';
import type { AcknowledgeAlertRequest as _farvault_v1_AcknowledgeAlertRequest, AcknowledgeAlertRequest__Output as _farvault_v1_AcknowledgeAlertRequest__Output } from './farvault/v1/AcknowledgeAlertRequest.js';
import type { AdminClient as _farvault_v1_AdminClient, AdminDefinition as _farvault_v1_AdminDefinition } from './farvault/v1/Admin.js';
import type { AgentClient as _farvault_v1_AgentClient, AgentDefinition as _farvault_v1_AgentDefinition } from './farvault/v1/Agent.js';
import type { AgentFacts as _farvault_v1_AgentFacts, AgentFacts__Output as _farvault_v1_AgentFacts__Output } from './farvault/v1/AgentFacts.js';
import type { AgentInfo as _farvault_v1_AgentInfo, AgentInfo__Output as _farvault_v1_AgentInfo__Output } from './farvault/v1/AgentInfo.js';
import type { AgentMessage as _farvault_v1_AgentMessage, AgentMessage__Output as _farvault_v1_AgentMessage__Output } from './farvault/v1/AgentMessage.js';
import type { Alert as _farvault_v1_Alert, Alert__Output as _farvault_v1_Alert__Output } from './farvault/v1/Alert.js';
import type { AlertDelivery as _farvault_v1_AlertDelivery, AlertDelivery__Output as _farvault_v1_AlertDelivery__Output } from './farvault/v1/AlertDelivery.js';
import type { ApplyRequest as _farvault_v1_ApplyRequest, ApplyRequest__Output as _farvault_v1_ApplyRequest__Output } from './farvault/v1/ApplyRequest.js';
import type { ApplyResponse as _farvault_v1_ApplyResponse, ApplyResponse__Output as _farvault_v1_ApplyResponse__Output } from './farvault/v1/ApplyResponse.js';
import type { ApplyRetentionRequest as _farvault_v1_ApplyRetentionRequest, ApplyRetentionRequest__Output as _farvault_v1_ApplyRetentionRequest__Output } from './farvault/v1/ApplyRetentionRequest.js';
import type { Approval as _farvault_v1_Approval, Approval__Output as _farvault_v1_Approval__Output } from './farvault/v1/Approval.js';
import type { AuditEntries as _farvault_v1_AuditEntries, AuditEntries__Output as _farvault_v1_AuditEntries__Output } from './farvault/v1/AuditEntries.js';
import type { AuditEntry as _farvault_v1_AuditEntry, AuditEntry__Output as _farvault_v1_AuditEntry__Output } from './farvault/v1/AuditEntry.js';
import type { BackupBegin as _farvault_v1_BackupBegin, BackupBegin__Output as _farvault_v1_BackupBegin__Output } from './farvault/v1/BackupBegin.js';
import type { BackupBegun as _farvault_v1_BackupBegun, BackupBegun__Output as _farvault_v1_BackupBegun__Output } from './farvault/v1/BackupBegun.js';
import type { BackupReply as _farvault_v1_BackupReply, BackupReply__Output as _farvault_v1_BackupReply__Output } from './farvault/v1/BackupReply.js';
import type { BackupRequest as _farvault_v1_BackupRequest, BackupRequest__Output as _farvault_v1_BackupRequest__Output } from './farvault/v1/BackupRequest.js';
import type { BackupSpec as _farvault_v1_BackupSpec, BackupSpec__Output as _farvault_v1_BackupSpec__Output } from './farvault/v1/BackupSpec.js';
import type { CancelRun as _farvault_v1_CancelRun, CancelRun__Output as _farvault_v1_CancelRun__Output } from './farvault/v1/CancelRun.js';
import type { CancelRunRequest as _farvault_v1_CancelRunRequest, CancelRunRequest__Output as _farvault_v1_CancelRunRequest__Output } from './farvault/v1/CancelRunRequest.js';
import type { CertificateExpiry as _farvault_v1_CertificateExpiry, CertificateExpiry__Output as _farvault_v1_CertificateExpiry__Output } from './farvault/v1/CertificateExpiry.js';
import type { ChangeRolloutRequest as _farvault_v1_ChangeRolloutRequest, ChangeRolloutRequest__Output as _farvault_v1_ChangeRolloutRequest__Output } from './farvault/v1/ChangeRolloutRequest.js';
import type { Chunking as _farvault_v1_Chunking, Chunking__Output as _farvault_v1_Chunking__Output } from './farvault/v1/Chunking.js';
import type { Commit as _farvault_v1_Commit, Commit__Output as _farvault_v1_Commit__Output } from './farvault/v1/Commit.js';
import type { CommitResult as _farvault_v1_CommitResult, CommitResult__Output as _farvault_v1_CommitResult__Output } from './farvault/v1/CommitResult.js';
import type { ConfirmClockRequest as _farvault_v1_ConfirmClockRequest, ConfirmClockRequest__Output as _farvault_v1_ConfirmClockRequest__Output } from './farvault/v1/ConfirmClockRequest.js';
import type { CopyInfo as _farvault_v1_CopyInfo, CopyInfo__Output as _farvault_v1_CopyInfo__Output } from './farvault/v1/CopyInfo.js';
import type { CreateJobRequest as _farvault_v1_CreateJobRequest, CreateJobRequest__Output as _farvault_v1_CreateJobRequest__Output } from './farvault/v1/CreateJobRequest.js';
import type { CreateOfficeRequest as _farvault_v1_CreateOfficeRequest, CreateOfficeRequest__Output as _farvault_v1_CreateOfficeRequest__Output } from './farvault/v1/CreateOfficeRequest.js';
import type { CreateSilenceRequest as _farvault_v1_CreateSilenceRequest, CreateSilenceRequest__Output as _farvault_v1_CreateSilenceRequest__Output } from './farvault/v1/CreateSilenceRequest.js';
import type { CreateTokenRequest as _farvault_v1_CreateTokenRequest, CreateTokenRequest__Output as _farvault_v1_CreateTokenRequest__Output } from './farvault/v1/CreateTokenRequest.js';
import type { CreateTokenResponse as _farvault_v1_CreateTokenResponse, CreateTokenResponse__Output as _farvault_v1_CreateTokenResponse__Output } from './farvault/v1/CreateTokenResponse.js';
import type { CreateUserRequest as _farvault_v1_CreateUserRequest, CreateUserRequest__Output as _farvault_v1_CreateUserRequest__Output } from './farvault/v1/CreateUserRequest.js';
import type { CreateUserResponse as _farvault_v1_CreateUserResponse, CreateUserResponse__Output as _farvault_v1_CreateUserResponse__Output } from './farvault/v1/CreateUserResponse.js';
import type { DamagePart as _farvault_v1_DamagePart, DamagePart__Output as _farvault_v1_DamagePart__Output } from './farvault/v1/DamagePart.js';
import type { DamagedFrame as _farvault_v1_DamagedFrame, DamagedFrame__Output as _farvault_v1_DamagedFrame__Output } from './farvault/v1/DamagedFrame.js';
import type { DamagedSnapshot as _farvault_v1_DamagedSnapshot, DamagedSnapshot__Output as _farvault_v1_DamagedSnapshot__Output } from './farvault/v1/DamagedSnapshot.js';
import type { DataClient as _farvault_v1_DataClient, DataDefinition as _farvault_v1_DataDefinition } from './farvault/v1/Data.js';
import type { DecideApprovalRequest as _farvault_v1_DecideApprovalRequest, DecideApprovalRequest__Output as _farvault_v1_DecideApprovalRequest__Output } from './farvault/v1/DecideApprovalRequest.js';
import type { DeleteAgentRequest as _farvault_v1_DeleteAgentRequest, DeleteAgentRequest__Output as _farvault_v1_DeleteAgentRequest__Output } from './farvault/v1/DeleteAgentRequest.js';
import type { DeleteAgentResponse as _farvault_v1_DeleteAgentResponse, DeleteAgentResponse__Output as _farvault_v1_DeleteAgentResponse__Output } from './farvault/v1/DeleteAgentResponse.js';
import type { DeleteCopyRequest as _farvault_v1_DeleteCopyRequest, DeleteCopyRequest__Output as _farvault_v1_DeleteCopyRequest__Output } from './farvault/v1/DeleteCopyRequest.js';
import type { DeleteCopyResponse as _farvault_v1_DeleteCopyResponse, DeleteCopyResponse__Output as _farvault_v1_DeleteCopyResponse__Output } from './farvault/v1/DeleteCopyResponse.js';
import type { DeleteJobRequest as _farvault_v1_DeleteJobRequest, DeleteJobRequest__Output as _farvault_v1_DeleteJobRequest__Output } from './farvault/v1/DeleteJobRequest.js';
import type { DeleteJobResponse as _farvault_v1_DeleteJobResponse, DeleteJobResponse__Output as _farvault_v1_DeleteJobResponse__Output } from './farvault/v1/DeleteJobResponse.js';
import type { DeleteOfficeRequest as _farvault_v1_DeleteOfficeRequest, DeleteOfficeRequest__Output as _farvault_v1_DeleteOfficeRequest__Output } from './farvault/v1/DeleteOfficeRequest.js';
import type { DeleteOfficeResponse as _farvault_v1_DeleteOfficeResponse, DeleteOfficeResponse__Output as _farvault_v1_DeleteOfficeResponse__Output } from './farvault/v1/DeleteOfficeResponse.js';
import type { DeleteResourceRequest as _farvault_v1_DeleteResourceRequest, DeleteResourceRequest__Output as _farvault_v1_DeleteResourceRequest__Output } from './farvault/v1/DeleteResourceRequest.js';
import type { DeleteResourceResponse as _farvault_v1_DeleteResourceResponse, DeleteResourceResponse__Output as _farvault_v1_DeleteResourceResponse__Output } from './farvault/v1/DeleteResourceResponse.js';
import type { DeleteSecretRequest as _farvault_v1_DeleteSecretRequest, DeleteSecretRequest__Output as _farvault_v1_DeleteSecretRequest__Output } from './farvault/v1/DeleteSecretRequest.js';
import type { DeleteSecretResponse as _farvault_v1_DeleteSecretResponse, DeleteSecretResponse__Output as _farvault_v1_DeleteSecretResponse__Output } from './farvault/v1/DeleteSecretResponse.js';
import type { DeleteSilenceRequest as _farvault_v1_DeleteSilenceRequest, DeleteSilenceRequest__Output as _farvault_v1_DeleteSilenceRequest__Output } from './farvault/v1/DeleteSilenceRequest.js';
import type { DeleteSilenceResponse as _farvault_v1_DeleteSilenceResponse, DeleteSilenceResponse__Output as _farvault_v1_DeleteSilenceResponse__Output } from './farvault/v1/DeleteSilenceResponse.js';
import type { DeleteSnapshotsRequest as _farvault_v1_DeleteSnapshotsRequest, DeleteSnapshotsRequest__Output as _farvault_v1_DeleteSnapshotsRequest__Output } from './farvault/v1/DeleteSnapshotsRequest.js';
import type { DesiredJob as _farvault_v1_DesiredJob, DesiredJob__Output as _farvault_v1_DesiredJob__Output } from './farvault/v1/DesiredJob.js';
import type { DesiredState as _farvault_v1_DesiredState, DesiredState__Output as _farvault_v1_DesiredState__Output } from './farvault/v1/DesiredState.js';
import type { DesiredUpdate as _farvault_v1_DesiredUpdate, DesiredUpdate__Output as _farvault_v1_DesiredUpdate__Output } from './farvault/v1/DesiredUpdate.js';
import type { DrillEvidence as _farvault_v1_DrillEvidence, DrillEvidence__Output as _farvault_v1_DrillEvidence__Output } from './farvault/v1/DrillEvidence.js';
import type { EffectiveSetting as _farvault_v1_EffectiveSetting, EffectiveSetting__Output as _farvault_v1_EffectiveSetting__Output } from './farvault/v1/EffectiveSetting.js';
import type { EnrolRequest as _farvault_v1_EnrolRequest, EnrolRequest__Output as _farvault_v1_EnrolRequest__Output } from './farvault/v1/EnrolRequest.js';
import type { EnrolResponse as _farvault_v1_EnrolResponse, EnrolResponse__Output as _farvault_v1_EnrolResponse__Output } from './farvault/v1/EnrolResponse.js';
import type { ExpiryEstimate as _farvault_v1_ExpiryEstimate, ExpiryEstimate__Output as _farvault_v1_ExpiryEstimate__Output } from './farvault/v1/ExpiryEstimate.js';
import type { ExportRequest as _farvault_v1_ExportRequest, ExportRequest__Output as _farvault_v1_ExportRequest__Output } from './farvault/v1/ExportRequest.js';
import type { ExportResponse as _farvault_v1_ExportResponse, ExportResponse__Output as _farvault_v1_ExportResponse__Output } from './farvault/v1/ExportResponse.js';
import type { Fetch as _farvault_v1_Fetch, Fetch__Output as _farvault_v1_Fetch__Output } from './farvault/v1/Fetch.js';
import type { FetchDone as _farvault_v1_FetchDone, FetchDone__Output as _farvault_v1_FetchDone__Output } from './farvault/v1/FetchDone.js';
import type { FetchItem as _farvault_v1_FetchItem, FetchItem__Output as _farvault_v1_FetchItem__Output } from './farvault/v1/FetchItem.js';
import type { Figure as _farvault_v1_Figure, Figure__Output as _farvault_v1_Figure__Output } from './farvault/v1/Figure.js';
import type { Frame as _farvault_v1_Frame, Frame__Output as _farvault_v1_Frame__Output } from './farvault/v1/Frame.js';
import type { GcEstimate as _farvault_v1_GcEstimate, GcEstimate__Output as _farvault_v1_GcEstimate__Output } from './farvault/v1/GcEstimate.js';
import type { GcPlan as _farvault_v1_GcPlan, GcPlan__Output as _farvault_v1_GcPlan__Output } from './farvault/v1/GcPlan.js';
import type { GcState as _farvault_v1_GcState, GcState__Output as _farvault_v1_GcState__Output } from './farvault/v1/GcState.js';
import type { GetAgentRequest as _farvault_v1_GetAgentRequest, GetAgentRequest__Output as _farvault_v1_GetAgentRequest__Output } from './farvault/v1/GetAgentRequest.js';
import type { GetAlertRequest as _farvault_v1_GetAlertRequest, GetAlertRequest__Output as _farvault_v1_GetAlertRequest__Output } from './farvault/v1/GetAlertRequest.js';
import type { GetClockRequest as _farvault_v1_GetClockRequest, GetClockRequest__Output as _farvault_v1_GetClockRequest__Output } from './farvault/v1/GetClockRequest.js';
import type { GetDrillRequest as _farvault_v1_GetDrillRequest, GetDrillRequest__Output as _farvault_v1_GetDrillRequest__Output } from './farvault/v1/GetDrillRequest.js';
import type { GetGcRequest as _farvault_v1_GetGcRequest, GetGcRequest__Output as _farvault_v1_GetGcRequest__Output } from './farvault/v1/GetGcRequest.js';
import type { GetJobRequest as _farvault_v1_GetJobRequest, GetJobRequest__Output as _farvault_v1_GetJobRequest__Output } from './farvault/v1/GetJobRequest.js';
import type { GetOfficeRequest as _farvault_v1_GetOfficeRequest, GetOfficeRequest__Output as _farvault_v1_GetOfficeRequest__Output } from './farvault/v1/GetOfficeRequest.js';
import type { GetReportRequest as _farvault_v1_GetReportRequest, GetReportRequest__Output as _farvault_v1_GetReportRequest__Output } from './farvault/v1/GetReportRequest.js';
import type { GetRolloutRequest as _farvault_v1_GetRolloutRequest, GetRolloutRequest__Output as _farvault_v1_GetRolloutRequest__Output } from './farvault/v1/GetRolloutRequest.js';
import type { GetRunLogRequest as _farvault_v1_GetRunLogRequest, GetRunLogRequest__Output as _farvault_v1_GetRunLogRequest__Output } from './farvault/v1/GetRunLogRequest.js';
import type { GetRunRequest as _farvault_v1_GetRunRequest, GetRunRequest__Output as _farvault_v1_GetRunRequest__Output } from './farvault/v1/GetRunRequest.js';
import type { GetSnapshotRequest as _farvault_v1_GetSnapshotRequest, GetSnapshotRequest__Output as _farvault_v1_GetSnapshotRequest__Output } from './farvault/v1/GetSnapshotRequest.js';
import type { GetStatisticsRequest as _farvault_v1_GetStatisticsRequest, GetStatisticsRequest__Output as _farvault_v1_GetStatisticsRequest__Output } from './farvault/v1/GetStatisticsRequest.js';
import type { GetStatusRequest as _farvault_v1_GetStatusRequest, GetStatusRequest__Output as _farvault_v1_GetStatusRequest__Output } from './farvault/v1/GetStatusRequest.js';
import type { GetStatusResponse as _farvault_v1_GetStatusResponse, GetStatusResponse__Output as _farvault_v1_GetStatusResponse__Output } from './farvault/v1/GetStatusResponse.js';
import type { GetUpdateFileRequest as _farvault_v1_GetUpdateFileRequest, GetUpdateFileRequest__Output as _farvault_v1_GetUpdateFileRequest__Output } from './farvault/v1/GetUpdateFileRequest.js';
import type { GetVerifyCoverageRequest as _farvault_v1_GetVerifyCoverageRequest, GetVerifyCoverageRequest__Output as _farvault_v1_GetVerifyCoverageRequest__Output } from './farvault/v1/GetVerifyCoverageRequest.js';
import type { Heartbeat as _farvault_v1_Heartbeat, Heartbeat__Output as _farvault_v1_Heartbeat__Output } from './farvault/v1/Heartbeat.js';
import type { Hello as _farvault_v1_Hello, Hello__Output as _farvault_v1_Hello__Output } from './farvault/v1/Hello.js';
import type { Hold as _farvault_v1_Hold, Hold__Output as _farvault_v1_Hold__Output } from './farvault/v1/Hold.js';
import type { HoldSnapshotRequest as _farvault_v1_HoldSnapshotRequest, HoldSnapshotRequest__Output as _farvault_v1_HoldSnapshotRequest__Output } from './farvault/v1/HoldSnapshotRequest.js';
import type { ImportReleaseHead as _farvault_v1_ImportReleaseHead, ImportReleaseHead__Output as _farvault_v1_ImportReleaseHead__Output } from './farvault/v1/ImportReleaseHead.js';
import type { ImportReleasePart as _farvault_v1_ImportReleasePart, ImportReleasePart__Output as _farvault_v1_ImportReleasePart__Output } from './farvault/v1/ImportReleasePart.js';
import type { ImportReleaseResponse as _farvault_v1_ImportReleaseResponse, ImportReleaseResponse__Output as _farvault_v1_ImportReleaseResponse__Output } from './farvault/v1/ImportReleaseResponse.js';
import type { Job as _farvault_v1_Job, Job__Output as _farvault_v1_Job__Output } from './farvault/v1/Job.js';
import type { JobDue as _farvault_v1_JobDue, JobDue__Output as _farvault_v1_JobDue__Output } from './farvault/v1/JobDue.js';
import type { JobFault as _farvault_v1_JobFault, JobFault__Output as _farvault_v1_JobFault__Output } from './farvault/v1/JobFault.js';
import type { LifecycleResult as _farvault_v1_LifecycleResult, LifecycleResult__Output as _farvault_v1_LifecycleResult__Output } from './farvault/v1/LifecycleResult.js';
import type { ListAgentsRequest as _farvault_v1_ListAgentsRequest, ListAgentsRequest__Output as _farvault_v1_ListAgentsRequest__Output } from './farvault/v1/ListAgentsRequest.js';
import type { ListAgentsResponse as _farvault_v1_ListAgentsResponse, ListAgentsResponse__Output as _farvault_v1_ListAgentsResponse__Output } from './farvault/v1/ListAgentsResponse.js';
import type { ListAlertsRequest as _farvault_v1_ListAlertsRequest, ListAlertsRequest__Output as _farvault_v1_ListAlertsRequest__Output } from './farvault/v1/ListAlertsRequest.js';
import type { ListAlertsResponse as _farvault_v1_ListAlertsResponse, ListAlertsResponse__Output as _farvault_v1_ListAlertsResponse__Output } from './farvault/v1/ListAlertsResponse.js';
import type { ListApprovalsRequest as _farvault_v1_ListApprovalsRequest, ListApprovalsRequest__Output as _farvault_v1_ListApprovalsRequest__Output } from './farvault/v1/ListApprovalsRequest.js';
import type { ListApprovalsResponse as _farvault_v1_ListApprovalsResponse, ListApprovalsResponse__Output as _farvault_v1_ListApprovalsResponse__Output } from './farvault/v1/ListApprovalsResponse.js';
import type { ListAuditRequest as _farvault_v1_ListAuditRequest, ListAuditRequest__Output as _farvault_v1_ListAuditRequest__Output } from './farvault/v1/ListAuditRequest.js';
import type { ListCopiesRequest as _farvault_v1_ListCopiesRequest, ListCopiesRequest__Output as _farvault_v1_ListCopiesRequest__Output } from './farvault/v1/ListCopiesRequest.js';
import type { ListCopiesResponse as _farvault_v1_ListCopiesResponse, ListCopiesResponse__Output as _farvault_v1_ListCopiesResponse__Output } from './farvault/v1/ListCopiesResponse.js';
import type { ListDamageRequest as _farvault_v1_ListDamageRequest, ListDamageRequest__Output as _farvault_v1_ListDamageRequest__Output } from './farvault/v1/ListDamageRequest.js';
import type { ListDrillsRequest as _farvault_v1_ListDrillsRequest, ListDrillsRequest__Output as _farvault_v1_ListDrillsRequest__Output } from './farvault/v1/ListDrillsRequest.js';
import type { ListDrillsResponse as _farvault_v1_ListDrillsResponse, ListDrillsResponse__Output as _farvault_v1_ListDrillsResponse__Output } from './farvault/v1/ListDrillsResponse.js';
import type { ListJobsRequest as _farvault_v1_ListJobsRequest, ListJobsRequest__Output as _farvault_v1_ListJobsRequest__Output } from './farvault/v1/ListJobsRequest.js';
import type { ListJobsResponse as _farvault_v1_ListJobsResponse, ListJobsResponse__Output as _farvault_v1_ListJobsResponse__Output } from './farvault/v1/ListJobsResponse.js';
import type { ListOfficesRequest as _farvault_v1_ListOfficesRequest, ListOfficesRequest__Output as _farvault_v1_ListOfficesRequest__Output } from './farvault/v1/ListOfficesRequest.js';
import type { ListOfficesResponse as _farvault_v1_ListOfficesResponse, ListOfficesResponse__Output as _farvault_v1_ListOfficesResponse__Output } from './farvault/v1/ListOfficesResponse.js';
import type { ListReleasesRequest as _farvault_v1_ListReleasesRequest, ListReleasesRequest__Output as _farvault_v1_ListReleasesRequest__Output } from './farvault/v1/ListReleasesRequest.js';
import type { ListReleasesResponse as _farvault_v1_ListReleasesResponse, ListReleasesResponse__Output as _farvault_v1_ListReleasesResponse__Output } from './farvault/v1/ListReleasesResponse.js';
import type { ListRetentionLocksRequest as _farvault_v1_ListRetentionLocksRequest, ListRetentionLocksRequest__Output as _farvault_v1_ListRetentionLocksRequest__Output } from './farvault/v1/ListRetentionLocksRequest.js';
import type { ListRetentionLocksResponse as _farvault_v1_ListRetentionLocksResponse, ListRetentionLocksResponse__Output as _farvault_v1_ListRetentionLocksResponse__Output } from './farvault/v1/ListRetentionLocksResponse.js';
import type { ListRolloutsRequest as _farvault_v1_ListRolloutsRequest, ListRolloutsRequest__Output as _farvault_v1_ListRolloutsRequest__Output } from './farvault/v1/ListRolloutsRequest.js';
import type { ListRolloutsResponse as _farvault_v1_ListRolloutsResponse, ListRolloutsResponse__Output as _farvault_v1_ListRolloutsResponse__Output } from './farvault/v1/ListRolloutsResponse.js';
import type { ListRunsRequest as _farvault_v1_ListRunsRequest, ListRunsRequest__Output as _farvault_v1_ListRunsRequest__Output } from './farvault/v1/ListRunsRequest.js';
import type { ListRunsResponse as _farvault_v1_ListRunsResponse, ListRunsResponse__Output as _farvault_v1_ListRunsResponse__Output } from './farvault/v1/ListRunsResponse.js';
import type { ListSecretsRequest as _farvault_v1_ListSecretsRequest, ListSecretsRequest__Output as _farvault_v1_ListSecretsRequest__Output } from './farvault/v1/ListSecretsRequest.js';
import type { ListSecretsResponse as _farvault_v1_ListSecretsResponse, ListSecretsResponse__Output as _farvault_v1_ListSecretsResponse__Output } from './farvault/v1/ListSecretsResponse.js';
import type { ListSilencesRequest as _farvault_v1_ListSilencesRequest, ListSilencesRequest__Output as _farvault_v1_ListSilencesRequest__Output } from './farvault/v1/ListSilencesRequest.js';
import type { ListSilencesResponse as _farvault_v1_ListSilencesResponse, ListSilencesResponse__Output as _farvault_v1_ListSilencesResponse__Output } from './farvault/v1/ListSilencesResponse.js';
import type { ListSnapshotsRequest as _farvault_v1_ListSnapshotsRequest, ListSnapshotsRequest__Output as _farvault_v1_ListSnapshotsRequest__Output } from './farvault/v1/ListSnapshotsRequest.js';
import type { ListSnapshotsResponse as _farvault_v1_ListSnapshotsResponse, ListSnapshotsResponse__Output as _farvault_v1_ListSnapshotsResponse__Output } from './farvault/v1/ListSnapshotsResponse.js';
import type { ListUsersRequest as _farvault_v1_ListUsersRequest, ListUsersRequest__Output as _farvault_v1_ListUsersRequest__Output } from './farvault/v1/ListUsersRequest.js';
import type { ListUsersResponse as _farvault_v1_ListUsersResponse, ListUsersResponse__Output as _farvault_v1_ListUsersResponse__Output } from './farvault/v1/ListUsersResponse.js';
import type { LogEntries as _farvault_v1_LogEntries, LogEntries__Output as _farvault_v1_LogEntries__Output } from './farvault/v1/LogEntries.js';
import type { LogEntry as _farvault_v1_LogEntry, LogEntry__Output as _farvault_v1_LogEntry__Output } from './farvault/v1/LogEntry.js';
import type { LogLine as _farvault_v1_LogLine, LogLine__Output as _farvault_v1_LogLine__Output } from './farvault/v1/LogLine.js';
import type { LostRange as _farvault_v1_LostRange, LostRange__Output as _farvault_v1_LostRange__Output } from './farvault/v1/LostRange.js';
import type { MetadataExpiry as _farvault_v1_MetadataExpiry, MetadataExpiry__Output as _farvault_v1_MetadataExpiry__Output } from './farvault/v1/MetadataExpiry.js';
import type { Offer as _farvault_v1_Offer, Offer__Output as _farvault_v1_Offer__Output } from './farvault/v1/Offer.js';
import type { OfferAnswer as _farvault_v1_OfferAnswer, OfferAnswer__Output as _farvault_v1_OfferAnswer__Output } from './farvault/v1/OfferAnswer.js';
import type { Office as _farvault_v1_Office, Office__Output as _farvault_v1_Office__Output } from './farvault/v1/Office.js';
import type { PauseJobRequest as _farvault_v1_PauseJobRequest, PauseJobRequest__Output as _farvault_v1_PauseJobRequest__Output } from './farvault/v1/PauseJobRequest.js';
import type { PlanExpiryRequest as _farvault_v1_PlanExpiryRequest, PlanExpiryRequest__Output as _farvault_v1_PlanExpiryRequest__Output } from './farvault/v1/PlanExpiryRequest.js';
import type { PlanGcRequest as _farvault_v1_PlanGcRequest, PlanGcRequest__Output as _farvault_v1_PlanGcRequest__Output } from './farvault/v1/PlanGcRequest.js';
import type { PlanRetentionRequest as _farvault_v1_PlanRetentionRequest, PlanRetentionRequest__Output as _farvault_v1_PlanRetentionRequest__Output } from './farvault/v1/PlanRetentionRequest.js';
import type { PlanScheduleRequest as _farvault_v1_PlanScheduleRequest, PlanScheduleRequest__Output as _farvault_v1_PlanScheduleRequest__Output } from './farvault/v1/PlanScheduleRequest.js';
import type { PlanScheduleResponse as _farvault_v1_PlanScheduleResponse, PlanScheduleResponse__Output as _farvault_v1_PlanScheduleResponse__Output } from './farvault/v1/PlanScheduleResponse.js';
import type { PlannedRun as _farvault_v1_PlannedRun, PlannedRun__Output as _farvault_v1_PlannedRun__Output } from './farvault/v1/PlannedRun.js';
import type { Proof as _farvault_v1_Proof, Proof__Output as _farvault_v1_Proof__Output } from './farvault/v1/Proof.js';
import type { ProofResult as _farvault_v1_ProofResult, ProofResult__Output as _farvault_v1_ProofResult__Output } from './farvault/v1/ProofResult.js';
import type { PurgeSnapshotsRequest as _farvault_v1_PurgeSnapshotsRequest, PurgeSnapshotsRequest__Output as _farvault_v1_PurgeSnapshotsRequest__Output } from './farvault/v1/PurgeSnapshotsRequest.js';
import type { ReadOpen as _farvault_v1_ReadOpen, ReadOpen__Output as _farvault_v1_ReadOpen__Output } from './farvault/v1/ReadOpen.js';
import type { ReadOpened as _farvault_v1_ReadOpened, ReadOpened__Output as _farvault_v1_ReadOpened__Output } from './farvault/v1/ReadOpened.js';
import type { ReadReleaseRequest as _farvault_v1_ReadReleaseRequest, ReadReleaseRequest__Output as _farvault_v1_ReadReleaseRequest__Output } from './farvault/v1/ReadReleaseRequest.js';
import type { ReadReply as _farvault_v1_ReadReply, ReadReply__Output as _farvault_v1_ReadReply__Output } from './farvault/v1/ReadReply.js';
import type { ReadRequest as _farvault_v1_ReadRequest, ReadRequest__Output as _farvault_v1_ReadRequest__Output } from './farvault/v1/ReadRequest.js';
import type { Release as _farvault_v1_Release, Release__Output as _farvault_v1_Release__Output } from './farvault/v1/Release.js';
import type { ReleasePart as _farvault_v1_ReleasePart, ReleasePart__Output as _farvault_v1_ReleasePart__Output } from './farvault/v1/ReleasePart.js';
import type { ReleaseSnapshotRequest as _farvault_v1_ReleaseSnapshotRequest, ReleaseSnapshotRequest__Output as _farvault_v1_ReleaseSnapshotRequest__Output } from './farvault/v1/ReleaseSnapshotRequest.js';
import type { RenameAgentRequest as _farvault_v1_RenameAgentRequest, RenameAgentRequest__Output as _farvault_v1_RenameAgentRequest__Output } from './farvault/v1/RenameAgentRequest.js';
import type { RenewRequest as _farvault_v1_RenewRequest, RenewRequest__Output as _farvault_v1_RenewRequest__Output } from './farvault/v1/RenewRequest.js';
import type { RenewResponse as _farvault_v1_RenewResponse, RenewResponse__Output as _farvault_v1_RenewResponse__Output } from './farvault/v1/RenewResponse.js';
import type { RenewUserRequest as _farvault_v1_RenewUserRequest, RenewUserRequest__Output as _farvault_v1_RenewUserRequest__Output } from './farvault/v1/RenewUserRequest.js';
import type { RenewUserResponse as _farvault_v1_RenewUserResponse, RenewUserResponse__Output as _farvault_v1_RenewUserResponse__Output } from './farvault/v1/RenewUserResponse.js';
import type { ReportPart as _farvault_v1_ReportPart, ReportPart__Output as _farvault_v1_ReportPart__Output } from './farvault/v1/ReportPart.js';
import type { ResourceChange as _farvault_v1_ResourceChange, ResourceChange__Output as _farvault_v1_ResourceChange__Output } from './farvault/v1/ResourceChange.js';
import type { RestoreFromTrashRequest as _farvault_v1_RestoreFromTrashRequest, RestoreFromTrashRequest__Output as _farvault_v1_RestoreFromTrashRequest__Output } from './farvault/v1/RestoreFromTrashRequest.js';
import type { RestoreSpec as _farvault_v1_RestoreSpec, RestoreSpec__Output as _farvault_v1_RestoreSpec__Output } from './farvault/v1/RestoreSpec.js';
import type { RetentionLock as _farvault_v1_RetentionLock, RetentionLock__Output as _farvault_v1_RetentionLock__Output } from './farvault/v1/RetentionLock.js';
import type { RetentionPlan as _farvault_v1_RetentionPlan, RetentionPlan__Output as _farvault_v1_RetentionPlan__Output } from './farvault/v1/RetentionPlan.js';
import type { RetentionRow as _farvault_v1_RetentionRow, RetentionRow__Output as _farvault_v1_RetentionRow__Output } from './farvault/v1/RetentionRow.js';
import type { RevokeAgentRequest as _farvault_v1_RevokeAgentRequest, RevokeAgentRequest__Output as _farvault_v1_RevokeAgentRequest__Output } from './farvault/v1/RevokeAgentRequest.js';
import type { RevokeUserRequest as _farvault_v1_RevokeUserRequest, RevokeUserRequest__Output as _farvault_v1_RevokeUserRequest__Output } from './farvault/v1/RevokeUserRequest.js';
import type { Rollout as _farvault_v1_Rollout, Rollout__Output as _farvault_v1_Rollout__Output } from './farvault/v1/Rollout.js';
import type { RolloutAgent as _farvault_v1_RolloutAgent, RolloutAgent__Output as _farvault_v1_RolloutAgent__Output } from './farvault/v1/RolloutAgent.js';
import type { RolloutCount as _farvault_v1_RolloutCount, RolloutCount__Output as _farvault_v1_RolloutCount__Output } from './farvault/v1/RolloutCount.js';
import type { Run as _farvault_v1_Run, Run__Output as _farvault_v1_Run__Output } from './farvault/v1/Run.js';
import type { RunAccepted as _farvault_v1_RunAccepted, RunAccepted__Output as _farvault_v1_RunAccepted__Output } from './farvault/v1/RunAccepted.js';
import type { RunCounters as _farvault_v1_RunCounters, RunCounters__Output as _farvault_v1_RunCounters__Output } from './farvault/v1/RunCounters.js';
import type { RunDue as _farvault_v1_RunDue, RunDue__Output as _farvault_v1_RunDue__Output } from './farvault/v1/RunDue.js';
import type { RunEndRecorded as _farvault_v1_RunEndRecorded, RunEndRecorded__Output as _farvault_v1_RunEndRecorded__Output } from './farvault/v1/RunEndRecorded.js';
import type { RunEnded as _farvault_v1_RunEnded, RunEnded__Output as _farvault_v1_RunEnded__Output } from './farvault/v1/RunEnded.js';
import type { RunLog as _farvault_v1_RunLog, RunLog__Output as _farvault_v1_RunLog__Output } from './farvault/v1/RunLog.js';
import type { RunProgress as _farvault_v1_RunProgress, RunProgress__Output as _farvault_v1_RunProgress__Output } from './farvault/v1/RunProgress.js';
import type { RunUpdate as _farvault_v1_RunUpdate, RunUpdate__Output as _farvault_v1_RunUpdate__Output } from './farvault/v1/RunUpdate.js';
import type { SearchLogRequest as _farvault_v1_SearchLogRequest, SearchLogRequest__Output as _farvault_v1_SearchLogRequest__Output } from './farvault/v1/SearchLogRequest.js';
import type { SecretInfo as _farvault_v1_SecretInfo, SecretInfo__Output as _farvault_v1_SecretInfo__Output } from './farvault/v1/SecretInfo.js';
import type { SendReportRequest as _farvault_v1_SendReportRequest, SendReportRequest__Output as _farvault_v1_SendReportRequest__Output } from './farvault/v1/SendReportRequest.js';
import type { SendReportResponse as _farvault_v1_SendReportResponse, SendReportResponse__Output as _farvault_v1_SendReportResponse__Output } from './farvault/v1/SendReportResponse.js';
import type { ServerClock as _farvault_v1_ServerClock, ServerClock__Output as _farvault_v1_ServerClock__Output } from './farvault/v1/ServerClock.js';
import type { ServerMessage as _farvault_v1_ServerMessage, ServerMessage__Output as _farvault_v1_ServerMessage__Output } from './farvault/v1/ServerMessage.js';
import type { SetAgentLabelsRequest as _farvault_v1_SetAgentLabelsRequest, SetAgentLabelsRequest__Output as _farvault_v1_SetAgentLabelsRequest__Output } from './farvault/v1/SetAgentLabelsRequest.js';
import type { SetCopyRequest as _farvault_v1_SetCopyRequest, SetCopyRequest__Output as _farvault_v1_SetCopyRequest__Output } from './farvault/v1/SetCopyRequest.js';
import type { SetRetentionLockRequest as _farvault_v1_SetRetentionLockRequest, SetRetentionLockRequest__Output as _farvault_v1_SetRetentionLockRequest__Output } from './farvault/v1/SetRetentionLockRequest.js';
import type { SetSecretRequest as _farvault_v1_SetSecretRequest, SetSecretRequest__Output as _farvault_v1_SetSecretRequest__Output } from './farvault/v1/SetSecretRequest.js';
import type { Silence as _farvault_v1_Silence, Silence__Output as _farvault_v1_Silence__Output } from './farvault/v1/Silence.js';
import type { Snapshot as _farvault_v1_Snapshot, Snapshot__Output as _farvault_v1_Snapshot__Output } from './farvault/v1/Snapshot.js';
import type { StartCopyRequest as _farvault_v1_StartCopyRequest, StartCopyRequest__Output as _farvault_v1_StartCopyRequest__Output } from './farvault/v1/StartCopyRequest.js';
import type { StartDrillRequest as _farvault_v1_StartDrillRequest, StartDrillRequest__Output as _farvault_v1_StartDrillRequest__Output } from './farvault/v1/StartDrillRequest.js';
import type { StartGcRequest as _farvault_v1_StartGcRequest, StartGcRequest__Output as _farvault_v1_StartGcRequest__Output } from './farvault/v1/StartGcRequest.js';
import type { StartJobRequest as _farvault_v1_StartJobRequest, StartJobRequest__Output as _farvault_v1_StartJobRequest__Output } from './farvault/v1/StartJobRequest.js';
import type { StartRepairRequest as _farvault_v1_StartRepairRequest, StartRepairRequest__Output as _farvault_v1_StartRepairRequest__Output } from './farvault/v1/StartRepairRequest.js';
import type { StartRestoreRequest as _farvault_v1_StartRestoreRequest, StartRestoreRequest__Output as _farvault_v1_StartRestoreRequest__Output } from './farvault/v1/StartRestoreRequest.js';
import type { StartRolloutRequest as _farvault_v1_StartRolloutRequest, StartRolloutRequest__Output as _farvault_v1_StartRolloutRequest__Output } from './farvault/v1/StartRolloutRequest.js';
import type { StartRun as _farvault_v1_StartRun, StartRun__Output as _farvault_v1_StartRun__Output } from './farvault/v1/StartRun.js';
import type { StartVerifyRequest as _farvault_v1_StartVerifyRequest, StartVerifyRequest__Output as _farvault_v1_StartVerifyRequest__Output } from './farvault/v1/StartVerifyRequest.js';
import type { StateApplied as _farvault_v1_StateApplied, StateApplied__Output as _farvault_v1_StateApplied__Output } from './farvault/v1/StateApplied.js';
import type { Statistics as _farvault_v1_Statistics, Statistics__Output as _farvault_v1_Statistics__Output } from './farvault/v1/Statistics.js';
import type { StatisticsRow as _farvault_v1_StatisticsRow, StatisticsRow__Output as _farvault_v1_StatisticsRow__Output } from './farvault/v1/StatisticsRow.js';
import type { TestDestinationRequest as _farvault_v1_TestDestinationRequest, TestDestinationRequest__Output as _farvault_v1_TestDestinationRequest__Output } from './farvault/v1/TestDestinationRequest.js';
import type { TestDestinationResponse as _farvault_v1_TestDestinationResponse, TestDestinationResponse__Output as _farvault_v1_TestDestinationResponse__Output } from './farvault/v1/TestDestinationResponse.js';
import type { UpdateFile as _farvault_v1_UpdateFile, UpdateFile__Output as _farvault_v1_UpdateFile__Output } from './farvault/v1/UpdateFile.js';
import type { UpdateJobRequest as _farvault_v1_UpdateJobRequest, UpdateJobRequest__Output as _farvault_v1_UpdateJobRequest__Output } from './farvault/v1/UpdateJobRequest.js';
import type { UpdateReport as _farvault_v1_UpdateReport, UpdateReport__Output as _farvault_v1_UpdateReport__Output } from './farvault/v1/UpdateReport.js';
import type { UpdateUserRequest as _farvault_v1_UpdateUserRequest, UpdateUserRequest__Output as _farvault_v1_UpdateUserRequest__Output } from './farvault/v1/UpdateUserRequest.js';
import type { UserInfo as _farvault_v1_UserInfo, UserInfo__Output as _farvault_v1_UserInfo__Output } from './farvault/v1/UserInfo.js';
import type { VerifyCoverage as _farvault_v1_VerifyCoverage, VerifyCoverage__Output as _farvault_v1_VerifyCoverage__Output } from './farvault/v1/VerifyCoverage.js';
import type { WatchRunRequest as _farvault_v1_WatchRunRequest, WatchRunRequest__Output as _farvault_v1_WatchRunRequest__Output } from './farvault/v1/WatchRunRequest.js';
import type { WatchRunsRequest as _farvault_v1_WatchRunsRequest, WatchRunsRequest__Output as _farvault_v1_WatchRunsRequest__Output } from './farvault/v1/WatchRunsRequest.js';
import type { Welcome as _farvault_v1_Welcome, Welcome__Output as _farvault_v1_Welcome__Output } from './farvault/v1/Welcome.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  farvault: {
    v1: {
      Ack: MessageTypeDefinition<_farvault_v1_Ack, _farvault_v1_Ack__Output>
      AcknowledgeAlertRequest: MessageTypeDefinition<_farvault_v1_AcknowledgeAlertRequest, _farvault_v1_AcknowledgeAlertRequest__Output>
      Admin: SubtypeConstructor<typeof grpc.Client, _farvault_v1_AdminClient> & { service: _farvault_v1_AdminDefinition }
      Agent: SubtypeConstructor<typeof grpc.Client, _farvault_v1_AgentClient> & { service: _farvault_v1_AgentDefinition }
      AgentFacts: MessageTypeDefinition<_farvault_v1_AgentFacts, _farvault_v1_AgentFacts__Output>
      AgentInfo: MessageTypeDefinition<_farvault_v1_AgentInfo, _farvault_v1_AgentInfo__Output>
      AgentMessage: MessageTypeDefinition<_farvault_v1_AgentMessage, _farvault_v1_AgentMessage__Output>
      Alert: MessageTypeDefinition<_farvault_v1_Alert, _farvault_v1_Alert__Output>
      AlertDelivery: MessageTypeDefinition<_farvault_v1_AlertDelivery, _farvault_v1_AlertDelivery__Output>
      ApplyRequest: MessageTypeDefinition<_farvault_v1_ApplyRequest, _farvault_v1_ApplyRequest__Output>
      ApplyResponse: MessageTypeDefinition<_farvault_v1_ApplyResponse, _farvault_v1_ApplyResponse__Output>
      ApplyRetentionRequest: MessageTypeDefinition<_farvault_v1_ApplyRetentionRequest, _farvault_v1_ApplyRetentionRequest__Output>
      Approval: MessageTypeDefinition<_farvault_v1_Approval, _farvault_v1_Approval__Output>
      AuditEntries: MessageTypeDefinition<_farvault_v1_AuditEntries, _farvault_v1_AuditEntries__Output>
      AuditEntry: MessageTypeDefinition<_farvault_v1_AuditEntry, _farvault_v1_AuditEntry__Output>
      BackupBegin: MessageTypeDefinition<_farvault_v1_BackupBegin, _farvault_v1_BackupBegin__Output>
      BackupBegun: MessageTypeDefinition<_farvault_v1_BackupBegun, _farvault_v1_BackupBegun__Output>
      BackupReply: MessageTypeDefinition<_farvault_v1_BackupReply, _farvault_v1_BackupReply__Output>
      BackupRequest: MessageTypeDefinition<_farvault_v1_BackupRequest, _farvault_v1_BackupRequest__Output>
      BackupSpec: MessageTypeDefinition<_farvault_v1_BackupSpec, _farvault_v1_BackupSpec__Output>
      CancelRun: MessageTypeDefinition<_farvault_v1_CancelRun, _farvault_v1_CancelRun__Output>
      CancelRunRequest: MessageTypeDefinition<_farvault_v1_CancelRunRequest, _farvault_v1_CancelRunRequest__Output>
      CertificateExpiry: MessageTypeDefinition<_farvault_v1_CertificateExpiry, _farvault_v1_CertificateExpiry__Output>
      ChangeRolloutRequest: MessageTypeDefinition<_farvault_v1_ChangeRolloutRequest, _farvault_v1_ChangeRolloutRequest__Output>
      Chunking: MessageTypeDefinition<_farvault_v1_Chunking, _farvault_v1_Chunking__Output>
      Codec: EnumTypeDefinition
      Commit: MessageTypeDefinition<_farvault_v1_Commit, _farvault_v1_Commit__Output>
      CommitResult: MessageTypeDefinition<_farvault_v1_CommitResult, _farvault_v1_CommitResult__Output>
      ConfirmClockRequest: MessageTypeDefinition<_farvault_v1_ConfirmClockRequest, _farvault_v1_ConfirmClockRequest__Output>
      CopyInfo: MessageTypeDefinition<_farvault_v1_CopyInfo, _farvault_v1_CopyInfo__Output>
      CreateJobRequest: MessageTypeDefinition<_farvault_v1_CreateJobRequest, _farvault_v1_CreateJobRequest__Output>
      CreateOfficeRequest: MessageTypeDefinition<_farvault_v1_CreateOfficeRequest, _farvault_v1_CreateOfficeRequest__Output>
      CreateSilenceRequest: MessageTypeDefinition<_farvault_v1_CreateSilenceRequest, _farvault_v1_CreateSilenceRequest__Output>
      CreateTokenRequest: MessageTypeDefinition<_farvault_v1_CreateTokenRequest, _farvault_v1_CreateTokenRequest__Output>
      CreateTokenResponse: MessageTypeDefinition<_farvault_v1_CreateTokenResponse, _farvault_v1_CreateTokenResponse__Output>
      CreateUserRequest: MessageTypeDefinition<_farvault_v1_CreateUserRequest, _farvault_v1_CreateUserRequest__Output>
      CreateUserResponse: MessageTypeDefinition<_farvault_v1_CreateUserResponse, _farvault_v1_CreateUserResponse__Output>
      DamagePart: MessageTypeDefinition<_farvault_v1_DamagePart, _farvault_v1_DamagePart__Output>
      DamagedFrame: MessageTypeDefinition<_farvault_v1_DamagedFrame, _farvault_v1_DamagedFrame__Output>
      DamagedSnapshot: MessageTypeDefinition<_farvault_v1_DamagedSnapshot, _farvault_v1_DamagedSnapshot__Output>
      Data: SubtypeConstructor<typeof grpc.Client, _farvault_v1_DataClient> & { service: _farvault_v1_DataDefinition }
      DecideApprovalRequest: MessageTypeDefinition<_farvault_v1_DecideApprovalRequest, _farvault_v1_DecideApprovalRequest__Output>
      DeleteAgentRequest: MessageTypeDefinition<_farvault_v1_DeleteAgentRequest, _farvault_v1_DeleteAgentRequest__Output>
      DeleteAgentResponse: MessageTypeDefinition<_farvault_v1_DeleteAgentResponse, _farvault_v1_DeleteAgentResponse__Output>
      DeleteCopyRequest: MessageTypeDefinition<_farvault_v1_DeleteCopyRequest, _farvault_v1_DeleteCopyRequest__Output>
      DeleteCopyResponse: MessageTypeDefinition<_farvault_v1_DeleteCopyResponse, _farvault_v1_DeleteCopyResponse__Output>
      DeleteJobRequest: MessageTypeDefinition<_farvault_v1_DeleteJobRequest, _farvault_v1_DeleteJobRequest__Output>
      DeleteJobResponse: MessageTypeDefinition<_farvault_v1_DeleteJobResponse, _farvault_v1_DeleteJobResponse__Output>
      DeleteOfficeRequest: MessageTypeDefinition<_farvault_v1_DeleteOfficeRequest, _farvault_v1_DeleteOfficeRequest__Output>
      DeleteOfficeResponse: MessageTypeDefinition<_farvault_v1_DeleteOfficeResponse, _farvault_v1_DeleteOfficeResponse__Output>
      DeleteResourceRequest: MessageTypeDefinition<_farvault_v1_DeleteResourceRequest, _farvault_v1_DeleteResourceRequest__Output>
      DeleteResourceResponse: MessageTypeDefinition<_farvault_v1_DeleteResourceResponse, _farvault_v1_DeleteResourceResponse__Output>
      DeleteSecretRequest: MessageTypeDefinition<_farvault_v1_DeleteSecretRequest, _farvault_v1_DeleteSecretRequest__Output>
      DeleteSecretResponse: MessageTypeDefinition<_farvault_v1_DeleteSecretResponse, _farvault_v1_DeleteSecretResponse__Output>
      DeleteSilenceRequest: MessageTypeDefinition<_farvault_v1_DeleteSilenceRequest, _farvault_v1_DeleteSilenceRequest__Output>
      DeleteSilenceResponse: MessageTypeDefinition<_farvault_v1_DeleteSilenceResponse, _farvault_v1_DeleteSilenceResponse__Output>
      DeleteSnapshotsRequest: MessageTypeDefinition<_farvault_v1_DeleteSnapshotsRequest, _farvault_v1_DeleteSnapshotsRequest__Output>
      DesiredJob: MessageTypeDefinition<_farvault_v1_DesiredJob, _farvault_v1_DesiredJob__Output>
      DesiredState: MessageTypeDefinition<_farvault_v1_DesiredState, _farvault_v1_DesiredState__Output>
      DesiredUpdate: MessageTypeDefinition<_farvault_v1_DesiredUpdate, _farvault_v1_DesiredUpdate__Output>
      DrillEvidence: MessageTypeDefinition<_farvault_v1_DrillEvidence, _farvault_v1_DrillEvidence__Output>
      EffectiveSetting: MessageTypeDefinition<_farvault_v1_EffectiveSetting, _farvault_v1_EffectiveSetting__Output>
      EnrolRequest: MessageTypeDefinition<_farvault_v1_EnrolRequest, _farvault_v1_EnrolRequest__Output>
      EnrolResponse: MessageTypeDefinition<_farvault_v1_EnrolResponse, _farvault_v1_EnrolResponse__Output>
      ExpiryEstimate: MessageTypeDefinition<_farvault_v1_ExpiryEstimate, _farvault_v1_ExpiryEstimate__Output>
      ExportRequest: MessageTypeDefinition<_farvault_v1_ExportRequest, _farvault_v1_ExportRequest__Output>
      ExportResponse: MessageTypeDefinition<_farvault_v1_ExportResponse, _farvault_v1_ExportResponse__Output>
      Fetch: MessageTypeDefinition<_farvault_v1_Fetch, _farvault_v1_Fetch__Output>
      FetchDone: MessageTypeDefinition<_farvault_v1_FetchDone, _farvault_v1_FetchDone__Output>
      FetchItem: MessageTypeDefinition<_farvault_v1_FetchItem, _farvault_v1_FetchItem__Output>
      Figure: MessageTypeDefinition<_farvault_v1_Figure, _farvault_v1_Figure__Output>
      Frame: MessageTypeDefinition<_farvault_v1_Frame, _farvault_v1_Frame__Output>
      GcEstimate: MessageTypeDefinition<_farvault_v1_GcEstimate, _farvault_v1_GcEstimate__Output>
      GcPlan: MessageTypeDefinition<_farvault_v1_GcPlan, _farvault_v1_GcPlan__Output>
      GcState: MessageTypeDefinition<_farvault_v1_GcState, _farvault_v1_GcState__Output>
      GetAgentRequest: MessageTypeDefinition<_farvault_v1_GetAgentRequest, _farvault_v1_GetAgentRequest__Output>
      GetAlertRequest: MessageTypeDefinition<_farvault_v1_GetAlertRequest, _farvault_v1_GetAlertRequest__Output>
      GetClockRequest: MessageTypeDefinition<_farvault_v1_GetClockRequest, _farvault_v1_GetClockRequest__Output>
      GetDrillRequest: MessageTypeDefinition<_farvault_v1_GetDrillRequest, _farvault_v1_GetDrillRequest__Output>
      GetGcRequest: MessageTypeDefinition<_farvault_v1_GetGcRequest, _farvault_v1_GetGcRequest__Output>
      GetJobRequest: MessageTypeDefinition<_farvault_v1_GetJobRequest, _farvault_v1_GetJobRequest__Output>
      GetOfficeRequest: MessageTypeDefinition<_farvault_v1_GetOfficeRequest, _farvault_v1_GetOfficeRequest__Output>
      GetReportRequest: MessageTypeDefinition<_farvault_v1_GetReportRequest, _farvault_v1_GetReportRequest__Output>
      GetRolloutRequest: MessageTypeDefinition<_farvault_v1_GetRolloutRequest, _farvault_v1_GetRolloutRequest__Output>
      GetRunLogRequest: MessageTypeDefinition<_farvault_v1_GetRunLogRequest, _farvault_v1_GetRunLogRequest__Output>
      GetRunRequest: MessageTypeDefinition<_farvault_v1_GetRunRequest, _farvault_v1_GetRunRequest__Output>
      GetSnapshotRequest: MessageTypeDefinition<_farvault_v1_GetSnapshotRequest, _farvault_v1_GetSnapshotRequest__Output>
      GetStatisticsRequest: MessageTypeDefinition<_farvault_v1_GetStatisticsRequest, _farvault_v1_GetStatisticsRequest__Output>
      GetStatusRequest: MessageTypeDefinition<_farvault_v1_GetStatusRequest, _farvault_v1_GetStatusRequest__Output>
      GetStatusResponse: MessageTypeDefinition<_farvault_v1_GetStatusResponse, _farvault_v1_GetStatusResponse__Output>
      GetUpdateFileRequest: MessageTypeDefinition<_farvault_v1_GetUpdateFileRequest, _farvault_v1_GetUpdateFileRequest__Output>
      GetVerifyCoverageRequest: MessageTypeDefinition<_farvault_v1_GetVerifyCoverageRequest, _farvault_v1_GetVerifyCoverageRequest__Output>
      Heartbeat: MessageTypeDefinition<_farvault_v1_Heartbeat, _farvault_v1_Heartbeat__Output>
      Hello: MessageTypeDefinition<_farvault_v1_Hello, _farvault_v1_Hello__Output>
      Hold: MessageTypeDefinition<_farvault_v1_Hold, _farvault_v1_Hold__Output>
      HoldSnapshotRequest: MessageTypeDefinition<_farvault_v1_HoldSnapshotRequest, _farvault_v1_HoldSnapshotRequest__Output>
      ImportReleaseHead: MessageTypeDefinition<_farvault_v1_ImportReleaseHead, _farvault_v1_ImportReleaseHead__Output>
      ImportReleasePart: MessageTypeDefinition<_farvault_v1_ImportReleasePart, _farvault_v1_ImportReleasePart__Output>
      ImportReleaseResponse: MessageTypeDefinition<_farvault_v1_ImportReleaseResponse, _farvault_v1_ImportReleaseResponse__Output>
      Job: MessageTypeDefinition<_farvault_v1_Job, _farvault_v1_Job__Output>
      JobDue: MessageTypeDefinition<_farvault_v1_JobDue, _farvault_v1_JobDue__Output>
      JobFault: MessageTypeDefinition<_farvault_v1_JobFault, _farvault_v1_JobFault__Output>
      LifecycleResult: MessageTypeDefinition<_farvault_v1_LifecycleResult, _farvault_v1_LifecycleResult__Output>
      ListAgentsRequest: MessageTypeDefinition<_farvault_v1_ListAgentsRequest, _farvault_v1_ListAgentsRequest__Output>
      ListAgentsResponse: MessageTypeDefinition<_farvault_v1_ListAgentsResponse, _farvault_v1_ListAgentsResponse__Output>
      ListAlertsRequest: MessageTypeDefinition<_farvault_v1_ListAlertsRequest, _farvault_v1_ListAlertsRequest__Output>
      ListAlertsResponse: MessageTypeDefinition<_farvault_v1_ListAlertsResponse, _farvault_v1_ListAlertsResponse__Output>
      ListApprovalsRequest: MessageTypeDefinition<_farvault_v1_ListApprovalsRequest, _farvault_v1_ListApprovalsRequest__Output>
      ListApprovalsResponse: MessageTypeDefinition<_farvault_v1_ListApprovalsResponse, _farvault_v1_ListApprovalsResponse__Output>
      ListAuditRequest: MessageTypeDefinition<_farvault_v1_ListAuditRequest, _farvault_v1_ListAuditRequest__Output>
      ListCopiesRequest: MessageTypeDefinition<_farvault_v1_ListCopiesRequest, _farvault_v1_ListCopiesRequest__Output>
      ListCopiesResponse: MessageTypeDefinition<_farvault_v1_ListCopiesResponse, _farvault_v1_ListCopiesResponse__Output>
      ListDamageRequest: MessageTypeDefinition<_farvault_v1_ListDamageRequest, _farvault_v1_ListDamageRequest__Output>
      ListDrillsRequest: MessageTypeDefinition<_farvault_v1_ListDrillsRequest, _farvault_v1_ListDrillsRequest__Output>
      ListDrillsResponse: MessageTypeDefinition<_farvault_v1_ListDrillsResponse, _farvault_v1_ListDrillsResponse__Output>
      ListJobsRequest: MessageTypeDefinition<_farvault_v1_ListJobsRequest, _farvault_v1_ListJobsRequest__Output>
      ListJobsResponse: MessageTypeDefinition<_farvault_v1_ListJobsResponse, _farvault_v1_ListJobsResponse__Output>
      ListOfficesRequest: MessageTypeDefinition<_farvault_v1_ListOfficesRequest, _farvault_v1_ListOfficesRequest__Output>
      ListOfficesResponse: MessageTypeDefinition<_farvault_v1_ListOfficesResponse, _farvault_v1_ListOfficesResponse__Output>
      ListReleasesRequest: MessageTypeDefinition<_farvault_v1_ListReleasesRequest, _farvault_v1_ListReleasesRequest__Output>
      ListReleasesResponse: MessageTypeDefinition<_farvault_v1_ListReleasesResponse, _farvault_v1_ListReleasesResponse__Output>
      ListRetentionLocksRequest: MessageTypeDefinition<_farvault_v1_ListRetentionLocksRequest, _farvault_v1_ListRetentionLocksRequest__Output>
      ListRetentionLocksResponse: MessageTypeDefinition<_farvault_v1_ListRetentionLocksResponse, _farvault_v1_ListRetentionLocksResponse__Output>
      ListRolloutsRequest: MessageTypeDefinition<_farvault_v1_ListRolloutsRequest, _farvault_v1_ListRolloutsRequest__Output>
      ListRolloutsResponse: MessageTypeDefinition<_farvault_v1_ListRolloutsResponse, _farvault_v1_ListRolloutsResponse__Output>
      ListRunsRequest: MessageTypeDefinition<_farvault_v1_ListRunsRequest, _farvault_v1_ListRunsRequest__Output>
      ListRunsResponse: MessageTypeDefinition<_farvault_v1_ListRunsResponse, _farvault_v1_ListRunsResponse__Output>
      ListSecretsRequest: MessageTypeDefinition<_farvault_v1_ListSecretsRequest, _farvault_v1_ListSecretsRequest__Output>
      ListSecretsResponse: MessageTypeDefinition<_farvault_v1_ListSecretsResponse, _farvault_v1_ListSecretsResponse__Output>
      ListSilencesRequest: MessageTypeDefinition<_farvault_v1_ListSilencesRequest, _farvault_v1_ListSilencesRequest__Output>
      ListSilencesResponse: MessageTypeDefinition<_farvault_v1_ListSilencesResponse, _farvault_v1_ListSilencesResponse__Output>
      ListSnapshotsRequest: MessageTypeDefinition<_farvault_v1_ListSnapshotsRequest, _farvault_v1_ListSnapshotsRequest__Output>
      ListSnapshotsResponse: MessageTypeDefinition<_farvault_v1_ListSnapshotsResponse, _farvault_v1_ListSnapshotsResponse__Output>
      ListUsersRequest: MessageTypeDefinition<_farvault_v1_ListUsersRequest, _farvault_v1_ListUsersRequest__Output>
      ListUsersResponse: MessageTypeDefinition<_farvault_v1_ListUsersResponse, _farvault_v1_ListUsersResponse__Output>
      LogEntries: MessageTypeDefinition<_farvault_v1_LogEntries, _farvault_v1_LogEntries__Output>
      LogEntry: MessageTypeDefinition<_farvault_v1_LogEntry, _farvault_v1_LogEntry__Output>
      LogLine: MessageTypeDefinition<_farvault_v1_LogLine, _farvault_v1_LogLine__Output>
      LostRange: MessageTypeDefinition<_farvault_v1_LostRange, _farvault_v1_LostRange__Output>
      MetadataExpiry: MessageTypeDefinition<_farvault_v1_MetadataExpiry, _farvault_v1_MetadataExpiry__Output>
      Offer: MessageTypeDefinition<_farvault_v1_Offer, _farvault_v1_Offer__Output>
      OfferAnswer: MessageTypeDefinition<_farvault_v1_OfferAnswer, _farvault_v1_OfferAnswer__Output>
      Office: MessageTypeDefinition<_farvault_v1_Office, _farvault_v1_Office__Output>
      PauseJobRequest: MessageTypeDefinition<_farvault_v1_PauseJobRequest, _farvault_v1_PauseJobRequest__Output>
      PlanExpiryRequest: MessageTypeDefinition<_farvault_v1_PlanExpiryRequest, _farvault_v1_PlanExpiryRequest__Output>
      PlanGcRequest: MessageTypeDefinition<_farvault_v1_PlanGcRequest, _farvault_v1_PlanGcRequest__Output>
      PlanRetentionRequest: MessageTypeDefinition<_farvault_v1_PlanRetentionRequest, _farvault_v1_PlanRetentionRequest__Output>
      PlanScheduleRequest: MessageTypeDefinition<_farvault_v1_PlanScheduleRequest, _farvault_v1_PlanScheduleRequest__Output>
      PlanScheduleResponse: MessageTypeDefinition<_farvault_v1_PlanScheduleResponse, _farvault_v1_PlanScheduleResponse__Output>
      PlannedRun: MessageTypeDefinition<_farvault_v1_PlannedRun, _farvault_v1_PlannedRun__Output>
      Proof: MessageTypeDefinition<_farvault_v1_Proof, _farvault_v1_Proof__Output>
      ProofResult: MessageTypeDefinition<_farvault_v1_ProofResult, _farvault_v1_ProofResult__Output>
      PurgeSnapshotsRequest: MessageTypeDefinition<_farvault_v1_PurgeSnapshotsRequest, _farvault_v1_PurgeSnapshotsRequest__Output>
      ReadOpen: MessageTypeDefinition<_farvault_v1_ReadOpen, _farvault_v1_ReadOpen__Output>
      ReadOpened: MessageTypeDefinition<_farvault_v1_ReadOpened, _farvault_v1_ReadOpened__Output>
      ReadReleaseRequest: MessageTypeDefinition<_farvault_v1_ReadReleaseRequest, _farvault_v1_ReadReleaseRequest__Output>
      ReadReply: MessageTypeDefinition<_farvault_v1_ReadReply, _farvault_v1_ReadReply__Output>
      ReadRequest: MessageTypeDefinition<_farvault_v1_ReadRequest, _farvault_v1_ReadRequest__Output>
      Release: MessageTypeDefinition<_farvault_v1_Release, _farvault_v1_Release__Output>
      ReleasePart: MessageTypeDefinition<_farvault_v1_ReleasePart, _farvault_v1_ReleasePart__Output>
      ReleaseSnapshotRequest: MessageTypeDefinition<_farvault_v1_ReleaseSnapshotRequest, _farvault_v1_ReleaseSnapshotRequest__Output>
      RenameAgentRequest: MessageTypeDefinition<_farvault_v1_RenameAgentRequest, _farvault_v1_RenameAgentRequest__Output>
      RenewRequest: MessageTypeDefinition<_farvault_v1_RenewRequest, _farvault_v1_RenewRequest__Output>
      RenewResponse: MessageTypeDefinition<_farvault_v1_RenewResponse, _farvault_v1_RenewResponse__Output>
      RenewUserRequest: MessageTypeDefinition<_farvault_v1_RenewUserRequest, _farvault_v1_RenewUserRequest__Output>
      RenewUserResponse: MessageTypeDefinition<_farvault_v1_RenewUserResponse, _farvault_v1_RenewUserResponse__Output>
      ReportPart: MessageTypeDefinition<_farvault_v1_ReportPart, _farvault_v1_ReportPart__Output>
      ResourceChange: MessageTypeDefinition<_farvault_v1_ResourceChange, _farvault_v1_ResourceChange__Output>
      RestoreFromTrashRequest: MessageTypeDefinition<_farvault_v1_RestoreFromTrashRequest, _farvault_v1_RestoreFromTrashRequest__Output>
      RestoreSpec: MessageTypeDefinition<_farvault_v1_RestoreSpec, _farvault_v1_RestoreSpec__Output>
      RetentionLock: MessageTypeDefinition<_farvault_v1_RetentionLock, _farvault_v1_RetentionLock__Output>
      RetentionPlan: MessageTypeDefinition<_farvault_v1_RetentionPlan, _farvault_v1_RetentionPlan__Output>
      RetentionRow: MessageTypeDefinition<_farvault_v1_RetentionRow, _farvault_v1_RetentionRow__Output>
      RevokeAgentRequest: MessageTypeDefinition<_farvault_v1_RevokeAgentRequest, _farvault_v1_RevokeAgentRequest__Output>
      RevokeUserRequest: MessageTypeDefinition<_farvault_v1_RevokeUserRequest, _farvault_v1_RevokeUserRequest__Output>
      Rollout: MessageTypeDefinition<_farvault_v1_Rollout, _farvault_v1_Rollout__Output>
      RolloutAgent: MessageTypeDefinition<_farvault_v1_RolloutAgent, _farvault_v1_RolloutAgent__Output>
      RolloutCount: MessageTypeDefinition<_farvault_v1_RolloutCount, _farvault_v1_RolloutCount__Output>
      Run: MessageTypeDefinition<_farvault_v1_Run, _farvault_v1_Run__Output>
      RunAccepted: MessageTypeDefinition<_farvault_v1_RunAccepted, _farvault_v1_RunAccepted__Output>
      RunCounters: MessageTypeDefinition<_farvault_v1_RunCounters, _farvault_v1_RunCounters__Output>
      RunDue: MessageTypeDefinition<_farvault_v1_RunDue, _farvault_v1_RunDue__Output>
      RunEndRecorded: MessageTypeDefinition<_farvault_v1_RunEndRecorded, _farvault_v1_RunEndRecorded__Output>
      RunEnded: MessageTypeDefinition<_farvault_v1_RunEnded, _farvault_v1_RunEnded__Output>
      RunLog: MessageTypeDefinition<_farvault_v1_RunLog, _farvault_v1_RunLog__Output>
      RunProgress: MessageTypeDefinition<_farvault_v1_RunProgress, _farvault_v1_RunProgress__Output>
      RunUpdate: MessageTypeDefinition<_farvault_v1_RunUpdate, _farvault_v1_RunUpdate__Output>
      SearchLogRequest: MessageTypeDefinition<_farvault_v1_SearchLogRequest, _farvault_v1_SearchLogRequest__Output>
      SecretInfo: MessageTypeDefinition<_farvault_v1_SecretInfo, _farvault_v1_SecretInfo__Output>
      SendReportRequest: MessageTypeDefinition<_farvault_v1_SendReportRequest, _farvault_v1_SendReportRequest__Output>
      SendReportResponse: MessageTypeDefinition<_farvault_v1_SendReportResponse, _farvault_v1_SendReportResponse__Output>
      ServerClock: MessageTypeDefinition<_farvault_v1_ServerClock, _farvault_v1_ServerClock__Output>
      ServerMessage: MessageTypeDefinition<_farvault_v1_ServerMessage, _farvault_v1_ServerMessage__Output>
      SetAgentLabelsRequest: MessageTypeDefinition<_farvault_v1_SetAgentLabelsRequest, _farvault_v1_SetAgentLabelsRequest__Output>
      SetCopyRequest: MessageTypeDefinition<_farvault_v1_SetCopyRequest, _farvault_v1_SetCopyRequest__Output>
      SetRetentionLockRequest: MessageTypeDefinition<_farvault_v1_SetRetentionLockRequest, _farvault_v1_SetRetentionLockRequest__Output>
      SetSecretRequest: MessageTypeDefinition<_farvault_v1_SetSecretRequest, _farvault_v1_SetSecretRequest__Output>
      Silence: MessageTypeDefinition<_farvault_v1_Silence, _farvault_v1_Silence__Output>
      Snapshot: MessageTypeDefinition<_farvault_v1_Snapshot, _farvault_v1_Snapshot__Output>
      StartCopyRequest: MessageTypeDefinition<_farvault_v1_StartCopyRequest, _farvault_v1_StartCopyRequest__Output>
      StartDrillRequest: MessageTypeDefinition<_farvault_v1_StartDrillRequest, _farvault_v1_StartDrillRequest__Output>
      StartGcRequest: MessageTypeDefinition<_farvault_v1_StartGcRequest, _farvault_v1_StartGcRequest__Output>
      StartJobRequest: MessageTypeDefinition<_farvault_v1_StartJobRequest, _farvault_v1_StartJobRequest__Output>
      StartRepairRequest: MessageTypeDefinition<_farvault_v1_StartRepairRequest, _farvault_v1_StartRepairRequest__Output>
      StartRestoreRequest: MessageTypeDefinition<_farvault_v1_StartRestoreRequest, _farvault_v1_StartRestoreRequest__Output>
      StartRolloutRequest: MessageTypeDefinition<_farvault_v1_StartRolloutRequest, _farvault_v1_StartRolloutRequest__Output>
      StartRun: MessageTypeDefinition<_farvault_v1_StartRun, _farvault_v1_StartRun__Output>
      StartVerifyRequest: MessageTypeDefinition<_farvault_v1_StartVerifyRequest, _farvault_v1_StartVerifyRequest__Output>
      StateApplied: MessageTypeDefinition<_farvault_v1_StateApplied, _farvault_v1_StateApplied__Output>
      Statistics: MessageTypeDefinition<_farvault_v1_Statistics, _farvault_v1_Statistics__Output>
      StatisticsRow: MessageTypeDefinition<_farvault_v1_StatisticsRow, _farvault_v1_StatisticsRow__Output>
      TestDestinationRequest: MessageTypeDefinition<_farvault_v1_TestDestinationRequest, _farvault_v1_TestDestinationRequest__Output>
      TestDestinationResponse: MessageTypeDefinition<_farvault_v1_TestDestinationResponse, _farvault_v1_TestDestinationResponse__Output>
      UpdateFile: MessageTypeDefinition<_farvault_v1_UpdateFile, _farvault_v1_UpdateFile__Output>
      UpdateJobRequest: MessageTypeDefinition<_farvault_v1_UpdateJobRequest, _farvault_v1_UpdateJobRequest__Output>
      UpdateReport: MessageTypeDefinition<_farvault_v1_UpdateReport, _farvault_v1_UpdateReport__Output>
      UpdateUserRequest: MessageTypeDefinition<_farvault_v1_UpdateUserRequest, _farvault_v1_UpdateUserRequest__Output>
      UserInfo: MessageTypeDefinition<_farvault_v1_UserInfo, _farvault_v1_UserInfo__Output>
      VerifyCoverage: MessageTypeDefinition<_farvault_v1_VerifyCoverage, _farvault_v1_VerifyCoverage__Output>
      WatchRunRequest: MessageTypeDefinition<_farvault_v1_WatchRunRequest, _farvault_v1_WatchRunRequest__Output>
      WatchRunsRequest: MessageTypeDefinition<_farvault_v1_WatchRunsRequest, _farvault_v1_WatchRunsRequest__Output>
      Welcome: MessageTypeDefinition<_farvault_v1_Welcome, _farvault_v1_Welcome__Output>
    }
  }
}

