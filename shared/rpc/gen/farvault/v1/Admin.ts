// Generated from proto/farvault/v1/admin.proto: npm run generate

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AcknowledgeAlertRequest as _farvault_v1_AcknowledgeAlertRequest, AcknowledgeAlertRequest__Output as _farvault_v1_AcknowledgeAlertRequest__Output } from '../../farvault/v1/AcknowledgeAlertRequest.js';
import type { AgentInfo as _farvault_v1_AgentInfo, AgentInfo__Output as _farvault_v1_AgentInfo__Output } from '../../farvault/v1/AgentInfo.js';
import type { Alert as _farvault_v1_Alert, Alert__Output as _farvault_v1_Alert__Output } from '../../farvault/v1/Alert.js';
import type { ApplyRequest as _farvault_v1_ApplyRequest, ApplyRequest__Output as _farvault_v1_ApplyRequest__Output } from '../../farvault/v1/ApplyRequest.js';
import type { ApplyResponse as _farvault_v1_ApplyResponse, ApplyResponse__Output as _farvault_v1_ApplyResponse__Output } from '../../farvault/v1/ApplyResponse.js';
import type { ApplyRetentionRequest as _farvault_v1_ApplyRetentionRequest, ApplyRetentionRequest__Output as _farvault_v1_ApplyRetentionRequest__Output } from '../../farvault/v1/ApplyRetentionRequest.js';
import type { Approval as _farvault_v1_Approval, Approval__Output as _farvault_v1_Approval__Output } from '../../farvault/v1/Approval.js';
import type { AuditEntries as _farvault_v1_AuditEntries, AuditEntries__Output as _farvault_v1_AuditEntries__Output } from '../../farvault/v1/AuditEntries.js';
import type { CancelRunRequest as _farvault_v1_CancelRunRequest, CancelRunRequest__Output as _farvault_v1_CancelRunRequest__Output } from '../../farvault/v1/CancelRunRequest.js';
import type { ChangeRolloutRequest as _farvault_v1_ChangeRolloutRequest, ChangeRolloutRequest__Output as _farvault_v1_ChangeRolloutRequest__Output } from '../../farvault/v1/ChangeRolloutRequest.js';
import type { ConfirmClockRequest as _farvault_v1_ConfirmClockRequest, ConfirmClockRequest__Output as _farvault_v1_ConfirmClockRequest__Output } from '../../farvault/v1/ConfirmClockRequest.js';
import type { CopyInfo as _farvault_v1_CopyInfo, CopyInfo__Output as _farvault_v1_CopyInfo__Output } from '../../farvault/v1/CopyInfo.js';
import type { CreateJobRequest as _farvault_v1_CreateJobRequest, CreateJobRequest__Output as _farvault_v1_CreateJobRequest__Output } from '../../farvault/v1/CreateJobRequest.js';
import type { CreateOfficeRequest as _farvault_v1_CreateOfficeRequest, CreateOfficeRequest__Output as _farvault_v1_CreateOfficeRequest__Output } from '../../farvault/v1/CreateOfficeRequest.js';
import type { CreateSilenceRequest as _farvault_v1_CreateSilenceRequest, CreateSilenceRequest__Output as _farvault_v1_CreateSilenceRequest__Output } from '../../farvault/v1/CreateSilenceRequest.js';
import type { CreateTokenRequest as _farvault_v1_CreateTokenRequest, CreateTokenRequest__Output as _farvault_v1_CreateTokenRequest__Output } from '../../farvault/v1/CreateTokenRequest.js';
import type { CreateTokenResponse as _farvault_v1_CreateTokenResponse, CreateTokenResponse__Output as _farvault_v1_CreateTokenResponse__Output } from '../../farvault/v1/CreateTokenResponse.js';
import type { CreateUserRequest as _farvault_v1_CreateUserRequest, CreateUserRequest__Output as _farvault_v1_CreateUserRequest__Output } from '../../farvault/v1/CreateUserRequest.js';
import type { CreateUserResponse as _farvault_v1_CreateUserResponse, CreateUserResponse__Output as _farvault_v1_CreateUserResponse__Output } from '../../farvault/v1/CreateUserResponse.js';
import type { DamagePart as _farvault_v1_DamagePart, DamagePart__Output as _farvault_v1_DamagePart__Output } from '../../farvault/v1/DamagePart.js';
import type { DecideApprovalRequest as _farvault_v1_DecideApprovalRequest, DecideApprovalRequest__Output as _farvault_v1_DecideApprovalRequest__Output } from '../../farvault/v1/DecideApprovalRequest.js';
import type { DeleteAgentRequest as _farvault_v1_DeleteAgentRequest, DeleteAgentRequest__Output as _farvault_v1_DeleteAgentRequest__Output } from '../../farvault/v1/DeleteAgentRequest.js';
import type { DeleteAgentResponse as _farvault_v1_DeleteAgentResponse, DeleteAgentResponse__Output as _farvault_v1_DeleteAgentResponse__Output } from '../../farvault/v1/DeleteAgentResponse.js';
import type { DeleteCopyRequest as _farvault_v1_DeleteCopyRequest, DeleteCopyRequest__Output as _farvault_v1_DeleteCopyRequest__Output } from '../../farvault/v1/DeleteCopyRequest.js';
import type { DeleteCopyResponse as _farvault_v1_DeleteCopyResponse, DeleteCopyResponse__Output as _farvault_v1_DeleteCopyResponse__Output } from '../../farvault/v1/DeleteCopyResponse.js';
import type { DeleteJobRequest as _farvault_v1_DeleteJobRequest, DeleteJobRequest__Output as _farvault_v1_DeleteJobRequest__Output } from '../../farvault/v1/DeleteJobRequest.js';
import type { DeleteJobResponse as _farvault_v1_DeleteJobResponse, DeleteJobResponse__Output as _farvault_v1_DeleteJobResponse__Output } from '../../farvault/v1/DeleteJobResponse.js';
import type { DeleteOfficeRequest as _farvault_v1_DeleteOfficeRequest, DeleteOfficeRequest__Output as _farvault_v1_DeleteOfficeRequest__Output } from '../../farvault/v1/DeleteOfficeRequest.js';
import type { DeleteOfficeResponse as _farvault_v1_DeleteOfficeResponse, DeleteOfficeResponse__Output as _farvault_v1_DeleteOfficeResponse__Output } from '../../farvault/v1/DeleteOfficeResponse.js';
import type { DeleteResourceRequest as _farvault_v1_DeleteResourceRequest, DeleteResourceRequest__Output as _farvault_v1_DeleteResourceRequest__Output } from '../../farvault/v1/DeleteResourceRequest.js';
import type { DeleteResourceResponse as _farvault_v1_DeleteResourceResponse, DeleteResourceResponse__Output as _farvault_v1_DeleteResourceResponse__Output } from '../../farvault/v1/DeleteResourceResponse.js';
import type { DeleteSecretRequest as _farvault_v1_DeleteSecretRequest, DeleteSecretRequest__Output as _farvault_v1_DeleteSecretRequest__Output } from '../../farvault/v1/DeleteSecretRequest.js';
import type { DeleteSecretResponse as _farvault_v1_DeleteSecretResponse, DeleteSecretResponse__Output as _farvault_v1_DeleteSecretResponse__Output } from '../../farvault/v1/DeleteSecretResponse.js';
import type { DeleteSilenceRequest as _farvault_v1_DeleteSilenceRequest, DeleteSilenceRequest__Output as _farvault_v1_DeleteSilenceRequest__Output } from '../../farvault/v1/DeleteSilenceRequest.js';
import type { DeleteSilenceResponse as _farvault_v1_DeleteSilenceResponse, DeleteSilenceResponse__Output as _farvault_v1_DeleteSilenceResponse__Output } from '../../farvault/v1/DeleteSilenceResponse.js';
import type { DeleteSnapshotsRequest as _farvault_v1_DeleteSnapshotsRequest, DeleteSnapshotsRequest__Output as _farvault_v1_DeleteSnapshotsRequest__Output } from '../../farvault/v1/DeleteSnapshotsRequest.js';
import type { DrillEvidence as _farvault_v1_DrillEvidence, DrillEvidence__Output as _farvault_v1_DrillEvidence__Output } from '../../farvault/v1/DrillEvidence.js';
import type { ExpiryEstimate as _farvault_v1_ExpiryEstimate, ExpiryEstimate__Output as _farvault_v1_ExpiryEstimate__Output } from '../../farvault/v1/ExpiryEstimate.js';
import type { ExportRequest as _farvault_v1_ExportRequest, ExportRequest__Output as _farvault_v1_ExportRequest__Output } from '../../farvault/v1/ExportRequest.js';
import type { ExportResponse as _farvault_v1_ExportResponse, ExportResponse__Output as _farvault_v1_ExportResponse__Output } from '../../farvault/v1/ExportResponse.js';
import type { GcPlan as _farvault_v1_GcPlan, GcPlan__Output as _farvault_v1_GcPlan__Output } from '../../farvault/v1/GcPlan.js';
import type { GcState as _farvault_v1_GcState, GcState__Output as _farvault_v1_GcState__Output } from '../../farvault/v1/GcState.js';
import type { GetAgentRequest as _farvault_v1_GetAgentRequest, GetAgentRequest__Output as _farvault_v1_GetAgentRequest__Output } from '../../farvault/v1/GetAgentRequest.js';
import type { GetAlertRequest as _farvault_v1_GetAlertRequest, GetAlertRequest__Output as _farvault_v1_GetAlertRequest__Output } from '../../farvault/v1/GetAlertRequest.js';
import type { GetClockRequest as _farvault_v1_GetClockRequest, GetClockRequest__Output as _farvault_v1_GetClockRequest__Output } from '../../farvault/v1/GetClockRequest.js';
import type { GetDrillRequest as _farvault_v1_GetDrillRequest, GetDrillRequest__Output as _farvault_v1_GetDrillRequest__Output } from '../../farvault/v1/GetDrillRequest.js';
import type { GetGcRequest as _farvault_v1_GetGcRequest, GetGcRequest__Output as _farvault_v1_GetGcRequest__Output } from '../../farvault/v1/GetGcRequest.js';
import type { GetJobRequest as _farvault_v1_GetJobRequest, GetJobRequest__Output as _farvault_v1_GetJobRequest__Output } from '../../farvault/v1/GetJobRequest.js';
import type { GetOfficeRequest as _farvault_v1_GetOfficeRequest, GetOfficeRequest__Output as _farvault_v1_GetOfficeRequest__Output } from '../../farvault/v1/GetOfficeRequest.js';
import type { GetReportRequest as _farvault_v1_GetReportRequest, GetReportRequest__Output as _farvault_v1_GetReportRequest__Output } from '../../farvault/v1/GetReportRequest.js';
import type { GetRolloutRequest as _farvault_v1_GetRolloutRequest, GetRolloutRequest__Output as _farvault_v1_GetRolloutRequest__Output } from '../../farvault/v1/GetRolloutRequest.js';
import type { GetRunLogRequest as _farvault_v1_GetRunLogRequest, GetRunLogRequest__Output as _farvault_v1_GetRunLogRequest__Output } from '../../farvault/v1/GetRunLogRequest.js';
import type { GetRunRequest as _farvault_v1_GetRunRequest, GetRunRequest__Output as _farvault_v1_GetRunRequest__Output } from '../../farvault/v1/GetRunRequest.js';
import type { GetSnapshotRequest as _farvault_v1_GetSnapshotRequest, GetSnapshotRequest__Output as _farvault_v1_GetSnapshotRequest__Output } from '../../farvault/v1/GetSnapshotRequest.js';
import type { GetStatisticsRequest as _farvault_v1_GetStatisticsRequest, GetStatisticsRequest__Output as _farvault_v1_GetStatisticsRequest__Output } from '../../farvault/v1/GetStatisticsRequest.js';
import type { GetStatusRequest as _farvault_v1_GetStatusRequest, GetStatusRequest__Output as _farvault_v1_GetStatusRequest__Output } from '../../farvault/v1/GetStatusRequest.js';
import type { GetStatusResponse as _farvault_v1_GetStatusResponse, GetStatusResponse__Output as _farvault_v1_GetStatusResponse__Output } from '../../farvault/v1/GetStatusResponse.js';
import type { GetUpdateFileRequest as _farvault_v1_GetUpdateFileRequest, GetUpdateFileRequest__Output as _farvault_v1_GetUpdateFileRequest__Output } from '../../farvault/v1/GetUpdateFileRequest.js';
import type { GetVerifyCoverageRequest as _farvault_v1_GetVerifyCoverageRequest, GetVerifyCoverageRequest__Output as _farvault_v1_GetVerifyCoverageRequest__Output } from '../../farvault/v1/GetVerifyCoverageRequest.js';
import type { HoldSnapshotRequest as _farvault_v1_HoldSnapshotRequest, HoldSnapshotRequest__Output as _farvault_v1_HoldSnapshotRequest__Output } from '../../farvault/v1/HoldSnapshotRequest.js';
import type { ImportReleasePart as _farvault_v1_ImportReleasePart, ImportReleasePart__Output as _farvault_v1_ImportReleasePart__Output } from '../../farvault/v1/ImportReleasePart.js';
import type { ImportReleaseResponse as _farvault_v1_ImportReleaseResponse, ImportReleaseResponse__Output as _farvault_v1_ImportReleaseResponse__Output } from '../../farvault/v1/ImportReleaseResponse.js';
import type { Job as _farvault_v1_Job, Job__Output as _farvault_v1_Job__Output } from '../../farvault/v1/Job.js';
import type { LifecycleResult as _farvault_v1_LifecycleResult, LifecycleResult__Output as _farvault_v1_LifecycleResult__Output } from '../../farvault/v1/LifecycleResult.js';
import type { ListAgentsRequest as _farvault_v1_ListAgentsRequest, ListAgentsRequest__Output as _farvault_v1_ListAgentsRequest__Output } from '../../farvault/v1/ListAgentsRequest.js';
import type { ListAgentsResponse as _farvault_v1_ListAgentsResponse, ListAgentsResponse__Output as _farvault_v1_ListAgentsResponse__Output } from '../../farvault/v1/ListAgentsResponse.js';
import type { ListAlertsRequest as _farvault_v1_ListAlertsRequest, ListAlertsRequest__Output as _farvault_v1_ListAlertsRequest__Output } from '../../farvault/v1/ListAlertsRequest.js';
import type { ListAlertsResponse as _farvault_v1_ListAlertsResponse, ListAlertsResponse__Output as _farvault_v1_ListAlertsResponse__Output } from '../../farvault/v1/ListAlertsResponse.js';
import type { ListApprovalsRequest as _farvault_v1_ListApprovalsRequest, ListApprovalsRequest__Output as _farvault_v1_ListApprovalsRequest__Output } from '../../farvault/v1/ListApprovalsRequest.js';
import type { ListApprovalsResponse as _farvault_v1_ListApprovalsResponse, ListApprovalsResponse__Output as _farvault_v1_ListApprovalsResponse__Output } from '../../farvault/v1/ListApprovalsResponse.js';
import type { ListAuditRequest as _farvault_v1_ListAuditRequest, ListAuditRequest__Output as _farvault_v1_ListAuditRequest__Output } from '../../farvault/v1/ListAuditRequest.js';
import type { ListCopiesRequest as _farvault_v1_ListCopiesRequest, ListCopiesRequest__Output as _farvault_v1_ListCopiesRequest__Output } from '../../farvault/v1/ListCopiesRequest.js';
import type { ListCopiesResponse as _farvault_v1_ListCopiesResponse, ListCopiesResponse__Output as _farvault_v1_ListCopiesResponse__Output } from '../../farvault/v1/ListCopiesResponse.js';
import type { ListDamageRequest as _farvault_v1_ListDamageRequest, ListDamageRequest__Output as _farvault_v1_ListDamageRequest__Output } from '../../farvault/v1/ListDamageRequest.js';
import type { ListDrillsRequest as _farvault_v1_ListDrillsRequest, ListDrillsRequest__Output as _farvault_v1_ListDrillsRequest__Output } from '../../farvault/v1/ListDrillsRequest.js';
import type { ListDrillsResponse as _farvault_v1_ListDrillsResponse, ListDrillsResponse__Output as _farvault_v1_ListDrillsResponse__Output } from '../../farvault/v1/ListDrillsResponse.js';
import type { ListJobsRequest as _farvault_v1_ListJobsRequest, ListJobsRequest__Output as _farvault_v1_ListJobsRequest__Output } from '../../farvault/v1/ListJobsRequest.js';
import type { ListJobsResponse as _farvault_v1_ListJobsResponse, ListJobsResponse__Output as _farvault_v1_ListJobsResponse__Output } from '../../farvault/v1/ListJobsResponse.js';
import type { ListOfficesRequest as _farvault_v1_ListOfficesRequest, ListOfficesRequest__Output as _farvault_v1_ListOfficesRequest__Output } from '../../farvault/v1/ListOfficesRequest.js';
import type { ListOfficesResponse as _farvault_v1_ListOfficesResponse, ListOfficesResponse__Output as _farvault_v1_ListOfficesResponse__Output } from '../../farvault/v1/ListOfficesResponse.js';
import type { ListReleasesRequest as _farvault_v1_ListReleasesRequest, ListReleasesRequest__Output as _farvault_v1_ListReleasesRequest__Output } from '../../farvault/v1/ListReleasesRequest.js';
import type { ListReleasesResponse as _farvault_v1_ListReleasesResponse, ListReleasesResponse__Output as _farvault_v1_ListReleasesResponse__Output } from '../../farvault/v1/ListReleasesResponse.js';
import type { ListRetentionLocksRequest as _farvault_v1_ListRetentionLocksRequest, ListRetentionLocksRequest__Output as _farvault_v1_ListRetentionLocksRequest__Output } from '../../farvault/v1/ListRetentionLocksRequest.js';
import type { ListRetentionLocksResponse as _farvault_v1_ListRetentionLocksResponse, ListRetentionLocksResponse__Output as _farvault_v1_ListRetentionLocksResponse__Output } from '../../farvault/v1/ListRetentionLocksResponse.js';
import type { ListRolloutsRequest as _farvault_v1_ListRolloutsRequest, ListRolloutsRequest__Output as _farvault_v1_ListRolloutsRequest__Output } from '../../farvault/v1/ListRolloutsRequest.js';
import type { ListRolloutsResponse as _farvault_v1_ListRolloutsResponse, ListRolloutsResponse__Output as _farvault_v1_ListRolloutsResponse__Output } from '../../farvault/v1/ListRolloutsResponse.js';
import type { ListRunsRequest as _farvault_v1_ListRunsRequest, ListRunsRequest__Output as _farvault_v1_ListRunsRequest__Output } from '../../farvault/v1/ListRunsRequest.js';
import type { ListRunsResponse as _farvault_v1_ListRunsResponse, ListRunsResponse__Output as _farvault_v1_ListRunsResponse__Output } from '../../farvault/v1/ListRunsResponse.js';
import type { ListSecretsRequest as _farvault_v1_ListSecretsRequest, ListSecretsRequest__Output as _farvault_v1_ListSecretsRequest__Output } from '../../farvault/v1/ListSecretsRequest.js';
import type { ListSecretsResponse as _farvault_v1_ListSecretsResponse, ListSecretsResponse__Output as _farvault_v1_ListSecretsResponse__Output } from '../../farvault/v1/ListSecretsResponse.js';
import type { ListSilencesRequest as _farvault_v1_ListSilencesRequest, ListSilencesRequest__Output as _farvault_v1_ListSilencesRequest__Output } from '../../farvault/v1/ListSilencesRequest.js';
import type { ListSilencesResponse as _farvault_v1_ListSilencesResponse, ListSilencesResponse__Output as _farvault_v1_ListSilencesResponse__Output } from '../../farvault/v1/ListSilencesResponse.js';
import type { ListSnapshotsRequest as _farvault_v1_ListSnapshotsRequest, ListSnapshotsRequest__Output as _farvault_v1_ListSnapshotsRequest__Output } from '../../farvault/v1/ListSnapshotsRequest.js';
import type { ListSnapshotsResponse as _farvault_v1_ListSnapshotsResponse, ListSnapshotsResponse__Output as _farvault_v1_ListSnapshotsResponse__Output } from '../../farvault/v1/ListSnapshotsResponse.js';
import type { ListUsersRequest as _farvault_v1_ListUsersRequest, ListUsersRequest__Output as _farvault_v1_ListUsersRequest__Output } from '../../farvault/v1/ListUsersRequest.js';
import type { ListUsersResponse as _farvault_v1_ListUsersResponse, ListUsersResponse__Output as _farvault_v1_ListUsersResponse__Output } from '../../farvault/v1/ListUsersResponse.js';
import type { LogEntries as _farvault_v1_LogEntries, LogEntries__Output as _farvault_v1_LogEntries__Output } from '../../farvault/v1/LogEntries.js';
import type { Office as _farvault_v1_Office, Office__Output as _farvault_v1_Office__Output } from '../../farvault/v1/Office.js';
import type { PauseJobRequest as _farvault_v1_PauseJobRequest, PauseJobRequest__Output as _farvault_v1_PauseJobRequest__Output } from '../../farvault/v1/PauseJobRequest.js';
import type { PlanExpiryRequest as _farvault_v1_PlanExpiryRequest, PlanExpiryRequest__Output as _farvault_v1_PlanExpiryRequest__Output } from '../../farvault/v1/PlanExpiryRequest.js';
import type { PlanGcRequest as _farvault_v1_PlanGcRequest, PlanGcRequest__Output as _farvault_v1_PlanGcRequest__Output } from '../../farvault/v1/PlanGcRequest.js';
import type { PlanRetentionRequest as _farvault_v1_PlanRetentionRequest, PlanRetentionRequest__Output as _farvault_v1_PlanRetentionRequest__Output } from '../../farvault/v1/PlanRetentionRequest.js';
import type { PlanScheduleRequest as _farvault_v1_PlanScheduleRequest, PlanScheduleRequest__Output as _farvault_v1_PlanScheduleRequest__Output } from '../../farvault/v1/PlanScheduleRequest.js';
import type { PlanScheduleResponse as _farvault_v1_PlanScheduleResponse, PlanScheduleResponse__Output as _farvault_v1_PlanScheduleResponse__Output } from '../../farvault/v1/PlanScheduleResponse.js';
import type { PurgeSnapshotsRequest as _farvault_v1_PurgeSnapshotsRequest, PurgeSnapshotsRequest__Output as _farvault_v1_PurgeSnapshotsRequest__Output } from '../../farvault/v1/PurgeSnapshotsRequest.js';
import type { ReadReleaseRequest as _farvault_v1_ReadReleaseRequest, ReadReleaseRequest__Output as _farvault_v1_ReadReleaseRequest__Output } from '../../farvault/v1/ReadReleaseRequest.js';
import type { ReleasePart as _farvault_v1_ReleasePart, ReleasePart__Output as _farvault_v1_ReleasePart__Output } from '../../farvault/v1/ReleasePart.js';
import type { ReleaseSnapshotRequest as _farvault_v1_ReleaseSnapshotRequest, ReleaseSnapshotRequest__Output as _farvault_v1_ReleaseSnapshotRequest__Output } from '../../farvault/v1/ReleaseSnapshotRequest.js';
import type { RenameAgentRequest as _farvault_v1_RenameAgentRequest, RenameAgentRequest__Output as _farvault_v1_RenameAgentRequest__Output } from '../../farvault/v1/RenameAgentRequest.js';
import type { RenewUserRequest as _farvault_v1_RenewUserRequest, RenewUserRequest__Output as _farvault_v1_RenewUserRequest__Output } from '../../farvault/v1/RenewUserRequest.js';
import type { RenewUserResponse as _farvault_v1_RenewUserResponse, RenewUserResponse__Output as _farvault_v1_RenewUserResponse__Output } from '../../farvault/v1/RenewUserResponse.js';
import type { ReportPart as _farvault_v1_ReportPart, ReportPart__Output as _farvault_v1_ReportPart__Output } from '../../farvault/v1/ReportPart.js';
import type { RestoreFromTrashRequest as _farvault_v1_RestoreFromTrashRequest, RestoreFromTrashRequest__Output as _farvault_v1_RestoreFromTrashRequest__Output } from '../../farvault/v1/RestoreFromTrashRequest.js';
import type { RetentionLock as _farvault_v1_RetentionLock, RetentionLock__Output as _farvault_v1_RetentionLock__Output } from '../../farvault/v1/RetentionLock.js';
import type { RetentionPlan as _farvault_v1_RetentionPlan, RetentionPlan__Output as _farvault_v1_RetentionPlan__Output } from '../../farvault/v1/RetentionPlan.js';
import type { RevokeAgentRequest as _farvault_v1_RevokeAgentRequest, RevokeAgentRequest__Output as _farvault_v1_RevokeAgentRequest__Output } from '../../farvault/v1/RevokeAgentRequest.js';
import type { RevokeUserRequest as _farvault_v1_RevokeUserRequest, RevokeUserRequest__Output as _farvault_v1_RevokeUserRequest__Output } from '../../farvault/v1/RevokeUserRequest.js';
import type { Rollout as _farvault_v1_Rollout, Rollout__Output as _farvault_v1_Rollout__Output } from '../../farvault/v1/Rollout.js';
import type { Run as _farvault_v1_Run, Run__Output as _farvault_v1_Run__Output } from '../../farvault/v1/Run.js';
import type { RunLog as _farvault_v1_RunLog, RunLog__Output as _farvault_v1_RunLog__Output } from '../../farvault/v1/RunLog.js';
import type { RunUpdate as _farvault_v1_RunUpdate, RunUpdate__Output as _farvault_v1_RunUpdate__Output } from '../../farvault/v1/RunUpdate.js';
import type { SearchLogRequest as _farvault_v1_SearchLogRequest, SearchLogRequest__Output as _farvault_v1_SearchLogRequest__Output } from '../../farvault/v1/SearchLogRequest.js';
import type { SecretInfo as _farvault_v1_SecretInfo, SecretInfo__Output as _farvault_v1_SecretInfo__Output } from '../../farvault/v1/SecretInfo.js';
import type { SendReportRequest as _farvault_v1_SendReportRequest, SendReportRequest__Output as _farvault_v1_SendReportRequest__Output } from '../../farvault/v1/SendReportRequest.js';
import type { SendReportResponse as _farvault_v1_SendReportResponse, SendReportResponse__Output as _farvault_v1_SendReportResponse__Output } from '../../farvault/v1/SendReportResponse.js';
import type { ServerClock as _farvault_v1_ServerClock, ServerClock__Output as _farvault_v1_ServerClock__Output } from '../../farvault/v1/ServerClock.js';
import type { SetAgentLabelsRequest as _farvault_v1_SetAgentLabelsRequest, SetAgentLabelsRequest__Output as _farvault_v1_SetAgentLabelsRequest__Output } from '../../farvault/v1/SetAgentLabelsRequest.js';
import type { SetCopyRequest as _farvault_v1_SetCopyRequest, SetCopyRequest__Output as _farvault_v1_SetCopyRequest__Output } from '../../farvault/v1/SetCopyRequest.js';
import type { SetRetentionLockRequest as _farvault_v1_SetRetentionLockRequest, SetRetentionLockRequest__Output as _farvault_v1_SetRetentionLockRequest__Output } from '../../farvault/v1/SetRetentionLockRequest.js';
import type { SetSecretRequest as _farvault_v1_SetSecretRequest, SetSecretRequest__Output as _farvault_v1_SetSecretRequest__Output } from '../../farvault/v1/SetSecretRequest.js';
import type { Silence as _farvault_v1_Silence, Silence__Output as _farvault_v1_Silence__Output } from '../../farvault/v1/Silence.js';
import type { Snapshot as _farvault_v1_Snapshot, Snapshot__Output as _farvault_v1_Snapshot__Output } from '../../farvault/v1/Snapshot.js';
import type { StartCopyRequest as _farvault_v1_StartCopyRequest, StartCopyRequest__Output as _farvault_v1_StartCopyRequest__Output } from '../../farvault/v1/StartCopyRequest.js';
import type { StartDrillRequest as _farvault_v1_StartDrillRequest, StartDrillRequest__Output as _farvault_v1_StartDrillRequest__Output } from '../../farvault/v1/StartDrillRequest.js';
import type { StartGcRequest as _farvault_v1_StartGcRequest, StartGcRequest__Output as _farvault_v1_StartGcRequest__Output } from '../../farvault/v1/StartGcRequest.js';
import type { StartJobRequest as _farvault_v1_StartJobRequest, StartJobRequest__Output as _farvault_v1_StartJobRequest__Output } from '../../farvault/v1/StartJobRequest.js';
import type { StartRepairRequest as _farvault_v1_StartRepairRequest, StartRepairRequest__Output as _farvault_v1_StartRepairRequest__Output } from '../../farvault/v1/StartRepairRequest.js';
import type { StartRestoreRequest as _farvault_v1_StartRestoreRequest, StartRestoreRequest__Output as _farvault_v1_StartRestoreRequest__Output } from '../../farvault/v1/StartRestoreRequest.js';
import type { StartRolloutRequest as _farvault_v1_StartRolloutRequest, StartRolloutRequest__Output as _farvault_v1_StartRolloutRequest__Output } from '../../farvault/v1/StartRolloutRequest.js';
import type { StartVerifyRequest as _farvault_v1_StartVerifyRequest, StartVerifyRequest__Output as _farvault_v1_StartVerifyRequest__Output } from '../../farvault/v1/StartVerifyRequest.js';
import type { Statistics as _farvault_v1_Statistics, Statistics__Output as _farvault_v1_Statistics__Output } from '../../farvault/v1/Statistics.js';
import type { TestDestinationRequest as _farvault_v1_TestDestinationRequest, TestDestinationRequest__Output as _farvault_v1_TestDestinationRequest__Output } from '../../farvault/v1/TestDestinationRequest.js';
import type { TestDestinationResponse as _farvault_v1_TestDestinationResponse, TestDestinationResponse__Output as _farvault_v1_TestDestinationResponse__Output } from '../../farvault/v1/TestDestinationResponse.js';
import type { UpdateFile as _farvault_v1_UpdateFile, UpdateFile__Output as _farvault_v1_UpdateFile__Output } from '../../farvault/v1/UpdateFile.js';
import type { UpdateJobRequest as _farvault_v1_UpdateJobRequest, UpdateJobRequest__Output as _farvault_v1_UpdateJobRequest__Output } from '../../farvault/v1/UpdateJobRequest.js';
import type { UpdateUserRequest as _farvault_v1_UpdateUserRequest, UpdateUserRequest__Output as _farvault_v1_UpdateUserRequest__Output } from '../../farvault/v1/UpdateUserRequest.js';
import type { UserInfo as _farvault_v1_UserInfo, UserInfo__Output as _farvault_v1_UserInfo__Output } from '../../farvault/v1/UserInfo.js';
import type { VerifyCoverage as _farvault_v1_VerifyCoverage, VerifyCoverage__Output as _farvault_v1_VerifyCoverage__Output } from '../../farvault/v1/VerifyCoverage.js';
import type { WatchRunRequest as _farvault_v1_WatchRunRequest, WatchRunRequest__Output as _farvault_v1_WatchRunRequest__Output } from '../../farvault/v1/WatchRunRequest.js';
import type { WatchRunsRequest as _farvault_v1_WatchRunsRequest, WatchRunsRequest__Output as _farvault_v1_WatchRunsRequest__Output } from '../../farvault/v1/WatchRunsRequest.js';

export interface AdminClient extends grpc.Client {
  AcknowledgeAlert(argument: _farvault_v1_AcknowledgeAlertRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  AcknowledgeAlert(argument: _farvault_v1_AcknowledgeAlertRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  AcknowledgeAlert(argument: _farvault_v1_AcknowledgeAlertRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  AcknowledgeAlert(argument: _farvault_v1_AcknowledgeAlertRequest, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  acknowledgeAlert(argument: _farvault_v1_AcknowledgeAlertRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  acknowledgeAlert(argument: _farvault_v1_AcknowledgeAlertRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  acknowledgeAlert(argument: _farvault_v1_AcknowledgeAlertRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  acknowledgeAlert(argument: _farvault_v1_AcknowledgeAlertRequest, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  
  /**
   * Resources as `apply` takes them: offices, agents (labels), policies, jobs, alert rules, destinations, reports. JSON by shared/settings.
   */
  Apply(argument: _farvault_v1_ApplyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  Apply(argument: _farvault_v1_ApplyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  Apply(argument: _farvault_v1_ApplyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  Apply(argument: _farvault_v1_ApplyRequest, callback: grpc.requestCallback<_farvault_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Resources as `apply` takes them: offices, agents (labels), policies, jobs, alert rules, destinations, reports. JSON by shared/settings.
   */
  apply(argument: _farvault_v1_ApplyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  apply(argument: _farvault_v1_ApplyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  apply(argument: _farvault_v1_ApplyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  apply(argument: _farvault_v1_ApplyRequest, callback: grpc.requestCallback<_farvault_v1_ApplyResponse__Output>): grpc.ClientUnaryCall;
  
  ApplyRetention(argument: _farvault_v1_ApplyRetentionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  ApplyRetention(argument: _farvault_v1_ApplyRetentionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  ApplyRetention(argument: _farvault_v1_ApplyRetentionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  ApplyRetention(argument: _farvault_v1_ApplyRetentionRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  applyRetention(argument: _farvault_v1_ApplyRetentionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  applyRetention(argument: _farvault_v1_ApplyRetentionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  applyRetention(argument: _farvault_v1_ApplyRetentionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  applyRetention(argument: _farvault_v1_ApplyRetentionRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  CancelRun(argument: _farvault_v1_CancelRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _farvault_v1_CancelRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _farvault_v1_CancelRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _farvault_v1_CancelRunRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _farvault_v1_CancelRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _farvault_v1_CancelRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _farvault_v1_CancelRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _farvault_v1_CancelRunRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  ChangeRollout(argument: _farvault_v1_ChangeRolloutRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  ChangeRollout(argument: _farvault_v1_ChangeRolloutRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  ChangeRollout(argument: _farvault_v1_ChangeRolloutRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  ChangeRollout(argument: _farvault_v1_ChangeRolloutRequest, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  changeRollout(argument: _farvault_v1_ChangeRolloutRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  changeRollout(argument: _farvault_v1_ChangeRolloutRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  changeRollout(argument: _farvault_v1_ChangeRolloutRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  changeRollout(argument: _farvault_v1_ChangeRolloutRequest, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  
  ConfirmClock(argument: _farvault_v1_ConfirmClockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  ConfirmClock(argument: _farvault_v1_ConfirmClockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  ConfirmClock(argument: _farvault_v1_ConfirmClockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  ConfirmClock(argument: _farvault_v1_ConfirmClockRequest, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  confirmClock(argument: _farvault_v1_ConfirmClockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  confirmClock(argument: _farvault_v1_ConfirmClockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  confirmClock(argument: _farvault_v1_ConfirmClockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  confirmClock(argument: _farvault_v1_ConfirmClockRequest, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  
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
  
  CreateSilence(argument: _farvault_v1_CreateSilenceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Silence__Output>): grpc.ClientUnaryCall;
  CreateSilence(argument: _farvault_v1_CreateSilenceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Silence__Output>): grpc.ClientUnaryCall;
  CreateSilence(argument: _farvault_v1_CreateSilenceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Silence__Output>): grpc.ClientUnaryCall;
  CreateSilence(argument: _farvault_v1_CreateSilenceRequest, callback: grpc.requestCallback<_farvault_v1_Silence__Output>): grpc.ClientUnaryCall;
  createSilence(argument: _farvault_v1_CreateSilenceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Silence__Output>): grpc.ClientUnaryCall;
  createSilence(argument: _farvault_v1_CreateSilenceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Silence__Output>): grpc.ClientUnaryCall;
  createSilence(argument: _farvault_v1_CreateSilenceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Silence__Output>): grpc.ClientUnaryCall;
  createSilence(argument: _farvault_v1_CreateSilenceRequest, callback: grpc.requestCallback<_farvault_v1_Silence__Output>): grpc.ClientUnaryCall;
  
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
  
  DecideApproval(argument: _farvault_v1_DecideApprovalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Approval__Output>): grpc.ClientUnaryCall;
  DecideApproval(argument: _farvault_v1_DecideApprovalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Approval__Output>): grpc.ClientUnaryCall;
  DecideApproval(argument: _farvault_v1_DecideApprovalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Approval__Output>): grpc.ClientUnaryCall;
  DecideApproval(argument: _farvault_v1_DecideApprovalRequest, callback: grpc.requestCallback<_farvault_v1_Approval__Output>): grpc.ClientUnaryCall;
  decideApproval(argument: _farvault_v1_DecideApprovalRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Approval__Output>): grpc.ClientUnaryCall;
  decideApproval(argument: _farvault_v1_DecideApprovalRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Approval__Output>): grpc.ClientUnaryCall;
  decideApproval(argument: _farvault_v1_DecideApprovalRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Approval__Output>): grpc.ClientUnaryCall;
  decideApproval(argument: _farvault_v1_DecideApprovalRequest, callback: grpc.requestCallback<_farvault_v1_Approval__Output>): grpc.ClientUnaryCall;
  
  DeleteAgent(argument: _farvault_v1_DeleteAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  DeleteAgent(argument: _farvault_v1_DeleteAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  DeleteAgent(argument: _farvault_v1_DeleteAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  DeleteAgent(argument: _farvault_v1_DeleteAgentRequest, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  deleteAgent(argument: _farvault_v1_DeleteAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  deleteAgent(argument: _farvault_v1_DeleteAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  deleteAgent(argument: _farvault_v1_DeleteAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  deleteAgent(argument: _farvault_v1_DeleteAgentRequest, callback: grpc.requestCallback<_farvault_v1_DeleteAgentResponse__Output>): grpc.ClientUnaryCall;
  
  DeleteCopy(argument: _farvault_v1_DeleteCopyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteCopyResponse__Output>): grpc.ClientUnaryCall;
  DeleteCopy(argument: _farvault_v1_DeleteCopyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteCopyResponse__Output>): grpc.ClientUnaryCall;
  DeleteCopy(argument: _farvault_v1_DeleteCopyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteCopyResponse__Output>): grpc.ClientUnaryCall;
  DeleteCopy(argument: _farvault_v1_DeleteCopyRequest, callback: grpc.requestCallback<_farvault_v1_DeleteCopyResponse__Output>): grpc.ClientUnaryCall;
  deleteCopy(argument: _farvault_v1_DeleteCopyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteCopyResponse__Output>): grpc.ClientUnaryCall;
  deleteCopy(argument: _farvault_v1_DeleteCopyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteCopyResponse__Output>): grpc.ClientUnaryCall;
  deleteCopy(argument: _farvault_v1_DeleteCopyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteCopyResponse__Output>): grpc.ClientUnaryCall;
  deleteCopy(argument: _farvault_v1_DeleteCopyRequest, callback: grpc.requestCallback<_farvault_v1_DeleteCopyResponse__Output>): grpc.ClientUnaryCall;
  
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
  
  DeleteResource(argument: _farvault_v1_DeleteResourceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteResourceResponse__Output>): grpc.ClientUnaryCall;
  DeleteResource(argument: _farvault_v1_DeleteResourceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteResourceResponse__Output>): grpc.ClientUnaryCall;
  DeleteResource(argument: _farvault_v1_DeleteResourceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteResourceResponse__Output>): grpc.ClientUnaryCall;
  DeleteResource(argument: _farvault_v1_DeleteResourceRequest, callback: grpc.requestCallback<_farvault_v1_DeleteResourceResponse__Output>): grpc.ClientUnaryCall;
  deleteResource(argument: _farvault_v1_DeleteResourceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteResourceResponse__Output>): grpc.ClientUnaryCall;
  deleteResource(argument: _farvault_v1_DeleteResourceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteResourceResponse__Output>): grpc.ClientUnaryCall;
  deleteResource(argument: _farvault_v1_DeleteResourceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteResourceResponse__Output>): grpc.ClientUnaryCall;
  deleteResource(argument: _farvault_v1_DeleteResourceRequest, callback: grpc.requestCallback<_farvault_v1_DeleteResourceResponse__Output>): grpc.ClientUnaryCall;
  
  DeleteSecret(argument: _farvault_v1_DeleteSecretRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteSecretResponse__Output>): grpc.ClientUnaryCall;
  DeleteSecret(argument: _farvault_v1_DeleteSecretRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteSecretResponse__Output>): grpc.ClientUnaryCall;
  DeleteSecret(argument: _farvault_v1_DeleteSecretRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteSecretResponse__Output>): grpc.ClientUnaryCall;
  DeleteSecret(argument: _farvault_v1_DeleteSecretRequest, callback: grpc.requestCallback<_farvault_v1_DeleteSecretResponse__Output>): grpc.ClientUnaryCall;
  deleteSecret(argument: _farvault_v1_DeleteSecretRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteSecretResponse__Output>): grpc.ClientUnaryCall;
  deleteSecret(argument: _farvault_v1_DeleteSecretRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteSecretResponse__Output>): grpc.ClientUnaryCall;
  deleteSecret(argument: _farvault_v1_DeleteSecretRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteSecretResponse__Output>): grpc.ClientUnaryCall;
  deleteSecret(argument: _farvault_v1_DeleteSecretRequest, callback: grpc.requestCallback<_farvault_v1_DeleteSecretResponse__Output>): grpc.ClientUnaryCall;
  
  DeleteSilence(argument: _farvault_v1_DeleteSilenceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteSilenceResponse__Output>): grpc.ClientUnaryCall;
  DeleteSilence(argument: _farvault_v1_DeleteSilenceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteSilenceResponse__Output>): grpc.ClientUnaryCall;
  DeleteSilence(argument: _farvault_v1_DeleteSilenceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteSilenceResponse__Output>): grpc.ClientUnaryCall;
  DeleteSilence(argument: _farvault_v1_DeleteSilenceRequest, callback: grpc.requestCallback<_farvault_v1_DeleteSilenceResponse__Output>): grpc.ClientUnaryCall;
  deleteSilence(argument: _farvault_v1_DeleteSilenceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteSilenceResponse__Output>): grpc.ClientUnaryCall;
  deleteSilence(argument: _farvault_v1_DeleteSilenceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DeleteSilenceResponse__Output>): grpc.ClientUnaryCall;
  deleteSilence(argument: _farvault_v1_DeleteSilenceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DeleteSilenceResponse__Output>): grpc.ClientUnaryCall;
  deleteSilence(argument: _farvault_v1_DeleteSilenceRequest, callback: grpc.requestCallback<_farvault_v1_DeleteSilenceResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * To the trash, out of it, and for good. The last, and more than a fifth of an office at once, takes two administrators: the answer names what waits for the second.
   */
  DeleteSnapshots(argument: _farvault_v1_DeleteSnapshotsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  DeleteSnapshots(argument: _farvault_v1_DeleteSnapshotsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  DeleteSnapshots(argument: _farvault_v1_DeleteSnapshotsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  DeleteSnapshots(argument: _farvault_v1_DeleteSnapshotsRequest, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  /**
   * To the trash, out of it, and for good. The last, and more than a fifth of an office at once, takes two administrators: the answer names what waits for the second.
   */
  deleteSnapshots(argument: _farvault_v1_DeleteSnapshotsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  deleteSnapshots(argument: _farvault_v1_DeleteSnapshotsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  deleteSnapshots(argument: _farvault_v1_DeleteSnapshotsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  deleteSnapshots(argument: _farvault_v1_DeleteSnapshotsRequest, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  
  Export(argument: _farvault_v1_ExportRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ExportResponse__Output>): grpc.ClientUnaryCall;
  Export(argument: _farvault_v1_ExportRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ExportResponse__Output>): grpc.ClientUnaryCall;
  Export(argument: _farvault_v1_ExportRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ExportResponse__Output>): grpc.ClientUnaryCall;
  Export(argument: _farvault_v1_ExportRequest, callback: grpc.requestCallback<_farvault_v1_ExportResponse__Output>): grpc.ClientUnaryCall;
  export(argument: _farvault_v1_ExportRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ExportResponse__Output>): grpc.ClientUnaryCall;
  export(argument: _farvault_v1_ExportRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ExportResponse__Output>): grpc.ClientUnaryCall;
  export(argument: _farvault_v1_ExportRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ExportResponse__Output>): grpc.ClientUnaryCall;
  export(argument: _farvault_v1_ExportRequest, callback: grpc.requestCallback<_farvault_v1_ExportResponse__Output>): grpc.ClientUnaryCall;
  
  GetAgent(argument: _farvault_v1_GetAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  GetAgent(argument: _farvault_v1_GetAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  GetAgent(argument: _farvault_v1_GetAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  GetAgent(argument: _farvault_v1_GetAgentRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _farvault_v1_GetAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _farvault_v1_GetAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _farvault_v1_GetAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  getAgent(argument: _farvault_v1_GetAgentRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  
  GetAlert(argument: _farvault_v1_GetAlertRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  GetAlert(argument: _farvault_v1_GetAlertRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  GetAlert(argument: _farvault_v1_GetAlertRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  GetAlert(argument: _farvault_v1_GetAlertRequest, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  getAlert(argument: _farvault_v1_GetAlertRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  getAlert(argument: _farvault_v1_GetAlertRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  getAlert(argument: _farvault_v1_GetAlertRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  getAlert(argument: _farvault_v1_GetAlertRequest, callback: grpc.requestCallback<_farvault_v1_Alert__Output>): grpc.ClientUnaryCall;
  
  GetClock(argument: _farvault_v1_GetClockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ServerClock__Output>): grpc.ClientUnaryCall;
  GetClock(argument: _farvault_v1_GetClockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ServerClock__Output>): grpc.ClientUnaryCall;
  GetClock(argument: _farvault_v1_GetClockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ServerClock__Output>): grpc.ClientUnaryCall;
  GetClock(argument: _farvault_v1_GetClockRequest, callback: grpc.requestCallback<_farvault_v1_ServerClock__Output>): grpc.ClientUnaryCall;
  getClock(argument: _farvault_v1_GetClockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ServerClock__Output>): grpc.ClientUnaryCall;
  getClock(argument: _farvault_v1_GetClockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ServerClock__Output>): grpc.ClientUnaryCall;
  getClock(argument: _farvault_v1_GetClockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ServerClock__Output>): grpc.ClientUnaryCall;
  getClock(argument: _farvault_v1_GetClockRequest, callback: grpc.requestCallback<_farvault_v1_ServerClock__Output>): grpc.ClientUnaryCall;
  
  GetDrill(argument: _farvault_v1_GetDrillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DrillEvidence__Output>): grpc.ClientUnaryCall;
  GetDrill(argument: _farvault_v1_GetDrillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DrillEvidence__Output>): grpc.ClientUnaryCall;
  GetDrill(argument: _farvault_v1_GetDrillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DrillEvidence__Output>): grpc.ClientUnaryCall;
  GetDrill(argument: _farvault_v1_GetDrillRequest, callback: grpc.requestCallback<_farvault_v1_DrillEvidence__Output>): grpc.ClientUnaryCall;
  getDrill(argument: _farvault_v1_GetDrillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DrillEvidence__Output>): grpc.ClientUnaryCall;
  getDrill(argument: _farvault_v1_GetDrillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_DrillEvidence__Output>): grpc.ClientUnaryCall;
  getDrill(argument: _farvault_v1_GetDrillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_DrillEvidence__Output>): grpc.ClientUnaryCall;
  getDrill(argument: _farvault_v1_GetDrillRequest, callback: grpc.requestCallback<_farvault_v1_DrillEvidence__Output>): grpc.ClientUnaryCall;
  
  GetGc(argument: _farvault_v1_GetGcRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GcState__Output>): grpc.ClientUnaryCall;
  GetGc(argument: _farvault_v1_GetGcRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_GcState__Output>): grpc.ClientUnaryCall;
  GetGc(argument: _farvault_v1_GetGcRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GcState__Output>): grpc.ClientUnaryCall;
  GetGc(argument: _farvault_v1_GetGcRequest, callback: grpc.requestCallback<_farvault_v1_GcState__Output>): grpc.ClientUnaryCall;
  getGc(argument: _farvault_v1_GetGcRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GcState__Output>): grpc.ClientUnaryCall;
  getGc(argument: _farvault_v1_GetGcRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_GcState__Output>): grpc.ClientUnaryCall;
  getGc(argument: _farvault_v1_GetGcRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GcState__Output>): grpc.ClientUnaryCall;
  getGc(argument: _farvault_v1_GetGcRequest, callback: grpc.requestCallback<_farvault_v1_GcState__Output>): grpc.ClientUnaryCall;
  
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
  
  /**
   * Agent releases: metadata by name (as agents get it; also `server-key.json`, what a root names for snapshot and timestamp), and what it lists.
   */
  GetReleaseFile(argument: _farvault_v1_GetUpdateFileRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  GetReleaseFile(argument: _farvault_v1_GetUpdateFileRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  GetReleaseFile(argument: _farvault_v1_GetUpdateFileRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  GetReleaseFile(argument: _farvault_v1_GetUpdateFileRequest, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  /**
   * Agent releases: metadata by name (as agents get it; also `server-key.json`, what a root names for snapshot and timestamp), and what it lists.
   */
  getReleaseFile(argument: _farvault_v1_GetUpdateFileRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  getReleaseFile(argument: _farvault_v1_GetUpdateFileRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  getReleaseFile(argument: _farvault_v1_GetUpdateFileRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  getReleaseFile(argument: _farvault_v1_GetUpdateFileRequest, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  
  GetReport(argument: _farvault_v1_GetReportRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReportPart__Output>;
  GetReport(argument: _farvault_v1_GetReportRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReportPart__Output>;
  getReport(argument: _farvault_v1_GetReportRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReportPart__Output>;
  getReport(argument: _farvault_v1_GetReportRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReportPart__Output>;
  
  GetRollout(argument: _farvault_v1_GetRolloutRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  GetRollout(argument: _farvault_v1_GetRolloutRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  GetRollout(argument: _farvault_v1_GetRolloutRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  GetRollout(argument: _farvault_v1_GetRolloutRequest, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  getRollout(argument: _farvault_v1_GetRolloutRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  getRollout(argument: _farvault_v1_GetRolloutRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  getRollout(argument: _farvault_v1_GetRolloutRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  getRollout(argument: _farvault_v1_GetRolloutRequest, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  
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
  
  GetStatistics(argument: _farvault_v1_GetStatisticsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Statistics__Output>): grpc.ClientUnaryCall;
  GetStatistics(argument: _farvault_v1_GetStatisticsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Statistics__Output>): grpc.ClientUnaryCall;
  GetStatistics(argument: _farvault_v1_GetStatisticsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Statistics__Output>): grpc.ClientUnaryCall;
  GetStatistics(argument: _farvault_v1_GetStatisticsRequest, callback: grpc.requestCallback<_farvault_v1_Statistics__Output>): grpc.ClientUnaryCall;
  getStatistics(argument: _farvault_v1_GetStatisticsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Statistics__Output>): grpc.ClientUnaryCall;
  getStatistics(argument: _farvault_v1_GetStatisticsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Statistics__Output>): grpc.ClientUnaryCall;
  getStatistics(argument: _farvault_v1_GetStatisticsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Statistics__Output>): grpc.ClientUnaryCall;
  getStatistics(argument: _farvault_v1_GetStatisticsRequest, callback: grpc.requestCallback<_farvault_v1_Statistics__Output>): grpc.ClientUnaryCall;
  
  GetStatus(argument: _farvault_v1_GetStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _farvault_v1_GetStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _farvault_v1_GetStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _farvault_v1_GetStatusRequest, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _farvault_v1_GetStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _farvault_v1_GetStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _farvault_v1_GetStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _farvault_v1_GetStatusRequest, callback: grpc.requestCallback<_farvault_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  
  GetVerifyCoverage(argument: _farvault_v1_GetVerifyCoverageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_VerifyCoverage__Output>): grpc.ClientUnaryCall;
  GetVerifyCoverage(argument: _farvault_v1_GetVerifyCoverageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_VerifyCoverage__Output>): grpc.ClientUnaryCall;
  GetVerifyCoverage(argument: _farvault_v1_GetVerifyCoverageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_VerifyCoverage__Output>): grpc.ClientUnaryCall;
  GetVerifyCoverage(argument: _farvault_v1_GetVerifyCoverageRequest, callback: grpc.requestCallback<_farvault_v1_VerifyCoverage__Output>): grpc.ClientUnaryCall;
  getVerifyCoverage(argument: _farvault_v1_GetVerifyCoverageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_VerifyCoverage__Output>): grpc.ClientUnaryCall;
  getVerifyCoverage(argument: _farvault_v1_GetVerifyCoverageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_VerifyCoverage__Output>): grpc.ClientUnaryCall;
  getVerifyCoverage(argument: _farvault_v1_GetVerifyCoverageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_VerifyCoverage__Output>): grpc.ClientUnaryCall;
  getVerifyCoverage(argument: _farvault_v1_GetVerifyCoverageRequest, callback: grpc.requestCallback<_farvault_v1_VerifyCoverage__Output>): grpc.ClientUnaryCall;
  
  HoldSnapshot(argument: _farvault_v1_HoldSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  HoldSnapshot(argument: _farvault_v1_HoldSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  HoldSnapshot(argument: _farvault_v1_HoldSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  HoldSnapshot(argument: _farvault_v1_HoldSnapshotRequest, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  holdSnapshot(argument: _farvault_v1_HoldSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  holdSnapshot(argument: _farvault_v1_HoldSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  holdSnapshot(argument: _farvault_v1_HoldSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  holdSnapshot(argument: _farvault_v1_HoldSnapshotRequest, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  
  /**
   * One signed metadata file or one archive. Targets are taken when every archive they list is there; an archive is kept when targets list it.
   */
  ImportRelease(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_ImportReleasePart, _farvault_v1_ImportReleaseResponse__Output>;
  ImportRelease(options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_ImportReleasePart, _farvault_v1_ImportReleaseResponse__Output>;
  /**
   * One signed metadata file or one archive. Targets are taken when every archive they list is there; an archive is kept when targets list it.
   */
  importRelease(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_ImportReleasePart, _farvault_v1_ImportReleaseResponse__Output>;
  importRelease(options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_ImportReleasePart, _farvault_v1_ImportReleaseResponse__Output>;
  
  ListAgents(argument: _farvault_v1_ListAgentsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _farvault_v1_ListAgentsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _farvault_v1_ListAgentsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  ListAgents(argument: _farvault_v1_ListAgentsRequest, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _farvault_v1_ListAgentsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _farvault_v1_ListAgentsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _farvault_v1_ListAgentsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  listAgents(argument: _farvault_v1_ListAgentsRequest, callback: grpc.requestCallback<_farvault_v1_ListAgentsResponse__Output>): grpc.ClientUnaryCall;
  
  ListAlerts(argument: _farvault_v1_ListAlertsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAlertsResponse__Output>): grpc.ClientUnaryCall;
  ListAlerts(argument: _farvault_v1_ListAlertsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListAlertsResponse__Output>): grpc.ClientUnaryCall;
  ListAlerts(argument: _farvault_v1_ListAlertsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAlertsResponse__Output>): grpc.ClientUnaryCall;
  ListAlerts(argument: _farvault_v1_ListAlertsRequest, callback: grpc.requestCallback<_farvault_v1_ListAlertsResponse__Output>): grpc.ClientUnaryCall;
  listAlerts(argument: _farvault_v1_ListAlertsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAlertsResponse__Output>): grpc.ClientUnaryCall;
  listAlerts(argument: _farvault_v1_ListAlertsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListAlertsResponse__Output>): grpc.ClientUnaryCall;
  listAlerts(argument: _farvault_v1_ListAlertsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListAlertsResponse__Output>): grpc.ClientUnaryCall;
  listAlerts(argument: _farvault_v1_ListAlertsRequest, callback: grpc.requestCallback<_farvault_v1_ListAlertsResponse__Output>): grpc.ClientUnaryCall;
  
  ListApprovals(argument: _farvault_v1_ListApprovalsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  ListApprovals(argument: _farvault_v1_ListApprovalsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  ListApprovals(argument: _farvault_v1_ListApprovalsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  ListApprovals(argument: _farvault_v1_ListApprovalsRequest, callback: grpc.requestCallback<_farvault_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  listApprovals(argument: _farvault_v1_ListApprovalsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  listApprovals(argument: _farvault_v1_ListApprovalsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  listApprovals(argument: _farvault_v1_ListApprovalsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  listApprovals(argument: _farvault_v1_ListApprovalsRequest, callback: grpc.requestCallback<_farvault_v1_ListApprovalsResponse__Output>): grpc.ClientUnaryCall;
  
  ListAudit(argument: _farvault_v1_ListAuditRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_AuditEntries__Output>;
  ListAudit(argument: _farvault_v1_ListAuditRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_AuditEntries__Output>;
  listAudit(argument: _farvault_v1_ListAuditRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_AuditEntries__Output>;
  listAudit(argument: _farvault_v1_ListAuditRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_AuditEntries__Output>;
  
  ListCopies(argument: _farvault_v1_ListCopiesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListCopiesResponse__Output>): grpc.ClientUnaryCall;
  ListCopies(argument: _farvault_v1_ListCopiesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListCopiesResponse__Output>): grpc.ClientUnaryCall;
  ListCopies(argument: _farvault_v1_ListCopiesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListCopiesResponse__Output>): grpc.ClientUnaryCall;
  ListCopies(argument: _farvault_v1_ListCopiesRequest, callback: grpc.requestCallback<_farvault_v1_ListCopiesResponse__Output>): grpc.ClientUnaryCall;
  listCopies(argument: _farvault_v1_ListCopiesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListCopiesResponse__Output>): grpc.ClientUnaryCall;
  listCopies(argument: _farvault_v1_ListCopiesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListCopiesResponse__Output>): grpc.ClientUnaryCall;
  listCopies(argument: _farvault_v1_ListCopiesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListCopiesResponse__Output>): grpc.ClientUnaryCall;
  listCopies(argument: _farvault_v1_ListCopiesRequest, callback: grpc.requestCallback<_farvault_v1_ListCopiesResponse__Output>): grpc.ClientUnaryCall;
  
  ListDamage(argument: _farvault_v1_ListDamageRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_DamagePart__Output>;
  ListDamage(argument: _farvault_v1_ListDamageRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_DamagePart__Output>;
  listDamage(argument: _farvault_v1_ListDamageRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_DamagePart__Output>;
  listDamage(argument: _farvault_v1_ListDamageRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_DamagePart__Output>;
  
  ListDrills(argument: _farvault_v1_ListDrillsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListDrillsResponse__Output>): grpc.ClientUnaryCall;
  ListDrills(argument: _farvault_v1_ListDrillsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListDrillsResponse__Output>): grpc.ClientUnaryCall;
  ListDrills(argument: _farvault_v1_ListDrillsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListDrillsResponse__Output>): grpc.ClientUnaryCall;
  ListDrills(argument: _farvault_v1_ListDrillsRequest, callback: grpc.requestCallback<_farvault_v1_ListDrillsResponse__Output>): grpc.ClientUnaryCall;
  listDrills(argument: _farvault_v1_ListDrillsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListDrillsResponse__Output>): grpc.ClientUnaryCall;
  listDrills(argument: _farvault_v1_ListDrillsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListDrillsResponse__Output>): grpc.ClientUnaryCall;
  listDrills(argument: _farvault_v1_ListDrillsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListDrillsResponse__Output>): grpc.ClientUnaryCall;
  listDrills(argument: _farvault_v1_ListDrillsRequest, callback: grpc.requestCallback<_farvault_v1_ListDrillsResponse__Output>): grpc.ClientUnaryCall;
  
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
  
  ListReleases(argument: _farvault_v1_ListReleasesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListReleasesResponse__Output>): grpc.ClientUnaryCall;
  ListReleases(argument: _farvault_v1_ListReleasesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListReleasesResponse__Output>): grpc.ClientUnaryCall;
  ListReleases(argument: _farvault_v1_ListReleasesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListReleasesResponse__Output>): grpc.ClientUnaryCall;
  ListReleases(argument: _farvault_v1_ListReleasesRequest, callback: grpc.requestCallback<_farvault_v1_ListReleasesResponse__Output>): grpc.ClientUnaryCall;
  listReleases(argument: _farvault_v1_ListReleasesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListReleasesResponse__Output>): grpc.ClientUnaryCall;
  listReleases(argument: _farvault_v1_ListReleasesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListReleasesResponse__Output>): grpc.ClientUnaryCall;
  listReleases(argument: _farvault_v1_ListReleasesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListReleasesResponse__Output>): grpc.ClientUnaryCall;
  listReleases(argument: _farvault_v1_ListReleasesRequest, callback: grpc.requestCallback<_farvault_v1_ListReleasesResponse__Output>): grpc.ClientUnaryCall;
  
  ListRetentionLocks(argument: _farvault_v1_ListRetentionLocksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRetentionLocksResponse__Output>): grpc.ClientUnaryCall;
  ListRetentionLocks(argument: _farvault_v1_ListRetentionLocksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListRetentionLocksResponse__Output>): grpc.ClientUnaryCall;
  ListRetentionLocks(argument: _farvault_v1_ListRetentionLocksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRetentionLocksResponse__Output>): grpc.ClientUnaryCall;
  ListRetentionLocks(argument: _farvault_v1_ListRetentionLocksRequest, callback: grpc.requestCallback<_farvault_v1_ListRetentionLocksResponse__Output>): grpc.ClientUnaryCall;
  listRetentionLocks(argument: _farvault_v1_ListRetentionLocksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRetentionLocksResponse__Output>): grpc.ClientUnaryCall;
  listRetentionLocks(argument: _farvault_v1_ListRetentionLocksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListRetentionLocksResponse__Output>): grpc.ClientUnaryCall;
  listRetentionLocks(argument: _farvault_v1_ListRetentionLocksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRetentionLocksResponse__Output>): grpc.ClientUnaryCall;
  listRetentionLocks(argument: _farvault_v1_ListRetentionLocksRequest, callback: grpc.requestCallback<_farvault_v1_ListRetentionLocksResponse__Output>): grpc.ClientUnaryCall;
  
  ListRollouts(argument: _farvault_v1_ListRolloutsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  ListRollouts(argument: _farvault_v1_ListRolloutsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  ListRollouts(argument: _farvault_v1_ListRolloutsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  ListRollouts(argument: _farvault_v1_ListRolloutsRequest, callback: grpc.requestCallback<_farvault_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  listRollouts(argument: _farvault_v1_ListRolloutsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  listRollouts(argument: _farvault_v1_ListRolloutsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  listRollouts(argument: _farvault_v1_ListRolloutsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  listRollouts(argument: _farvault_v1_ListRolloutsRequest, callback: grpc.requestCallback<_farvault_v1_ListRolloutsResponse__Output>): grpc.ClientUnaryCall;
  
  ListRuns(argument: _farvault_v1_ListRunsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _farvault_v1_ListRunsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _farvault_v1_ListRunsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _farvault_v1_ListRunsRequest, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _farvault_v1_ListRunsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _farvault_v1_ListRunsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _farvault_v1_ListRunsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _farvault_v1_ListRunsRequest, callback: grpc.requestCallback<_farvault_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  
  ListSecrets(argument: _farvault_v1_ListSecretsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  ListSecrets(argument: _farvault_v1_ListSecretsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  ListSecrets(argument: _farvault_v1_ListSecretsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  ListSecrets(argument: _farvault_v1_ListSecretsRequest, callback: grpc.requestCallback<_farvault_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  listSecrets(argument: _farvault_v1_ListSecretsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  listSecrets(argument: _farvault_v1_ListSecretsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  listSecrets(argument: _farvault_v1_ListSecretsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  listSecrets(argument: _farvault_v1_ListSecretsRequest, callback: grpc.requestCallback<_farvault_v1_ListSecretsResponse__Output>): grpc.ClientUnaryCall;
  
  ListSilences(argument: _farvault_v1_ListSilencesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSilencesResponse__Output>): grpc.ClientUnaryCall;
  ListSilences(argument: _farvault_v1_ListSilencesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListSilencesResponse__Output>): grpc.ClientUnaryCall;
  ListSilences(argument: _farvault_v1_ListSilencesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSilencesResponse__Output>): grpc.ClientUnaryCall;
  ListSilences(argument: _farvault_v1_ListSilencesRequest, callback: grpc.requestCallback<_farvault_v1_ListSilencesResponse__Output>): grpc.ClientUnaryCall;
  listSilences(argument: _farvault_v1_ListSilencesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSilencesResponse__Output>): grpc.ClientUnaryCall;
  listSilences(argument: _farvault_v1_ListSilencesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ListSilencesResponse__Output>): grpc.ClientUnaryCall;
  listSilences(argument: _farvault_v1_ListSilencesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ListSilencesResponse__Output>): grpc.ClientUnaryCall;
  listSilences(argument: _farvault_v1_ListSilencesRequest, callback: grpc.requestCallback<_farvault_v1_ListSilencesResponse__Output>): grpc.ClientUnaryCall;
  
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
  
  PauseJob(argument: _farvault_v1_PauseJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  PauseJob(argument: _farvault_v1_PauseJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  PauseJob(argument: _farvault_v1_PauseJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  PauseJob(argument: _farvault_v1_PauseJobRequest, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  pauseJob(argument: _farvault_v1_PauseJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  pauseJob(argument: _farvault_v1_PauseJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  pauseJob(argument: _farvault_v1_PauseJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  pauseJob(argument: _farvault_v1_PauseJobRequest, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  
  PlanExpiry(argument: _farvault_v1_PlanExpiryRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ExpiryEstimate__Output>): grpc.ClientUnaryCall;
  PlanExpiry(argument: _farvault_v1_PlanExpiryRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ExpiryEstimate__Output>): grpc.ClientUnaryCall;
  PlanExpiry(argument: _farvault_v1_PlanExpiryRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ExpiryEstimate__Output>): grpc.ClientUnaryCall;
  PlanExpiry(argument: _farvault_v1_PlanExpiryRequest, callback: grpc.requestCallback<_farvault_v1_ExpiryEstimate__Output>): grpc.ClientUnaryCall;
  planExpiry(argument: _farvault_v1_PlanExpiryRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ExpiryEstimate__Output>): grpc.ClientUnaryCall;
  planExpiry(argument: _farvault_v1_PlanExpiryRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_ExpiryEstimate__Output>): grpc.ClientUnaryCall;
  planExpiry(argument: _farvault_v1_PlanExpiryRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_ExpiryEstimate__Output>): grpc.ClientUnaryCall;
  planExpiry(argument: _farvault_v1_PlanExpiryRequest, callback: grpc.requestCallback<_farvault_v1_ExpiryEstimate__Output>): grpc.ClientUnaryCall;
  
  PlanGc(argument: _farvault_v1_PlanGcRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_GcPlan__Output>;
  PlanGc(argument: _farvault_v1_PlanGcRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_GcPlan__Output>;
  planGc(argument: _farvault_v1_PlanGcRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_GcPlan__Output>;
  planGc(argument: _farvault_v1_PlanGcRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_GcPlan__Output>;
  
  /**
   * Repository care (docs/care.md). What takes long is a run of the server itself: `kind` says of what.
   */
  PlanRetention(argument: _farvault_v1_PlanRetentionRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RetentionPlan__Output>;
  PlanRetention(argument: _farvault_v1_PlanRetentionRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RetentionPlan__Output>;
  /**
   * Repository care (docs/care.md). What takes long is a run of the server itself: `kind` says of what.
   */
  planRetention(argument: _farvault_v1_PlanRetentionRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RetentionPlan__Output>;
  planRetention(argument: _farvault_v1_PlanRetentionRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RetentionPlan__Output>;
  
  /**
   * What runs when, by the schedules, without limits of concurrency.
   */
  PlanSchedule(argument: _farvault_v1_PlanScheduleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_PlanScheduleResponse__Output>): grpc.ClientUnaryCall;
  PlanSchedule(argument: _farvault_v1_PlanScheduleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_PlanScheduleResponse__Output>): grpc.ClientUnaryCall;
  PlanSchedule(argument: _farvault_v1_PlanScheduleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_PlanScheduleResponse__Output>): grpc.ClientUnaryCall;
  PlanSchedule(argument: _farvault_v1_PlanScheduleRequest, callback: grpc.requestCallback<_farvault_v1_PlanScheduleResponse__Output>): grpc.ClientUnaryCall;
  /**
   * What runs when, by the schedules, without limits of concurrency.
   */
  planSchedule(argument: _farvault_v1_PlanScheduleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_PlanScheduleResponse__Output>): grpc.ClientUnaryCall;
  planSchedule(argument: _farvault_v1_PlanScheduleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_PlanScheduleResponse__Output>): grpc.ClientUnaryCall;
  planSchedule(argument: _farvault_v1_PlanScheduleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_PlanScheduleResponse__Output>): grpc.ClientUnaryCall;
  planSchedule(argument: _farvault_v1_PlanScheduleRequest, callback: grpc.requestCallback<_farvault_v1_PlanScheduleResponse__Output>): grpc.ClientUnaryCall;
  
  PurgeSnapshots(argument: _farvault_v1_PurgeSnapshotsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  PurgeSnapshots(argument: _farvault_v1_PurgeSnapshotsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  PurgeSnapshots(argument: _farvault_v1_PurgeSnapshotsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  PurgeSnapshots(argument: _farvault_v1_PurgeSnapshotsRequest, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  purgeSnapshots(argument: _farvault_v1_PurgeSnapshotsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  purgeSnapshots(argument: _farvault_v1_PurgeSnapshotsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  purgeSnapshots(argument: _farvault_v1_PurgeSnapshotsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  purgeSnapshots(argument: _farvault_v1_PurgeSnapshotsRequest, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  
  ReadReleaseArchive(argument: _farvault_v1_ReadReleaseRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReleasePart__Output>;
  ReadReleaseArchive(argument: _farvault_v1_ReadReleaseRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReleasePart__Output>;
  readReleaseArchive(argument: _farvault_v1_ReadReleaseRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReleasePart__Output>;
  readReleaseArchive(argument: _farvault_v1_ReadReleaseRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReleasePart__Output>;
  
  ReleaseSnapshot(argument: _farvault_v1_ReleaseSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  ReleaseSnapshot(argument: _farvault_v1_ReleaseSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  ReleaseSnapshot(argument: _farvault_v1_ReleaseSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  ReleaseSnapshot(argument: _farvault_v1_ReleaseSnapshotRequest, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  releaseSnapshot(argument: _farvault_v1_ReleaseSnapshotRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  releaseSnapshot(argument: _farvault_v1_ReleaseSnapshotRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  releaseSnapshot(argument: _farvault_v1_ReleaseSnapshotRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  releaseSnapshot(argument: _farvault_v1_ReleaseSnapshotRequest, callback: grpc.requestCallback<_farvault_v1_Snapshot__Output>): grpc.ClientUnaryCall;
  
  RenameAgent(argument: _farvault_v1_RenameAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  RenameAgent(argument: _farvault_v1_RenameAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  RenameAgent(argument: _farvault_v1_RenameAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  RenameAgent(argument: _farvault_v1_RenameAgentRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  renameAgent(argument: _farvault_v1_RenameAgentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  renameAgent(argument: _farvault_v1_RenameAgentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  renameAgent(argument: _farvault_v1_RenameAgentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  renameAgent(argument: _farvault_v1_RenameAgentRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  
  /**
   * A new certificate for the caller.
   */
  RenewUser(argument: _farvault_v1_RenewUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RenewUserResponse__Output>): grpc.ClientUnaryCall;
  RenewUser(argument: _farvault_v1_RenewUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_RenewUserResponse__Output>): grpc.ClientUnaryCall;
  RenewUser(argument: _farvault_v1_RenewUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RenewUserResponse__Output>): grpc.ClientUnaryCall;
  RenewUser(argument: _farvault_v1_RenewUserRequest, callback: grpc.requestCallback<_farvault_v1_RenewUserResponse__Output>): grpc.ClientUnaryCall;
  /**
   * A new certificate for the caller.
   */
  renewUser(argument: _farvault_v1_RenewUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RenewUserResponse__Output>): grpc.ClientUnaryCall;
  renewUser(argument: _farvault_v1_RenewUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_RenewUserResponse__Output>): grpc.ClientUnaryCall;
  renewUser(argument: _farvault_v1_RenewUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RenewUserResponse__Output>): grpc.ClientUnaryCall;
  renewUser(argument: _farvault_v1_RenewUserRequest, callback: grpc.requestCallback<_farvault_v1_RenewUserResponse__Output>): grpc.ClientUnaryCall;
  
  RestoreFromTrash(argument: _farvault_v1_RestoreFromTrashRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  RestoreFromTrash(argument: _farvault_v1_RestoreFromTrashRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  RestoreFromTrash(argument: _farvault_v1_RestoreFromTrashRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  RestoreFromTrash(argument: _farvault_v1_RestoreFromTrashRequest, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  restoreFromTrash(argument: _farvault_v1_RestoreFromTrashRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  restoreFromTrash(argument: _farvault_v1_RestoreFromTrashRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  restoreFromTrash(argument: _farvault_v1_RestoreFromTrashRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  restoreFromTrash(argument: _farvault_v1_RestoreFromTrashRequest, callback: grpc.requestCallback<_farvault_v1_LifecycleResult__Output>): grpc.ClientUnaryCall;
  
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
  
  /**
   * Lines of all logs, oldest first; with `follow` until the caller has enough.
   */
  SearchLog(argument: _farvault_v1_SearchLogRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_LogEntries__Output>;
  SearchLog(argument: _farvault_v1_SearchLogRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_LogEntries__Output>;
  /**
   * Lines of all logs, oldest first; with `follow` until the caller has enough.
   */
  searchLog(argument: _farvault_v1_SearchLogRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_LogEntries__Output>;
  searchLog(argument: _farvault_v1_SearchLogRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_LogEntries__Output>;
  
  /**
   * Sends a report that is scheduled, now.
   */
  SendReport(argument: _farvault_v1_SendReportRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_SendReportResponse__Output>): grpc.ClientUnaryCall;
  SendReport(argument: _farvault_v1_SendReportRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_SendReportResponse__Output>): grpc.ClientUnaryCall;
  SendReport(argument: _farvault_v1_SendReportRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_SendReportResponse__Output>): grpc.ClientUnaryCall;
  SendReport(argument: _farvault_v1_SendReportRequest, callback: grpc.requestCallback<_farvault_v1_SendReportResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Sends a report that is scheduled, now.
   */
  sendReport(argument: _farvault_v1_SendReportRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_SendReportResponse__Output>): grpc.ClientUnaryCall;
  sendReport(argument: _farvault_v1_SendReportRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_SendReportResponse__Output>): grpc.ClientUnaryCall;
  sendReport(argument: _farvault_v1_SendReportRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_SendReportResponse__Output>): grpc.ClientUnaryCall;
  sendReport(argument: _farvault_v1_SendReportRequest, callback: grpc.requestCallback<_farvault_v1_SendReportResponse__Output>): grpc.ClientUnaryCall;
  
  SetAgentLabels(argument: _farvault_v1_SetAgentLabelsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  SetAgentLabels(argument: _farvault_v1_SetAgentLabelsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  SetAgentLabels(argument: _farvault_v1_SetAgentLabelsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  SetAgentLabels(argument: _farvault_v1_SetAgentLabelsRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  setAgentLabels(argument: _farvault_v1_SetAgentLabelsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  setAgentLabels(argument: _farvault_v1_SetAgentLabelsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  setAgentLabels(argument: _farvault_v1_SetAgentLabelsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  setAgentLabels(argument: _farvault_v1_SetAgentLabelsRequest, callback: grpc.requestCallback<_farvault_v1_AgentInfo__Output>): grpc.ClientUnaryCall;
  
  SetCopy(argument: _farvault_v1_SetCopyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CopyInfo__Output>): grpc.ClientUnaryCall;
  SetCopy(argument: _farvault_v1_SetCopyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_CopyInfo__Output>): grpc.ClientUnaryCall;
  SetCopy(argument: _farvault_v1_SetCopyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CopyInfo__Output>): grpc.ClientUnaryCall;
  SetCopy(argument: _farvault_v1_SetCopyRequest, callback: grpc.requestCallback<_farvault_v1_CopyInfo__Output>): grpc.ClientUnaryCall;
  setCopy(argument: _farvault_v1_SetCopyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CopyInfo__Output>): grpc.ClientUnaryCall;
  setCopy(argument: _farvault_v1_SetCopyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_CopyInfo__Output>): grpc.ClientUnaryCall;
  setCopy(argument: _farvault_v1_SetCopyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_CopyInfo__Output>): grpc.ClientUnaryCall;
  setCopy(argument: _farvault_v1_SetCopyRequest, callback: grpc.requestCallback<_farvault_v1_CopyInfo__Output>): grpc.ClientUnaryCall;
  
  SetRetentionLock(argument: _farvault_v1_SetRetentionLockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RetentionLock__Output>): grpc.ClientUnaryCall;
  SetRetentionLock(argument: _farvault_v1_SetRetentionLockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_RetentionLock__Output>): grpc.ClientUnaryCall;
  SetRetentionLock(argument: _farvault_v1_SetRetentionLockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RetentionLock__Output>): grpc.ClientUnaryCall;
  SetRetentionLock(argument: _farvault_v1_SetRetentionLockRequest, callback: grpc.requestCallback<_farvault_v1_RetentionLock__Output>): grpc.ClientUnaryCall;
  setRetentionLock(argument: _farvault_v1_SetRetentionLockRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RetentionLock__Output>): grpc.ClientUnaryCall;
  setRetentionLock(argument: _farvault_v1_SetRetentionLockRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_RetentionLock__Output>): grpc.ClientUnaryCall;
  setRetentionLock(argument: _farvault_v1_SetRetentionLockRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RetentionLock__Output>): grpc.ClientUnaryCall;
  setRetentionLock(argument: _farvault_v1_SetRetentionLockRequest, callback: grpc.requestCallback<_farvault_v1_RetentionLock__Output>): grpc.ClientUnaryCall;
  
  /**
   * Passwords and keys of destinations. Their values never leave the server.
   */
  SetSecret(argument: _farvault_v1_SetSecretRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_SecretInfo__Output>): grpc.ClientUnaryCall;
  SetSecret(argument: _farvault_v1_SetSecretRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_SecretInfo__Output>): grpc.ClientUnaryCall;
  SetSecret(argument: _farvault_v1_SetSecretRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_SecretInfo__Output>): grpc.ClientUnaryCall;
  SetSecret(argument: _farvault_v1_SetSecretRequest, callback: grpc.requestCallback<_farvault_v1_SecretInfo__Output>): grpc.ClientUnaryCall;
  /**
   * Passwords and keys of destinations. Their values never leave the server.
   */
  setSecret(argument: _farvault_v1_SetSecretRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_SecretInfo__Output>): grpc.ClientUnaryCall;
  setSecret(argument: _farvault_v1_SetSecretRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_SecretInfo__Output>): grpc.ClientUnaryCall;
  setSecret(argument: _farvault_v1_SetSecretRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_SecretInfo__Output>): grpc.ClientUnaryCall;
  setSecret(argument: _farvault_v1_SetSecretRequest, callback: grpc.requestCallback<_farvault_v1_SecretInfo__Output>): grpc.ClientUnaryCall;
  
  StartCopy(argument: _farvault_v1_StartCopyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartCopy(argument: _farvault_v1_StartCopyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartCopy(argument: _farvault_v1_StartCopyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartCopy(argument: _farvault_v1_StartCopyRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startCopy(argument: _farvault_v1_StartCopyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startCopy(argument: _farvault_v1_StartCopyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startCopy(argument: _farvault_v1_StartCopyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startCopy(argument: _farvault_v1_StartCopyRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  StartDrill(argument: _farvault_v1_StartDrillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartDrill(argument: _farvault_v1_StartDrillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartDrill(argument: _farvault_v1_StartDrillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartDrill(argument: _farvault_v1_StartDrillRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startDrill(argument: _farvault_v1_StartDrillRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startDrill(argument: _farvault_v1_StartDrillRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startDrill(argument: _farvault_v1_StartDrillRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startDrill(argument: _farvault_v1_StartDrillRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  StartGc(argument: _farvault_v1_StartGcRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartGc(argument: _farvault_v1_StartGcRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartGc(argument: _farvault_v1_StartGcRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartGc(argument: _farvault_v1_StartGcRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startGc(argument: _farvault_v1_StartGcRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startGc(argument: _farvault_v1_StartGcRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startGc(argument: _farvault_v1_StartGcRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startGc(argument: _farvault_v1_StartGcRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  StartJob(argument: _farvault_v1_StartJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartJob(argument: _farvault_v1_StartJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartJob(argument: _farvault_v1_StartJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartJob(argument: _farvault_v1_StartJobRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startJob(argument: _farvault_v1_StartJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startJob(argument: _farvault_v1_StartJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startJob(argument: _farvault_v1_StartJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startJob(argument: _farvault_v1_StartJobRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  StartRepair(argument: _farvault_v1_StartRepairRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartRepair(argument: _farvault_v1_StartRepairRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartRepair(argument: _farvault_v1_StartRepairRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartRepair(argument: _farvault_v1_StartRepairRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRepair(argument: _farvault_v1_StartRepairRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRepair(argument: _farvault_v1_StartRepairRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRepair(argument: _farvault_v1_StartRepairRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRepair(argument: _farvault_v1_StartRepairRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  StartRestore(argument: _farvault_v1_StartRestoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartRestore(argument: _farvault_v1_StartRestoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartRestore(argument: _farvault_v1_StartRestoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartRestore(argument: _farvault_v1_StartRestoreRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRestore(argument: _farvault_v1_StartRestoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRestore(argument: _farvault_v1_StartRestoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRestore(argument: _farvault_v1_StartRestoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startRestore(argument: _farvault_v1_StartRestoreRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  StartRollout(argument: _farvault_v1_StartRolloutRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  StartRollout(argument: _farvault_v1_StartRolloutRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  StartRollout(argument: _farvault_v1_StartRolloutRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  StartRollout(argument: _farvault_v1_StartRolloutRequest, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  startRollout(argument: _farvault_v1_StartRolloutRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  startRollout(argument: _farvault_v1_StartRolloutRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  startRollout(argument: _farvault_v1_StartRolloutRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  startRollout(argument: _farvault_v1_StartRolloutRequest, callback: grpc.requestCallback<_farvault_v1_Rollout__Output>): grpc.ClientUnaryCall;
  
  StartVerify(argument: _farvault_v1_StartVerifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartVerify(argument: _farvault_v1_StartVerifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartVerify(argument: _farvault_v1_StartVerifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  StartVerify(argument: _farvault_v1_StartVerifyRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startVerify(argument: _farvault_v1_StartVerifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startVerify(argument: _farvault_v1_StartVerifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startVerify(argument: _farvault_v1_StartVerifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  startVerify(argument: _farvault_v1_StartVerifyRequest, callback: grpc.requestCallback<_farvault_v1_Run__Output>): grpc.ClientUnaryCall;
  
  /**
   * Sends a test message by a destination, and says how that went.
   */
  TestDestination(argument: _farvault_v1_TestDestinationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_TestDestinationResponse__Output>): grpc.ClientUnaryCall;
  TestDestination(argument: _farvault_v1_TestDestinationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_TestDestinationResponse__Output>): grpc.ClientUnaryCall;
  TestDestination(argument: _farvault_v1_TestDestinationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_TestDestinationResponse__Output>): grpc.ClientUnaryCall;
  TestDestination(argument: _farvault_v1_TestDestinationRequest, callback: grpc.requestCallback<_farvault_v1_TestDestinationResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Sends a test message by a destination, and says how that went.
   */
  testDestination(argument: _farvault_v1_TestDestinationRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_TestDestinationResponse__Output>): grpc.ClientUnaryCall;
  testDestination(argument: _farvault_v1_TestDestinationRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_TestDestinationResponse__Output>): grpc.ClientUnaryCall;
  testDestination(argument: _farvault_v1_TestDestinationRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_TestDestinationResponse__Output>): grpc.ClientUnaryCall;
  testDestination(argument: _farvault_v1_TestDestinationRequest, callback: grpc.requestCallback<_farvault_v1_TestDestinationResponse__Output>): grpc.ClientUnaryCall;
  
  UpdateJob(argument: _farvault_v1_UpdateJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  UpdateJob(argument: _farvault_v1_UpdateJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  UpdateJob(argument: _farvault_v1_UpdateJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  UpdateJob(argument: _farvault_v1_UpdateJobRequest, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  updateJob(argument: _farvault_v1_UpdateJobRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  updateJob(argument: _farvault_v1_UpdateJobRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  updateJob(argument: _farvault_v1_UpdateJobRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  updateJob(argument: _farvault_v1_UpdateJobRequest, callback: grpc.requestCallback<_farvault_v1_Job__Output>): grpc.ClientUnaryCall;
  
  UpdateUser(argument: _farvault_v1_UpdateUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  UpdateUser(argument: _farvault_v1_UpdateUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  UpdateUser(argument: _farvault_v1_UpdateUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  UpdateUser(argument: _farvault_v1_UpdateUserRequest, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  updateUser(argument: _farvault_v1_UpdateUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  updateUser(argument: _farvault_v1_UpdateUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  updateUser(argument: _farvault_v1_UpdateUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  updateUser(argument: _farvault_v1_UpdateUserRequest, callback: grpc.requestCallback<_farvault_v1_UserInfo__Output>): grpc.ClientUnaryCall;
  
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
  
  /**
   * Every run that goes on or starts, until the caller has enough: each at once, then at each change.
   */
  WatchRuns(argument: _farvault_v1_WatchRunsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunUpdate__Output>;
  WatchRuns(argument: _farvault_v1_WatchRunsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunUpdate__Output>;
  /**
   * Every run that goes on or starts, until the caller has enough: each at once, then at each change.
   */
  watchRuns(argument: _farvault_v1_WatchRunsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunUpdate__Output>;
  watchRuns(argument: _farvault_v1_WatchRunsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_RunUpdate__Output>;
  
}

export interface AdminHandlers extends grpc.UntypedServiceImplementation {
  AcknowledgeAlert: grpc.handleUnaryCall<_farvault_v1_AcknowledgeAlertRequest__Output, _farvault_v1_Alert>;
  
  /**
   * Resources as `apply` takes them: offices, agents (labels), policies, jobs, alert rules, destinations, reports. JSON by shared/settings.
   */
  Apply: grpc.handleUnaryCall<_farvault_v1_ApplyRequest__Output, _farvault_v1_ApplyResponse>;
  
  ApplyRetention: grpc.handleUnaryCall<_farvault_v1_ApplyRetentionRequest__Output, _farvault_v1_Run>;
  
  CancelRun: grpc.handleUnaryCall<_farvault_v1_CancelRunRequest__Output, _farvault_v1_Run>;
  
  ChangeRollout: grpc.handleUnaryCall<_farvault_v1_ChangeRolloutRequest__Output, _farvault_v1_Rollout>;
  
  ConfirmClock: grpc.handleUnaryCall<_farvault_v1_ConfirmClockRequest__Output, _farvault_v1_LifecycleResult>;
  
  CreateJob: grpc.handleUnaryCall<_farvault_v1_CreateJobRequest__Output, _farvault_v1_Job>;
  
  CreateOffice: grpc.handleUnaryCall<_farvault_v1_CreateOfficeRequest__Output, _farvault_v1_Office>;
  
  CreateSilence: grpc.handleUnaryCall<_farvault_v1_CreateSilenceRequest__Output, _farvault_v1_Silence>;
  
  CreateToken: grpc.handleUnaryCall<_farvault_v1_CreateTokenRequest__Output, _farvault_v1_CreateTokenResponse>;
  
  CreateUser: grpc.handleUnaryCall<_farvault_v1_CreateUserRequest__Output, _farvault_v1_CreateUserResponse>;
  
  DecideApproval: grpc.handleUnaryCall<_farvault_v1_DecideApprovalRequest__Output, _farvault_v1_Approval>;
  
  DeleteAgent: grpc.handleUnaryCall<_farvault_v1_DeleteAgentRequest__Output, _farvault_v1_DeleteAgentResponse>;
  
  DeleteCopy: grpc.handleUnaryCall<_farvault_v1_DeleteCopyRequest__Output, _farvault_v1_DeleteCopyResponse>;
  
  DeleteJob: grpc.handleUnaryCall<_farvault_v1_DeleteJobRequest__Output, _farvault_v1_DeleteJobResponse>;
  
  DeleteOffice: grpc.handleUnaryCall<_farvault_v1_DeleteOfficeRequest__Output, _farvault_v1_DeleteOfficeResponse>;
  
  DeleteResource: grpc.handleUnaryCall<_farvault_v1_DeleteResourceRequest__Output, _farvault_v1_DeleteResourceResponse>;
  
  DeleteSecret: grpc.handleUnaryCall<_farvault_v1_DeleteSecretRequest__Output, _farvault_v1_DeleteSecretResponse>;
  
  DeleteSilence: grpc.handleUnaryCall<_farvault_v1_DeleteSilenceRequest__Output, _farvault_v1_DeleteSilenceResponse>;
  
  /**
   * To the trash, out of it, and for good. The last, and more than a fifth of an office at once, takes two administrators: the answer names what waits for the second.
   */
  DeleteSnapshots: grpc.handleUnaryCall<_farvault_v1_DeleteSnapshotsRequest__Output, _farvault_v1_LifecycleResult>;
  
  Export: grpc.handleUnaryCall<_farvault_v1_ExportRequest__Output, _farvault_v1_ExportResponse>;
  
  GetAgent: grpc.handleUnaryCall<_farvault_v1_GetAgentRequest__Output, _farvault_v1_AgentInfo>;
  
  GetAlert: grpc.handleUnaryCall<_farvault_v1_GetAlertRequest__Output, _farvault_v1_Alert>;
  
  GetClock: grpc.handleUnaryCall<_farvault_v1_GetClockRequest__Output, _farvault_v1_ServerClock>;
  
  GetDrill: grpc.handleUnaryCall<_farvault_v1_GetDrillRequest__Output, _farvault_v1_DrillEvidence>;
  
  GetGc: grpc.handleUnaryCall<_farvault_v1_GetGcRequest__Output, _farvault_v1_GcState>;
  
  GetJob: grpc.handleUnaryCall<_farvault_v1_GetJobRequest__Output, _farvault_v1_Job>;
  
  GetOffice: grpc.handleUnaryCall<_farvault_v1_GetOfficeRequest__Output, _farvault_v1_Office>;
  
  /**
   * Agent releases: metadata by name (as agents get it; also `server-key.json`, what a root names for snapshot and timestamp), and what it lists.
   */
  GetReleaseFile: grpc.handleUnaryCall<_farvault_v1_GetUpdateFileRequest__Output, _farvault_v1_UpdateFile>;
  
  GetReport: grpc.handleServerStreamingCall<_farvault_v1_GetReportRequest__Output, _farvault_v1_ReportPart>;
  
  GetRollout: grpc.handleUnaryCall<_farvault_v1_GetRolloutRequest__Output, _farvault_v1_Rollout>;
  
  GetRun: grpc.handleUnaryCall<_farvault_v1_GetRunRequest__Output, _farvault_v1_Run>;
  
  GetRunLog: grpc.handleServerStreamingCall<_farvault_v1_GetRunLogRequest__Output, _farvault_v1_RunLog>;
  
  /**
   * By id, unique prefix of four or more characters, or latest:JOB.
   */
  GetSnapshot: grpc.handleUnaryCall<_farvault_v1_GetSnapshotRequest__Output, _farvault_v1_Snapshot>;
  
  GetStatistics: grpc.handleUnaryCall<_farvault_v1_GetStatisticsRequest__Output, _farvault_v1_Statistics>;
  
  GetStatus: grpc.handleUnaryCall<_farvault_v1_GetStatusRequest__Output, _farvault_v1_GetStatusResponse>;
  
  GetVerifyCoverage: grpc.handleUnaryCall<_farvault_v1_GetVerifyCoverageRequest__Output, _farvault_v1_VerifyCoverage>;
  
  HoldSnapshot: grpc.handleUnaryCall<_farvault_v1_HoldSnapshotRequest__Output, _farvault_v1_Snapshot>;
  
  /**
   * One signed metadata file or one archive. Targets are taken when every archive they list is there; an archive is kept when targets list it.
   */
  ImportRelease: grpc.handleBidiStreamingCall<_farvault_v1_ImportReleasePart__Output, _farvault_v1_ImportReleaseResponse>;
  
  ListAgents: grpc.handleUnaryCall<_farvault_v1_ListAgentsRequest__Output, _farvault_v1_ListAgentsResponse>;
  
  ListAlerts: grpc.handleUnaryCall<_farvault_v1_ListAlertsRequest__Output, _farvault_v1_ListAlertsResponse>;
  
  ListApprovals: grpc.handleUnaryCall<_farvault_v1_ListApprovalsRequest__Output, _farvault_v1_ListApprovalsResponse>;
  
  ListAudit: grpc.handleServerStreamingCall<_farvault_v1_ListAuditRequest__Output, _farvault_v1_AuditEntries>;
  
  ListCopies: grpc.handleUnaryCall<_farvault_v1_ListCopiesRequest__Output, _farvault_v1_ListCopiesResponse>;
  
  ListDamage: grpc.handleServerStreamingCall<_farvault_v1_ListDamageRequest__Output, _farvault_v1_DamagePart>;
  
  ListDrills: grpc.handleUnaryCall<_farvault_v1_ListDrillsRequest__Output, _farvault_v1_ListDrillsResponse>;
  
  ListJobs: grpc.handleUnaryCall<_farvault_v1_ListJobsRequest__Output, _farvault_v1_ListJobsResponse>;
  
  ListOffices: grpc.handleUnaryCall<_farvault_v1_ListOfficesRequest__Output, _farvault_v1_ListOfficesResponse>;
  
  ListReleases: grpc.handleUnaryCall<_farvault_v1_ListReleasesRequest__Output, _farvault_v1_ListReleasesResponse>;
  
  ListRetentionLocks: grpc.handleUnaryCall<_farvault_v1_ListRetentionLocksRequest__Output, _farvault_v1_ListRetentionLocksResponse>;
  
  ListRollouts: grpc.handleUnaryCall<_farvault_v1_ListRolloutsRequest__Output, _farvault_v1_ListRolloutsResponse>;
  
  ListRuns: grpc.handleUnaryCall<_farvault_v1_ListRunsRequest__Output, _farvault_v1_ListRunsResponse>;
  
  ListSecrets: grpc.handleUnaryCall<_farvault_v1_ListSecretsRequest__Output, _farvault_v1_ListSecretsResponse>;
  
  ListSilences: grpc.handleUnaryCall<_farvault_v1_ListSilencesRequest__Output, _farvault_v1_ListSilencesResponse>;
  
  ListSnapshots: grpc.handleUnaryCall<_farvault_v1_ListSnapshotsRequest__Output, _farvault_v1_ListSnapshotsResponse>;
  
  ListUsers: grpc.handleUnaryCall<_farvault_v1_ListUsersRequest__Output, _farvault_v1_ListUsersResponse>;
  
  PauseJob: grpc.handleUnaryCall<_farvault_v1_PauseJobRequest__Output, _farvault_v1_Job>;
  
  PlanExpiry: grpc.handleUnaryCall<_farvault_v1_PlanExpiryRequest__Output, _farvault_v1_ExpiryEstimate>;
  
  PlanGc: grpc.handleServerStreamingCall<_farvault_v1_PlanGcRequest__Output, _farvault_v1_GcPlan>;
  
  /**
   * Repository care (docs/care.md). What takes long is a run of the server itself: `kind` says of what.
   */
  PlanRetention: grpc.handleServerStreamingCall<_farvault_v1_PlanRetentionRequest__Output, _farvault_v1_RetentionPlan>;
  
  /**
   * What runs when, by the schedules, without limits of concurrency.
   */
  PlanSchedule: grpc.handleUnaryCall<_farvault_v1_PlanScheduleRequest__Output, _farvault_v1_PlanScheduleResponse>;
  
  PurgeSnapshots: grpc.handleUnaryCall<_farvault_v1_PurgeSnapshotsRequest__Output, _farvault_v1_LifecycleResult>;
  
  ReadReleaseArchive: grpc.handleServerStreamingCall<_farvault_v1_ReadReleaseRequest__Output, _farvault_v1_ReleasePart>;
  
  ReleaseSnapshot: grpc.handleUnaryCall<_farvault_v1_ReleaseSnapshotRequest__Output, _farvault_v1_Snapshot>;
  
  RenameAgent: grpc.handleUnaryCall<_farvault_v1_RenameAgentRequest__Output, _farvault_v1_AgentInfo>;
  
  /**
   * A new certificate for the caller.
   */
  RenewUser: grpc.handleUnaryCall<_farvault_v1_RenewUserRequest__Output, _farvault_v1_RenewUserResponse>;
  
  RestoreFromTrash: grpc.handleUnaryCall<_farvault_v1_RestoreFromTrashRequest__Output, _farvault_v1_LifecycleResult>;
  
  RevokeAgent: grpc.handleUnaryCall<_farvault_v1_RevokeAgentRequest__Output, _farvault_v1_AgentInfo>;
  
  RevokeUser: grpc.handleUnaryCall<_farvault_v1_RevokeUserRequest__Output, _farvault_v1_UserInfo>;
  
  /**
   * Lines of all logs, oldest first; with `follow` until the caller has enough.
   */
  SearchLog: grpc.handleServerStreamingCall<_farvault_v1_SearchLogRequest__Output, _farvault_v1_LogEntries>;
  
  /**
   * Sends a report that is scheduled, now.
   */
  SendReport: grpc.handleUnaryCall<_farvault_v1_SendReportRequest__Output, _farvault_v1_SendReportResponse>;
  
  SetAgentLabels: grpc.handleUnaryCall<_farvault_v1_SetAgentLabelsRequest__Output, _farvault_v1_AgentInfo>;
  
  SetCopy: grpc.handleUnaryCall<_farvault_v1_SetCopyRequest__Output, _farvault_v1_CopyInfo>;
  
  SetRetentionLock: grpc.handleUnaryCall<_farvault_v1_SetRetentionLockRequest__Output, _farvault_v1_RetentionLock>;
  
  /**
   * Passwords and keys of destinations. Their values never leave the server.
   */
  SetSecret: grpc.handleUnaryCall<_farvault_v1_SetSecretRequest__Output, _farvault_v1_SecretInfo>;
  
  StartCopy: grpc.handleUnaryCall<_farvault_v1_StartCopyRequest__Output, _farvault_v1_Run>;
  
  StartDrill: grpc.handleUnaryCall<_farvault_v1_StartDrillRequest__Output, _farvault_v1_Run>;
  
  StartGc: grpc.handleUnaryCall<_farvault_v1_StartGcRequest__Output, _farvault_v1_Run>;
  
  StartJob: grpc.handleUnaryCall<_farvault_v1_StartJobRequest__Output, _farvault_v1_Run>;
  
  StartRepair: grpc.handleUnaryCall<_farvault_v1_StartRepairRequest__Output, _farvault_v1_Run>;
  
  StartRestore: grpc.handleUnaryCall<_farvault_v1_StartRestoreRequest__Output, _farvault_v1_Run>;
  
  StartRollout: grpc.handleUnaryCall<_farvault_v1_StartRolloutRequest__Output, _farvault_v1_Rollout>;
  
  StartVerify: grpc.handleUnaryCall<_farvault_v1_StartVerifyRequest__Output, _farvault_v1_Run>;
  
  /**
   * Sends a test message by a destination, and says how that went.
   */
  TestDestination: grpc.handleUnaryCall<_farvault_v1_TestDestinationRequest__Output, _farvault_v1_TestDestinationResponse>;
  
  UpdateJob: grpc.handleUnaryCall<_farvault_v1_UpdateJobRequest__Output, _farvault_v1_Job>;
  
  UpdateUser: grpc.handleUnaryCall<_farvault_v1_UpdateUserRequest__Output, _farvault_v1_UserInfo>;
  
  /**
   * Sends the run at once, at each change, and a last time when it has ended.
   */
  WatchRun: grpc.handleServerStreamingCall<_farvault_v1_WatchRunRequest__Output, _farvault_v1_RunUpdate>;
  
  /**
   * Every run that goes on or starts, until the caller has enough: each at once, then at each change.
   */
  WatchRuns: grpc.handleServerStreamingCall<_farvault_v1_WatchRunsRequest__Output, _farvault_v1_RunUpdate>;
  
}

export interface AdminDefinition extends grpc.ServiceDefinition {
  AcknowledgeAlert: MethodDefinition<_farvault_v1_AcknowledgeAlertRequest, _farvault_v1_Alert, _farvault_v1_AcknowledgeAlertRequest__Output, _farvault_v1_Alert__Output>
  Apply: MethodDefinition<_farvault_v1_ApplyRequest, _farvault_v1_ApplyResponse, _farvault_v1_ApplyRequest__Output, _farvault_v1_ApplyResponse__Output>
  ApplyRetention: MethodDefinition<_farvault_v1_ApplyRetentionRequest, _farvault_v1_Run, _farvault_v1_ApplyRetentionRequest__Output, _farvault_v1_Run__Output>
  CancelRun: MethodDefinition<_farvault_v1_CancelRunRequest, _farvault_v1_Run, _farvault_v1_CancelRunRequest__Output, _farvault_v1_Run__Output>
  ChangeRollout: MethodDefinition<_farvault_v1_ChangeRolloutRequest, _farvault_v1_Rollout, _farvault_v1_ChangeRolloutRequest__Output, _farvault_v1_Rollout__Output>
  ConfirmClock: MethodDefinition<_farvault_v1_ConfirmClockRequest, _farvault_v1_LifecycleResult, _farvault_v1_ConfirmClockRequest__Output, _farvault_v1_LifecycleResult__Output>
  CreateJob: MethodDefinition<_farvault_v1_CreateJobRequest, _farvault_v1_Job, _farvault_v1_CreateJobRequest__Output, _farvault_v1_Job__Output>
  CreateOffice: MethodDefinition<_farvault_v1_CreateOfficeRequest, _farvault_v1_Office, _farvault_v1_CreateOfficeRequest__Output, _farvault_v1_Office__Output>
  CreateSilence: MethodDefinition<_farvault_v1_CreateSilenceRequest, _farvault_v1_Silence, _farvault_v1_CreateSilenceRequest__Output, _farvault_v1_Silence__Output>
  CreateToken: MethodDefinition<_farvault_v1_CreateTokenRequest, _farvault_v1_CreateTokenResponse, _farvault_v1_CreateTokenRequest__Output, _farvault_v1_CreateTokenResponse__Output>
  CreateUser: MethodDefinition<_farvault_v1_CreateUserRequest, _farvault_v1_CreateUserResponse, _farvault_v1_CreateUserRequest__Output, _farvault_v1_CreateUserResponse__Output>
  DecideApproval: MethodDefinition<_farvault_v1_DecideApprovalRequest, _farvault_v1_Approval, _farvault_v1_DecideApprovalRequest__Output, _farvault_v1_Approval__Output>
  DeleteAgent: MethodDefinition<_farvault_v1_DeleteAgentRequest, _farvault_v1_DeleteAgentResponse, _farvault_v1_DeleteAgentRequest__Output, _farvault_v1_DeleteAgentResponse__Output>
  DeleteCopy: MethodDefinition<_farvault_v1_DeleteCopyRequest, _farvault_v1_DeleteCopyResponse, _farvault_v1_DeleteCopyRequest__Output, _farvault_v1_DeleteCopyResponse__Output>
  DeleteJob: MethodDefinition<_farvault_v1_DeleteJobRequest, _farvault_v1_DeleteJobResponse, _farvault_v1_DeleteJobRequest__Output, _farvault_v1_DeleteJobResponse__Output>
  DeleteOffice: MethodDefinition<_farvault_v1_DeleteOfficeRequest, _farvault_v1_DeleteOfficeResponse, _farvault_v1_DeleteOfficeRequest__Output, _farvault_v1_DeleteOfficeResponse__Output>
  DeleteResource: MethodDefinition<_farvault_v1_DeleteResourceRequest, _farvault_v1_DeleteResourceResponse, _farvault_v1_DeleteResourceRequest__Output, _farvault_v1_DeleteResourceResponse__Output>
  DeleteSecret: MethodDefinition<_farvault_v1_DeleteSecretRequest, _farvault_v1_DeleteSecretResponse, _farvault_v1_DeleteSecretRequest__Output, _farvault_v1_DeleteSecretResponse__Output>
  DeleteSilence: MethodDefinition<_farvault_v1_DeleteSilenceRequest, _farvault_v1_DeleteSilenceResponse, _farvault_v1_DeleteSilenceRequest__Output, _farvault_v1_DeleteSilenceResponse__Output>
  DeleteSnapshots: MethodDefinition<_farvault_v1_DeleteSnapshotsRequest, _farvault_v1_LifecycleResult, _farvault_v1_DeleteSnapshotsRequest__Output, _farvault_v1_LifecycleResult__Output>
  Export: MethodDefinition<_farvault_v1_ExportRequest, _farvault_v1_ExportResponse, _farvault_v1_ExportRequest__Output, _farvault_v1_ExportResponse__Output>
  GetAgent: MethodDefinition<_farvault_v1_GetAgentRequest, _farvault_v1_AgentInfo, _farvault_v1_GetAgentRequest__Output, _farvault_v1_AgentInfo__Output>
  GetAlert: MethodDefinition<_farvault_v1_GetAlertRequest, _farvault_v1_Alert, _farvault_v1_GetAlertRequest__Output, _farvault_v1_Alert__Output>
  GetClock: MethodDefinition<_farvault_v1_GetClockRequest, _farvault_v1_ServerClock, _farvault_v1_GetClockRequest__Output, _farvault_v1_ServerClock__Output>
  GetDrill: MethodDefinition<_farvault_v1_GetDrillRequest, _farvault_v1_DrillEvidence, _farvault_v1_GetDrillRequest__Output, _farvault_v1_DrillEvidence__Output>
  GetGc: MethodDefinition<_farvault_v1_GetGcRequest, _farvault_v1_GcState, _farvault_v1_GetGcRequest__Output, _farvault_v1_GcState__Output>
  GetJob: MethodDefinition<_farvault_v1_GetJobRequest, _farvault_v1_Job, _farvault_v1_GetJobRequest__Output, _farvault_v1_Job__Output>
  GetOffice: MethodDefinition<_farvault_v1_GetOfficeRequest, _farvault_v1_Office, _farvault_v1_GetOfficeRequest__Output, _farvault_v1_Office__Output>
  GetReleaseFile: MethodDefinition<_farvault_v1_GetUpdateFileRequest, _farvault_v1_UpdateFile, _farvault_v1_GetUpdateFileRequest__Output, _farvault_v1_UpdateFile__Output>
  GetReport: MethodDefinition<_farvault_v1_GetReportRequest, _farvault_v1_ReportPart, _farvault_v1_GetReportRequest__Output, _farvault_v1_ReportPart__Output>
  GetRollout: MethodDefinition<_farvault_v1_GetRolloutRequest, _farvault_v1_Rollout, _farvault_v1_GetRolloutRequest__Output, _farvault_v1_Rollout__Output>
  GetRun: MethodDefinition<_farvault_v1_GetRunRequest, _farvault_v1_Run, _farvault_v1_GetRunRequest__Output, _farvault_v1_Run__Output>
  GetRunLog: MethodDefinition<_farvault_v1_GetRunLogRequest, _farvault_v1_RunLog, _farvault_v1_GetRunLogRequest__Output, _farvault_v1_RunLog__Output>
  GetSnapshot: MethodDefinition<_farvault_v1_GetSnapshotRequest, _farvault_v1_Snapshot, _farvault_v1_GetSnapshotRequest__Output, _farvault_v1_Snapshot__Output>
  GetStatistics: MethodDefinition<_farvault_v1_GetStatisticsRequest, _farvault_v1_Statistics, _farvault_v1_GetStatisticsRequest__Output, _farvault_v1_Statistics__Output>
  GetStatus: MethodDefinition<_farvault_v1_GetStatusRequest, _farvault_v1_GetStatusResponse, _farvault_v1_GetStatusRequest__Output, _farvault_v1_GetStatusResponse__Output>
  GetVerifyCoverage: MethodDefinition<_farvault_v1_GetVerifyCoverageRequest, _farvault_v1_VerifyCoverage, _farvault_v1_GetVerifyCoverageRequest__Output, _farvault_v1_VerifyCoverage__Output>
  HoldSnapshot: MethodDefinition<_farvault_v1_HoldSnapshotRequest, _farvault_v1_Snapshot, _farvault_v1_HoldSnapshotRequest__Output, _farvault_v1_Snapshot__Output>
  ImportRelease: MethodDefinition<_farvault_v1_ImportReleasePart, _farvault_v1_ImportReleaseResponse, _farvault_v1_ImportReleasePart__Output, _farvault_v1_ImportReleaseResponse__Output>
  ListAgents: MethodDefinition<_farvault_v1_ListAgentsRequest, _farvault_v1_ListAgentsResponse, _farvault_v1_ListAgentsRequest__Output, _farvault_v1_ListAgentsResponse__Output>
  ListAlerts: MethodDefinition<_farvault_v1_ListAlertsRequest, _farvault_v1_ListAlertsResponse, _farvault_v1_ListAlertsRequest__Output, _farvault_v1_ListAlertsResponse__Output>
  ListApprovals: MethodDefinition<_farvault_v1_ListApprovalsRequest, _farvault_v1_ListApprovalsResponse, _farvault_v1_ListApprovalsRequest__Output, _farvault_v1_ListApprovalsResponse__Output>
  ListAudit: MethodDefinition<_farvault_v1_ListAuditRequest, _farvault_v1_AuditEntries, _farvault_v1_ListAuditRequest__Output, _farvault_v1_AuditEntries__Output>
  ListCopies: MethodDefinition<_farvault_v1_ListCopiesRequest, _farvault_v1_ListCopiesResponse, _farvault_v1_ListCopiesRequest__Output, _farvault_v1_ListCopiesResponse__Output>
  ListDamage: MethodDefinition<_farvault_v1_ListDamageRequest, _farvault_v1_DamagePart, _farvault_v1_ListDamageRequest__Output, _farvault_v1_DamagePart__Output>
  ListDrills: MethodDefinition<_farvault_v1_ListDrillsRequest, _farvault_v1_ListDrillsResponse, _farvault_v1_ListDrillsRequest__Output, _farvault_v1_ListDrillsResponse__Output>
  ListJobs: MethodDefinition<_farvault_v1_ListJobsRequest, _farvault_v1_ListJobsResponse, _farvault_v1_ListJobsRequest__Output, _farvault_v1_ListJobsResponse__Output>
  ListOffices: MethodDefinition<_farvault_v1_ListOfficesRequest, _farvault_v1_ListOfficesResponse, _farvault_v1_ListOfficesRequest__Output, _farvault_v1_ListOfficesResponse__Output>
  ListReleases: MethodDefinition<_farvault_v1_ListReleasesRequest, _farvault_v1_ListReleasesResponse, _farvault_v1_ListReleasesRequest__Output, _farvault_v1_ListReleasesResponse__Output>
  ListRetentionLocks: MethodDefinition<_farvault_v1_ListRetentionLocksRequest, _farvault_v1_ListRetentionLocksResponse, _farvault_v1_ListRetentionLocksRequest__Output, _farvault_v1_ListRetentionLocksResponse__Output>
  ListRollouts: MethodDefinition<_farvault_v1_ListRolloutsRequest, _farvault_v1_ListRolloutsResponse, _farvault_v1_ListRolloutsRequest__Output, _farvault_v1_ListRolloutsResponse__Output>
  ListRuns: MethodDefinition<_farvault_v1_ListRunsRequest, _farvault_v1_ListRunsResponse, _farvault_v1_ListRunsRequest__Output, _farvault_v1_ListRunsResponse__Output>
  ListSecrets: MethodDefinition<_farvault_v1_ListSecretsRequest, _farvault_v1_ListSecretsResponse, _farvault_v1_ListSecretsRequest__Output, _farvault_v1_ListSecretsResponse__Output>
  ListSilences: MethodDefinition<_farvault_v1_ListSilencesRequest, _farvault_v1_ListSilencesResponse, _farvault_v1_ListSilencesRequest__Output, _farvault_v1_ListSilencesResponse__Output>
  ListSnapshots: MethodDefinition<_farvault_v1_ListSnapshotsRequest, _farvault_v1_ListSnapshotsResponse, _farvault_v1_ListSnapshotsRequest__Output, _farvault_v1_ListSnapshotsResponse__Output>
  ListUsers: MethodDefinition<_farvault_v1_ListUsersRequest, _farvault_v1_ListUsersResponse, _farvault_v1_ListUsersRequest__Output, _farvault_v1_ListUsersResponse__Output>
  PauseJob: MethodDefinition<_farvault_v1_PauseJobRequest, _farvault_v1_Job, _farvault_v1_PauseJobRequest__Output, _farvault_v1_Job__Output>
  PlanExpiry: MethodDefinition<_farvault_v1_PlanExpiryRequest, _farvault_v1_ExpiryEstimate, _farvault_v1_PlanExpiryRequest__Output, _farvault_v1_ExpiryEstimate__Output>
  PlanGc: MethodDefinition<_farvault_v1_PlanGcRequest, _farvault_v1_GcPlan, _farvault_v1_PlanGcRequest__Output, _farvault_v1_GcPlan__Output>
  PlanRetention: MethodDefinition<_farvault_v1_PlanRetentionRequest, _farvault_v1_RetentionPlan, _farvault_v1_PlanRetentionRequest__Output, _farvault_v1_RetentionPlan__Output>
  PlanSchedule: MethodDefinition<_farvault_v1_PlanScheduleRequest, _farvault_v1_PlanScheduleResponse, _farvault_v1_PlanScheduleRequest__Output, _farvault_v1_PlanScheduleResponse__Output>
  PurgeSnapshots: MethodDefinition<_farvault_v1_PurgeSnapshotsRequest, _farvault_v1_LifecycleResult, _farvault_v1_PurgeSnapshotsRequest__Output, _farvault_v1_LifecycleResult__Output>
  ReadReleaseArchive: MethodDefinition<_farvault_v1_ReadReleaseRequest, _farvault_v1_ReleasePart, _farvault_v1_ReadReleaseRequest__Output, _farvault_v1_ReleasePart__Output>
  ReleaseSnapshot: MethodDefinition<_farvault_v1_ReleaseSnapshotRequest, _farvault_v1_Snapshot, _farvault_v1_ReleaseSnapshotRequest__Output, _farvault_v1_Snapshot__Output>
  RenameAgent: MethodDefinition<_farvault_v1_RenameAgentRequest, _farvault_v1_AgentInfo, _farvault_v1_RenameAgentRequest__Output, _farvault_v1_AgentInfo__Output>
  RenewUser: MethodDefinition<_farvault_v1_RenewUserRequest, _farvault_v1_RenewUserResponse, _farvault_v1_RenewUserRequest__Output, _farvault_v1_RenewUserResponse__Output>
  RestoreFromTrash: MethodDefinition<_farvault_v1_RestoreFromTrashRequest, _farvault_v1_LifecycleResult, _farvault_v1_RestoreFromTrashRequest__Output, _farvault_v1_LifecycleResult__Output>
  RevokeAgent: MethodDefinition<_farvault_v1_RevokeAgentRequest, _farvault_v1_AgentInfo, _farvault_v1_RevokeAgentRequest__Output, _farvault_v1_AgentInfo__Output>
  RevokeUser: MethodDefinition<_farvault_v1_RevokeUserRequest, _farvault_v1_UserInfo, _farvault_v1_RevokeUserRequest__Output, _farvault_v1_UserInfo__Output>
  SearchLog: MethodDefinition<_farvault_v1_SearchLogRequest, _farvault_v1_LogEntries, _farvault_v1_SearchLogRequest__Output, _farvault_v1_LogEntries__Output>
  SendReport: MethodDefinition<_farvault_v1_SendReportRequest, _farvault_v1_SendReportResponse, _farvault_v1_SendReportRequest__Output, _farvault_v1_SendReportResponse__Output>
  SetAgentLabels: MethodDefinition<_farvault_v1_SetAgentLabelsRequest, _farvault_v1_AgentInfo, _farvault_v1_SetAgentLabelsRequest__Output, _farvault_v1_AgentInfo__Output>
  SetCopy: MethodDefinition<_farvault_v1_SetCopyRequest, _farvault_v1_CopyInfo, _farvault_v1_SetCopyRequest__Output, _farvault_v1_CopyInfo__Output>
  SetRetentionLock: MethodDefinition<_farvault_v1_SetRetentionLockRequest, _farvault_v1_RetentionLock, _farvault_v1_SetRetentionLockRequest__Output, _farvault_v1_RetentionLock__Output>
  SetSecret: MethodDefinition<_farvault_v1_SetSecretRequest, _farvault_v1_SecretInfo, _farvault_v1_SetSecretRequest__Output, _farvault_v1_SecretInfo__Output>
  StartCopy: MethodDefinition<_farvault_v1_StartCopyRequest, _farvault_v1_Run, _farvault_v1_StartCopyRequest__Output, _farvault_v1_Run__Output>
  StartDrill: MethodDefinition<_farvault_v1_StartDrillRequest, _farvault_v1_Run, _farvault_v1_StartDrillRequest__Output, _farvault_v1_Run__Output>
  StartGc: MethodDefinition<_farvault_v1_StartGcRequest, _farvault_v1_Run, _farvault_v1_StartGcRequest__Output, _farvault_v1_Run__Output>
  StartJob: MethodDefinition<_farvault_v1_StartJobRequest, _farvault_v1_Run, _farvault_v1_StartJobRequest__Output, _farvault_v1_Run__Output>
  StartRepair: MethodDefinition<_farvault_v1_StartRepairRequest, _farvault_v1_Run, _farvault_v1_StartRepairRequest__Output, _farvault_v1_Run__Output>
  StartRestore: MethodDefinition<_farvault_v1_StartRestoreRequest, _farvault_v1_Run, _farvault_v1_StartRestoreRequest__Output, _farvault_v1_Run__Output>
  StartRollout: MethodDefinition<_farvault_v1_StartRolloutRequest, _farvault_v1_Rollout, _farvault_v1_StartRolloutRequest__Output, _farvault_v1_Rollout__Output>
  StartVerify: MethodDefinition<_farvault_v1_StartVerifyRequest, _farvault_v1_Run, _farvault_v1_StartVerifyRequest__Output, _farvault_v1_Run__Output>
  TestDestination: MethodDefinition<_farvault_v1_TestDestinationRequest, _farvault_v1_TestDestinationResponse, _farvault_v1_TestDestinationRequest__Output, _farvault_v1_TestDestinationResponse__Output>
  UpdateJob: MethodDefinition<_farvault_v1_UpdateJobRequest, _farvault_v1_Job, _farvault_v1_UpdateJobRequest__Output, _farvault_v1_Job__Output>
  UpdateUser: MethodDefinition<_farvault_v1_UpdateUserRequest, _farvault_v1_UserInfo, _farvault_v1_UpdateUserRequest__Output, _farvault_v1_UserInfo__Output>
  WatchRun: MethodDefinition<_farvault_v1_WatchRunRequest, _farvault_v1_RunUpdate, _farvault_v1_WatchRunRequest__Output, _farvault_v1_RunUpdate__Output>
  WatchRuns: MethodDefinition<_farvault_v1_WatchRunsRequest, _farvault_v1_RunUpdate, _farvault_v1_WatchRunsRequest__Output, _farvault_v1_RunUpdate__Output>
}
