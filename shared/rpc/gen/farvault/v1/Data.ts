// Generated from proto/farvault/v1/data.proto: npm run generate

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { BackupReply as _farvault_v1_BackupReply, BackupReply__Output as _farvault_v1_BackupReply__Output } from '../../farvault/v1/BackupReply.js';
import type { BackupRequest as _farvault_v1_BackupRequest, BackupRequest__Output as _farvault_v1_BackupRequest__Output } from '../../farvault/v1/BackupRequest.js';
import type { ReadReply as _farvault_v1_ReadReply, ReadReply__Output as _farvault_v1_ReadReply__Output } from '../../farvault/v1/ReadReply.js';
import type { ReadRequest as _farvault_v1_ReadRequest, ReadRequest__Output as _farvault_v1_ReadRequest__Output } from '../../farvault/v1/ReadRequest.js';

export interface DataClient extends grpc.Client {
  /**
   * One upload session: begin, offers, proofs, frames and the commit travel on this one stream.
   * Callers: agents.
   */
  Backup(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_BackupRequest, _farvault_v1_BackupReply__Output>;
  Backup(options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_BackupRequest, _farvault_v1_BackupReply__Output>;
  /**
   * One upload session: begin, offers, proofs, frames and the commit travel on this one stream.
   * Callers: agents.
   */
  backup(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_BackupRequest, _farvault_v1_BackupReply__Output>;
  backup(options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_BackupRequest, _farvault_v1_BackupReply__Output>;
  
  /**
   * Reads of one snapshot, addressed by position in its manifest, never by hash.
   * Callers: agents (own snapshots, or the one a restore run is bound to) and administrators.
   */
  Read(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_ReadRequest, _farvault_v1_ReadReply__Output>;
  Read(options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_ReadRequest, _farvault_v1_ReadReply__Output>;
  /**
   * Reads of one snapshot, addressed by position in its manifest, never by hash.
   * Callers: agents (own snapshots, or the one a restore run is bound to) and administrators.
   */
  read(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_ReadRequest, _farvault_v1_ReadReply__Output>;
  read(options?: grpc.CallOptions): grpc.ClientDuplexStream<_farvault_v1_ReadRequest, _farvault_v1_ReadReply__Output>;
  
}

export interface DataHandlers extends grpc.UntypedServiceImplementation {
  /**
   * One upload session: begin, offers, proofs, frames and the commit travel on this one stream.
   * Callers: agents.
   */
  Backup: grpc.handleBidiStreamingCall<_farvault_v1_BackupRequest__Output, _farvault_v1_BackupReply>;
  
  /**
   * Reads of one snapshot, addressed by position in its manifest, never by hash.
   * Callers: agents (own snapshots, or the one a restore run is bound to) and administrators.
   */
  Read: grpc.handleBidiStreamingCall<_farvault_v1_ReadRequest__Output, _farvault_v1_ReadReply>;
  
}

export interface DataDefinition extends grpc.ServiceDefinition {
  Backup: MethodDefinition<_farvault_v1_BackupRequest, _farvault_v1_BackupReply, _farvault_v1_BackupRequest__Output, _farvault_v1_BackupReply__Output>
  Read: MethodDefinition<_farvault_v1_ReadRequest, _farvault_v1_ReadReply, _farvault_v1_ReadRequest__Output, _farvault_v1_ReadReply__Output>
}
