// A repository beside the agent, on the local disk, spoken to as the server's is: Data.Backup and Data.Read over gRPC, on a socket that only this user reaches.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import * as grpc from '@grpc/grpc-js';
import { channelOptions } from '../../shared/rpc/client.js';
import type { BackupReply } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { BackupRequest__Output } from '../../shared/rpc/gen/farvault/v1/BackupRequest.js';
import type { DataClient } from '../../shared/rpc/gen/farvault/v1/Data.js';
import type { ReadReply } from '../../shared/rpc/gen/farvault/v1/ReadReply.js';
import type { ReadRequest__Output } from '../../shared/rpc/gen/farvault/v1/ReadRequest.js';
import { MAX_MESSAGE_BYTES, STREAM_WINDOW_BYTES } from '../../shared/rpc/limits.js';
import { contract } from '../../shared/rpc/proto.js';
import { toServiceError } from '../../shared/rpc/status.js';
import { FolderChunks } from './chunk-store.js';
import { serveRead } from './reads.js';
import { FolderSnapshots } from './snapshots.js';
import { serveUpload } from './uploads.js';

export class LocalRepository {
  readonly #server = new grpc.Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES, 'grpc-node.flow_control_window': STREAM_WINDOW_BYTES });
  #client: DataClient | null = null;

  /** `folder`: made if it is not there, closed to others. */
  constructor(private readonly folder: string) {
    const chunks = new FolderChunks(path.join(folder, 'chunks'));
    const snapshots = new FolderSnapshots(path.join(folder, 'snapshots'));
    const newId = (): string => randomBytes(16).toString('hex');
    this.#server.addService(contract().Data.service, {
      backup: (call: grpc.ServerDuplexStream<BackupRequest__Output, BackupReply>) => answer(call, serveUpload({ chunks, snapshots, newId }, call)),
      read: (call: grpc.ServerDuplexStream<ReadRequest__Output, ReadReply>) => answer(call, serveRead({ chunks, snapshots }, call)),
    });
  }

  /** `socket`: a path of at most 100 bytes in a folder that is closed to others. */
  async start(socket: string): Promise<DataClient> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const address = `unix:${socket}`;
    await new Promise<void>((resolve, reject) => {
      this.#server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error) => (error === null ? resolve() : reject(error)));
    });
    const { Data } = contract();
    this.#client = new Data(address, grpc.credentials.createInsecure(), channelOptions());
    return this.#client;
  }

  stop(): void {
    this.#client?.close();
    this.#server.forceShutdown();
  }
}

function answer<Request, Reply>(call: grpc.ServerDuplexStream<Request, Reply>, replies: AsyncIterable<Reply>): void {
  const send = async (): Promise<void> => {
    for await (const reply of replies) {
      if (!call.write(reply)) await new Promise<void>((resolve) => call.once('drain', resolve).once('close', resolve));
    }
    call.end();
  };
  send().catch((error: unknown) => {
    if (!call.cancelled) call.emit('error', toServiceError(error));
  });
}
