// Generated from proto/farvault/v1/agent.proto: npm run generate

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AgentMessage as _farvault_v1_AgentMessage, AgentMessage__Output as _farvault_v1_AgentMessage__Output } from '../../farvault/v1/AgentMessage.js';
import type { EnrolRequest as _farvault_v1_EnrolRequest, EnrolRequest__Output as _farvault_v1_EnrolRequest__Output } from '../../farvault/v1/EnrolRequest.js';
import type { EnrolResponse as _farvault_v1_EnrolResponse, EnrolResponse__Output as _farvault_v1_EnrolResponse__Output } from '../../farvault/v1/EnrolResponse.js';
import type { GetUpdateFileRequest as _farvault_v1_GetUpdateFileRequest, GetUpdateFileRequest__Output as _farvault_v1_GetUpdateFileRequest__Output } from '../../farvault/v1/GetUpdateFileRequest.js';
import type { ReadReleaseRequest as _farvault_v1_ReadReleaseRequest, ReadReleaseRequest__Output as _farvault_v1_ReadReleaseRequest__Output } from '../../farvault/v1/ReadReleaseRequest.js';
import type { ReleasePart as _farvault_v1_ReleasePart, ReleasePart__Output as _farvault_v1_ReleasePart__Output } from '../../farvault/v1/ReleasePart.js';
import type { RenewRequest as _farvault_v1_RenewRequest, RenewRequest__Output as _farvault_v1_RenewRequest__Output } from '../../farvault/v1/RenewRequest.js';
import type { RenewResponse as _farvault_v1_RenewResponse, RenewResponse__Output as _farvault_v1_RenewResponse__Output } from '../../farvault/v1/RenewResponse.js';
import type { ServerMessage as _farvault_v1_ServerMessage, ServerMessage__Output as _farvault_v1_ServerMessage__Output } from '../../farvault/v1/ServerMessage.js';
import type { UpdateFile as _farvault_v1_UpdateFile, UpdateFile__Output as _farvault_v1_UpdateFile__Output } from '../../farvault/v1/UpdateFile.js';

export interface AgentClient extends grpc.Client {
  /**
   * Opened by the agent and kept open: the server starts, cancels and watches runs on it.
   */
  Control(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_AgentMessage, _farvault_v1_ServerMessage__Output>;
  Control(options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_AgentMessage, _farvault_v1_ServerMessage__Output>;
  /**
   * Opened by the agent and kept open: the server starts, cancels and watches runs on it.
   */
  control(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_AgentMessage, _farvault_v1_ServerMessage__Output>;
  control(options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_AgentMessage, _farvault_v1_ServerMessage__Output>;
  
  /**
   * The one call that needs no certificate: a one-time token and a certificate request become a certificate.
   */
  Enrol(argument: _farvault_v1_EnrolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  Enrol(argument: _farvault_v1_EnrolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  Enrol(argument: _farvault_v1_EnrolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  Enrol(argument: _farvault_v1_EnrolRequest, callback: grpc.requestCallback<_farvault_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  /**
   * The one call that needs no certificate: a one-time token and a certificate request become a certificate.
   */
  enrol(argument: _farvault_v1_EnrolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  enrol(argument: _farvault_v1_EnrolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  enrol(argument: _farvault_v1_EnrolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  enrol(argument: _farvault_v1_EnrolRequest, callback: grpc.requestCallback<_farvault_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Update metadata by its name: N.root.json, N.targets.json, N.snapshot.json, timestamp.json. NOT_FOUND: there is none, and root goes no further.
   */
  GetUpdateFile(argument: _farvault_v1_GetUpdateFileRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  GetUpdateFile(argument: _farvault_v1_GetUpdateFileRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  GetUpdateFile(argument: _farvault_v1_GetUpdateFileRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  GetUpdateFile(argument: _farvault_v1_GetUpdateFileRequest, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  /**
   * Update metadata by its name: N.root.json, N.targets.json, N.snapshot.json, timestamp.json. NOT_FOUND: there is none, and root goes no further.
   */
  getUpdateFile(argument: _farvault_v1_GetUpdateFileRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  getUpdateFile(argument: _farvault_v1_GetUpdateFileRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  getUpdateFile(argument: _farvault_v1_GetUpdateFileRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  getUpdateFile(argument: _farvault_v1_GetUpdateFileRequest, callback: grpc.requestCallback<_farvault_v1_UpdateFile__Output>): grpc.ClientUnaryCall;
  
  /**
   * A part of a release archive that the newest targets list.
   */
  ReadRelease(argument: _farvault_v1_ReadReleaseRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReleasePart__Output>;
  ReadRelease(argument: _farvault_v1_ReadReleaseRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReleasePart__Output>;
  /**
   * A part of a release archive that the newest targets list.
   */
  readRelease(argument: _farvault_v1_ReadReleaseRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReleasePart__Output>;
  readRelease(argument: _farvault_v1_ReadReleaseRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_farvault_v1_ReleasePart__Output>;
  
  /**
   * A new certificate for the key holder of a valid or expired, unrevoked one.
   */
  Renew(argument: _farvault_v1_RenewRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _farvault_v1_RenewRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _farvault_v1_RenewRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _farvault_v1_RenewRequest, callback: grpc.requestCallback<_farvault_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  /**
   * A new certificate for the key holder of a valid or expired, unrevoked one.
   */
  renew(argument: _farvault_v1_RenewRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _farvault_v1_RenewRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_farvault_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _farvault_v1_RenewRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_farvault_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _farvault_v1_RenewRequest, callback: grpc.requestCallback<_farvault_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface AgentHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Opened by the agent and kept open: the server starts, cancels and watches runs on it.
   */
  Control: grpc.handleBidiStreamingCall<_farvault_v1_AgentMessage__Output, _farvault_v1_ServerMessage>;
  
  /**
   * The one call that needs no certificate: a one-time token and a certificate request become a certificate.
   */
  Enrol: grpc.handleUnaryCall<_farvault_v1_EnrolRequest__Output, _farvault_v1_EnrolResponse>;
  
  /**
   * Update metadata by its name: N.root.json, N.targets.json, N.snapshot.json, timestamp.json. NOT_FOUND: there is none, and root goes no further.
   */
  GetUpdateFile: grpc.handleUnaryCall<_farvault_v1_GetUpdateFileRequest__Output, _farvault_v1_UpdateFile>;
  
  /**
   * A part of a release archive that the newest targets list.
   */
  ReadRelease: grpc.handleServerStreamingCall<_farvault_v1_ReadReleaseRequest__Output, _farvault_v1_ReleasePart>;
  
  /**
   * A new certificate for the key holder of a valid or expired, unrevoked one.
   */
  Renew: grpc.handleUnaryCall<_farvault_v1_RenewRequest__Output, _farvault_v1_RenewResponse>;
  
}

export interface AgentDefinition extends grpc.ServiceDefinition {
  Control: MethodDefinition<_farvault_v1_AgentMessage, _farvault_v1_ServerMessage, _farvault_v1_AgentMessage__Output, _farvault_v1_ServerMessage__Output>
  Enrol: MethodDefinition<_farvault_v1_EnrolRequest, _farvault_v1_EnrolResponse, _farvault_v1_EnrolRequest__Output, _farvault_v1_EnrolResponse__Output>
  GetUpdateFile: MethodDefinition<_farvault_v1_GetUpdateFileRequest, _farvault_v1_UpdateFile, _farvault_v1_GetUpdateFileRequest__Output, _farvault_v1_UpdateFile__Output>
  ReadRelease: MethodDefinition<_farvault_v1_ReadReleaseRequest, _farvault_v1_ReleasePart, _farvault_v1_ReadReleaseRequest__Output, _farvault_v1_ReleasePart__Output>
  Renew: MethodDefinition<_farvault_v1_RenewRequest, _farvault_v1_RenewResponse, _farvault_v1_RenewRequest__Output, _farvault_v1_RenewResponse__Output>
}
