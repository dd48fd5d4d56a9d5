// A real gRPC server (without TLS) with the `Backup` RPC on in-memory neighbours, and a client that speaks message by message.
import * as grpc from '@grpc/grpc-js';
import { CODEC } from '../../../shared/codec/codec.js';
import { blake3 } from '../../../shared/hash/hash.js';
import { contract } from '../../../shared/rpc/proto.js';
import type { BackupReply__Output } from '../../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { BackupRequest } from '../../../shared/rpc/gen/farvault/v1/BackupRequest.js';
import type { DataClient, DataHandlers } from '../../../shared/rpc/gen/farvault/v1/Data.js';
import type { Frame } from '../../../shared/rpc/gen/farvault/v1/Frame.js';
import { FarvaultError } from '../../../shared/errors/errors.js';
import { fromServiceError } from '../../../shared/rpc/status.js';
import { FakeCentre } from './fake-centre.js';
import { SessionState, createUploads, type UploadParts, type Uploads } from '../../sessions/index.js';
import { backup } from '../backup.js';
import { guardService } from '../service.js';

export class Harness {
  readonly state = new SessionState(() => performance.now());
  readonly centre = new FakeCentre(this.state);
  readonly uploads: Uploads;
  /** What streams have ended with, in order. */
  readonly errors: unknown[] = [];
  readonly #server = new grpc.Server({ 'grpc.max_receive_message_length': 1_572_864 });
  #client: DataClient | null = null;
  #port = 0;

  constructor(parts: Partial<UploadParts> = {}) {
    this.uploads = createUploads({ ...this.centre.parts(), ...parts }, this.state);
  }

  async start(): Promise<void> {
    const { Data } = contract();
    // Who calls is said in the office and agent of the URL authority: `o1.a` is agent a of office o1.
    const guard = {
      authorise: (_path: string, call: unknown) => {
        const [officeId, agentId] = (call as { getHost(): string }).getHost().split('.');
        return { role: 'agent' as const, officeId: officeId, agentId: agentId, name: agentId, serial: '' };
      },
      onError: (_path: string, error: unknown) => void this.errors.push(error),
    };
    const handlers = {
      Backup: (call: Parameters<typeof backup>[1], context: Parameters<typeof backup>[2]) => backup(this.uploads, call, context),
      Read: () => Promise.reject(new FarvaultError('REFUSED', 'not here')),
    };
    this.#server.addService(Data.service, guardService<DataHandlers>(Data.service, handlers, guard));
    this.#port = await new Promise<number>((resolve, reject) =>
      this.#server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => (error === null ? resolve(port) : reject(error))),
    );
    this.#client = new (contract().Data)(`127.0.0.1:${this.#port}`, grpc.credentials.createInsecure());
  }

  open(who = 'o1.a'): Peer {
    return new Peer(this.#client!.Backup(new grpc.Metadata(), { host: who }));
  }

  async stop(): Promise<void> {
    this.#client?.close();
    this.#server.forceShutdown();
    await this.uploads.verifier.close();
  }
}

/** The agent's end: replies are taken one by one, and the error that ends the stream is met where a reply is awaited. */
export class Peer {
  readonly #replies: BackupReply__Output[] = [];
  #ended: FarvaultError | null = null;
  #wake: (() => void) | null = null;

  constructor(readonly call: grpc.ClientDuplexStream<BackupRequest, BackupReply__Output>) {
    call.on('data', (reply: BackupReply__Output) => {
      this.#replies.push(reply);
      this.#wake?.();
    });
    const end = (error: FarvaultError): void => {
      this.#ended ??= error;
      this.#wake?.();
    };
    call.on('error', (error) => end(fromServiceError(error)));
    call.on('end', () => setImmediate(() => end(new FarvaultError('CANCELLED', 'orderly end'))));
  }

  send(message: BackupRequest): void {
    this.call.write(message);
  }

  async next(): Promise<BackupReply__Output> {
    while (this.#replies.length === 0) {
      if (this.#ended !== null) throw this.#ended;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#replies.shift()!;
  }

  async begin(runId = 'a-run'): Promise<NonNullable<BackupReply__Output['begun']>> {
    this.send({ begin: { runId } });
    return (await this.next()).begun!;
  }

  /** The error that ends the stream, whatever comes before. */
  async failure(): Promise<FarvaultError> {
    for (;;) {
      try {
        await this.next();
      } catch (error) {
        return error as FarvaultError;
      }
    }
  }

  async acknowledged(seq: number): Promise<void> {
    for (;;) {
      const { ack } = await this.next();
      if (ack && ack.seq >= seq) return;
    }
  }
}

export function idOf(chunk: Buffer): Buffer {
  return blake3(chunk);
}

/** A raw frame of these chunks. */
export function frameOf(seq: number, chunks: Buffer[], change: Partial<Frame> = {}): BackupRequest {
  const payload = Buffer.concat(chunks);
  const frame: Frame = { seq, codec: CODEC.raw, plainBytes: payload.length, ids: Buffer.concat(chunks.map(idOf)), lengths: chunks.map((chunk) => chunk.length), payload };
  return { frame: { ...frame, ...change } };
}
