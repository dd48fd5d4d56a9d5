// The server's end of the data plane, in memory, for tests and for measuring the agent by itself: real messages over a real gRPC server without TLS.
// It keeps chunks and snapshots, checks what the protocol demands, and can be told to cut streams, to ask for proofs and to lack things.
import * as grpc from '@grpc/grpc-js';
import { decodeFrame } from '../../../shared/codec/frame.js';
import { DEFAULT_CHUNKING, DEFAULT_FIXED_BYTES } from '../../../shared/chunking/params.js';
import { decodeIndexChunk, decodeRoot } from '../../../shared/format/manifest-index.js';
import { listReferences } from '../../../shared/format/manifest-reader.js';
import { blake3, createHasher, ID_BYTES } from '../../../shared/hash/hash.js';
import type { BackupReply } from '../../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { BackupRequest__Output } from '../../../shared/rpc/gen/farvault/v1/BackupRequest.js';
import type { DataClient } from '../../../shared/rpc/gen/farvault/v1/Data.js';
import type { Fetch__Output } from '../../../shared/rpc/gen/farvault/v1/Fetch.js';
import type { ReadReply } from '../../../shared/rpc/gen/farvault/v1/ReadReply.js';
import type { ReadRequest__Output } from '../../../shared/rpc/gen/farvault/v1/ReadRequest.js';
import { channelOptions } from '../../../shared/rpc/client.js';
import { contract } from '../../../shared/rpc/proto.js';

type BackupStream = grpc.ServerDuplexStream<BackupRequest__Output, BackupReply>;
type ReadStream = grpc.ServerDuplexStream<ReadRequest__Output, ReadReply>;

export interface FakeServerOptions {
  creditBytes?: number;
  /** Half of a round trip, added before each reply. */
  delayMs?: number;
  /** A slow disk: so long until a frame is acknowledged, and the acknowledgement says so. */
  storeMs?: number;
  /** Frames are counted and acknowledged, not kept or checked: for measuring. Commits lack nothing. */
  discard?: boolean;
}

export class FakeServer {
  readonly chunks = new Map<string, Buffer>();
  /** Held by another office: proofs are asked for. */
  readonly foreign = new Map<string, Buffer>();
  readonly snapshots = new Map<string, { runId: string; rootId: Buffer; root: Buffer; partial: boolean }>();
  framesReceived = 0;
  payloadBytes = 0;
  messageBytes = 0;
  streams = 0;
  /** Wire bytes of one stream after which it is cut, one for each stream in turn. */
  cutAfterBytes: number[] = [];
  /** Called with each commit; what it returns is said to be missing. */
  lacking: (() => Buffer) | null = null;
  loseNextResult = false;
  private readonly known = new Set<string>();
  private readonly server = new grpc.Server({ 'grpc.max_receive_message_length': 2 << 20, 'grpc-node.flow_control_window': 16 << 20 });
  private client: DataClient | null = null;

  constructor(private readonly options: FakeServerOptions = {}) {
    const { Data } = contract();
    this.server.addService(Data.service, { backup: (call: BackupStream) => this.backup(call), read: (call: ReadStream) => this.read(call) });
  }

  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => (error === null ? resolve(port) : reject(error)));
    });
  }

  static connect(port: number): DataClient {
    const { Data } = contract();
    return new Data(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), channelOptions());
  }

  async start(): Promise<DataClient> {
    this.client = FakeServer.connect(await this.listen());
    return this.client;
  }

  stop(): void {
    this.client?.close();
    this.server.forceShutdown();
  }

  private backup(call: BackupStream): void {
    this.streams++;
    const limit = this.cutAfterBytes.shift() ?? Infinity;
    let taken = 0;
    let runId = '';
    let lastFrame = 0;
    let gone = false;
    const owed = new Map<number, { ids: Buffer; states: Buffer; challenge: Buffer }>();
    const reply = (message: BackupReply): void => {
      if (this.options.delayMs === undefined) call.write(message);
      else setTimeout(() => gone || call.write(message), this.options.delayMs);
    };
    const refuse = (details: string): void => {
      gone = true;
      call.emit('error', { code: grpc.status.INVALID_ARGUMENT, details });
    };
    call.on('error', () => (gone = true));
    call.on('end', () => call.end());
    call.on('data', (message: BackupRequest__Output) => {
      if (gone) return;
      const bytes = (message.frame?.payload.length ?? 0) + (message.frame?.ids.length ?? 0) + (message.offer?.ids.length ?? 0) + 16;
      this.messageBytes += bytes;
      taken += bytes;
      if (taken > limit) {
        gone = true;
        call.emit('error', { code: grpc.status.UNAVAILABLE, details: 'cut by the test' });
        return;
      }
      if (message.begin) {
        runId = message.begin.runId;
        const done = [...this.snapshots].find(([, snapshot]) => snapshot.runId === runId);
        reply({ begun: { sessionId: 's', chunking: { version: 1, ...DEFAULT_CHUNKING, fixedBytes: DEFAULT_FIXED_BYTES }, creditBytes: this.options.creditBytes ?? 8 << 20, snapshotId: done?.[0] ?? '' } });
      } else if (message.offer) {
        const { seq, ids } = message.offer;
        if (ids.length === 0 || ids.length > 2048 * ID_BYTES) return refuse('an offer of no size');
        const states = Buffer.alloc(ids.length / ID_BYTES);
        for (let i = 0; i < states.length; i++) states[i] = this.stateOf(ids.toString('latin1', i * ID_BYTES, (i + 1) * ID_BYTES));
        const challenge = states.includes(2) ? blake3(Buffer.from(`challenge ${seq} ${this.streams}`)) : Buffer.alloc(0);
        if (challenge.length > 0) owed.set(seq, { ids, states, challenge });
        reply({ answer: { seq, states: Buffer.from(states), challenge } });
      } else if (message.proof) {
        const { seq, digest } = message.proof;
        const proof = owed.get(seq);
        if (proof === undefined) return refuse('a proof nobody asked for');
        reply({ proofResult: { seq, accepted: this.checkProof(proof, digest) } });
      } else if (message.frame) {
        const { seq, codec, plainBytes, ids, lengths, payload } = message.frame;
        if (seq !== ++lastFrame) return refuse(`frame ${seq} where ${lastFrame} is due`);
        this.framesReceived++;
        this.payloadBytes += payload.length;
        if (this.options.discard !== true && !this.keep(decodeFrame(codec, payload, plainBytes), ids, lengths)) return refuse('a chunk is not what its id says');
        if (this.options.discard === true) this.remember(ids);
        const ack = { ack: { seq, creditBytes: this.options.creditBytes ?? 8 << 20, storedBytes: payload.length, serverMs: this.options.storeMs ?? 0 } };
        if (this.options.storeMs === undefined) reply(ack);
        else setTimeout(() => gone || reply(ack), this.options.storeMs);
      } else if (message.commit) {
        const { rootId, partial } = message.commit;
        const missing = this.lacking?.() ?? (this.options.discard === true ? Buffer.alloc(0) : this.missingFrom(rootId));
        if (missing.length > 0) return reply({ result: { snapshotId: '', missing } });
        const id = String(this.snapshots.size + 1).padStart(32, '0');
        this.snapshots.set(id, { runId, rootId, root: this.chunks.get(rootId.toString('latin1')) ?? Buffer.alloc(0), partial });
        if (this.loseNextResult) {
          this.loseNextResult = false;
          gone = true;
          call.emit('error', { code: grpc.status.UNAVAILABLE, details: 'the reply is lost' });
          return;
        }
        reply({ result: { snapshotId: id, missing: Buffer.alloc(0) } });
      }
    });
  }

  private stateOf(id: string): number {
    if (this.options.discard === true) return this.known.has(id) ? 1 : 0;
    if (this.chunks.has(id)) return 1;
    return this.foreign.has(id) ? 2 : 0;
  }

  private remember(ids: Buffer): void {
    for (let at = 0; at < ids.length; at += ID_BYTES) this.known.add(ids.toString('latin1', at, at + ID_BYTES));
  }

  private keep(plain: Buffer, ids: Buffer, lengths: number[]): boolean {
    let start = 0;
    for (const [i, length] of lengths.entries()) {
      const data = plain.subarray(start, start + length);
      const id = ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES);
      if (!blake3(data).equals(id)) return false;
      this.chunks.set(id.toString('latin1'), Buffer.from(data));
      start += length;
    }
    return start === plain.length;
  }

  private checkProof({ ids, states, challenge }: { ids: Buffer; states: Buffer; challenge: Buffer }, digest: Buffer): boolean {
    const hasher = createHasher(challenge);
    const proven = [...states.keys()].filter((i) => states[i] === 2).map((i) => ids.toString('latin1', i * ID_BYTES, (i + 1) * ID_BYTES));
    for (const id of proven) hasher.update(this.foreign.get(id)!);
    const right = hasher.digestBuffer().equals(digest);
    if (right) for (const id of proven) this.chunks.set(id, this.foreign.get(id)!);
    else for (const id of proven) this.foreign.delete(id);
    return right;
  }

  /** Every chunk of the manifest, and every chunk that it refers to, that is not here. */
  private missingFrom(rootId: Buffer): Buffer {
    const missing: Buffer[] = [];
    const get = (id: Buffer): Buffer | undefined => {
      const data = this.chunks.get(id.toString('latin1'));
      if (data === undefined) missing.push(id);
      return data;
    };
    const root = get(rootId);
    for (const { id: indexId } of root === undefined ? [] : decodeRoot(root).items) {
      const index = get(indexId);
      for (const { id } of index === undefined ? [] : decodeIndexChunk(index)) {
        const chunk = get(id);
        if (chunk === undefined) continue;
        const { ids } = listReferences(chunk);
        for (let at = 0; at < ids.length; at += ID_BYTES) get(ids.subarray(at, at + ID_BYTES));
      }
    }
    return Buffer.concat(missing);
  }

  private read(call: ReadStream): void {
    let snapshot: { rootId: Buffer; root: Buffer } | undefined;
    call.on('error', () => undefined);
    call.on('end', () => call.end());
    call.on('data', (message: ReadRequest__Output) => {
      if (message.open) {
        snapshot = this.snapshots.get(message.open.snapshotId);
        call.write({ opened: { snapshotId: message.open.snapshotId, rootId: snapshot!.rootId, rootBytes: snapshot!.root.length, root: snapshot!.root } });
      } else if (message.fetch) this.fetch(call, snapshot!.root, message.fetch);
    });
  }

  private fetch(call: ReadStream, root: Buffer, { seq, items }: Fetch__Output): void {
    const index = decodeRoot(root).items.map(({ id }) => id);
    const manifest = index.flatMap((id) => decodeIndexChunk(this.chunks.get(id.toString('latin1'))!).map((item) => item.id));
    for (const { level, number } of items) {
      const id = (level === 0 ? index : manifest)[number];
      const data = this.chunks.get(id.toString('latin1'))!;
      call.write({ frame: { seq, codec: 0, plainBytes: data.length, ids: id, lengths: [data.length], payload: data } });
    }
    call.write({ done: { seq } });
  }
}
