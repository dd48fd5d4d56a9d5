// Data.Backup of a repository on a local disk: one message after the other, each answer when what it promises is durable. One agent's chunks are all its own: nothing is to be proven.
import { DEFAULT_CHUNKING, DEFAULT_FIXED_BYTES } from '../../shared/chunking/params.js';
import { decodeFrame } from '../../shared/codec/frame.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { MAX_FRAME_CHUNKS } from '../../shared/format/limits.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { BackupReply } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { BackupRequest__Output } from '../../shared/rpc/gen/farvault/v1/BackupRequest.js';
import type { Commit__Output } from '../../shared/rpc/gen/farvault/v1/Commit.js';
import type { Frame__Output } from '../../shared/rpc/gen/farvault/v1/Frame.js';
import type { ChunkLookups, ChunkReads, ChunkWrites } from './chunk-store.js';
import { missingFrom } from './manifest-chunks.js';
import type { FolderSnapshots } from './snapshots.js';

const CREDIT_BYTES = 8 << 20;
const MAX_OFFERED_IDS = 2_048;
const MAX_MISSING_IDS = 32_768;
const STATE = { wanted: 0, held: 1 } as const;

export interface UploadParts {
  chunks: ChunkReads & ChunkLookups & ChunkWrites;
  snapshots: FolderSnapshots;
  /** A new id of a snapshot. */
  newId: () => string;
}

export async function* serveUpload({ chunks, snapshots, newId }: UploadParts, requests: AsyncIterable<BackupRequest__Output>): AsyncGenerator<BackupReply> {
  let runId: string | null = null;
  let frames = 0;
  for await (const { begin, offer, frame, commit } of requests) {
    if (begin) {
      runId = begin.runId;
      const chunking = { version: 1, ...DEFAULT_CHUNKING, fixedBytes: DEFAULT_FIXED_BYTES };
      yield { begun: { sessionId: runId, chunking, creditBytes: CREDIT_BYTES, snapshotId: (await snapshots.ofRun(runId))?.id ?? '' } };
    } else if (runId === null) throw new FarvaultError('INVALID', 'an upload begins with BackupBegin');
    else if (offer) yield { answer: { seq: offer.seq, states: await statesOf(chunks, offer.ids) } };
    else if (frame) {
      if (frame.seq !== ++frames) throw new FarvaultError('INVALID', `frame ${frame.seq} where ${frames} is due`);
      await keep(chunks, frame);
      yield { ack: { seq: frame.seq, creditBytes: CREDIT_BYTES, storedBytes: frame.payload.length } };
    } else if (commit) yield { result: await commitOf({ chunks, snapshots, newId }, runId, commit) };
  }
}

async function statesOf(chunks: ChunkLookups, ids: Buffer): Promise<Buffer> {
  const count = ids.length / ID_BYTES;
  if (!Number.isInteger(count) || count === 0 || count > MAX_OFFERED_IDS) throw new FarvaultError('INVALID', `an offer of ${ids.length} bytes`);
  const states = Buffer.alloc(count);
  for (let i = 0; i < count; i++) states[i] = (await chunks.has(ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES))) ? STATE.held : STATE.wanted;
  return states;
}

async function keep(chunks: ChunkWrites, { codec, payload, plainBytes, ids, lengths }: Frame__Output): Promise<void> {
  if (lengths.length > MAX_FRAME_CHUNKS || ids.length !== lengths.length * ID_BYTES) throw new FarvaultError('INVALID', 'a frame whose table does not fit it');
  const plain = decodeFrame(codec, payload, plainBytes);
  let start = 0;
  for (const [i, length] of lengths.entries()) {
    await chunks.write(ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES), plain.subarray(start, start + length));
    start += length;
  }
  if (start !== plain.length) throw new FarvaultError('INVALID', 'a frame whose chunks do not add up to it');
}

async function commitOf({ chunks, snapshots, newId }: UploadParts, runId: string, { rootId, partial }: Commit__Output): Promise<NonNullable<BackupReply['result']>> {
  if (rootId.length !== ID_BYTES) throw new FarvaultError('INVALID', `a commit with a root id of ${rootId.length} bytes`);
  const missing = await missingFrom(rootId, chunks, MAX_MISSING_IDS);
  if (missing.length > 0) return { missing: Buffer.concat(missing) };
  const before = await snapshots.ofRun(runId);
  if (before !== null) return { snapshotId: before.id };
  const snapshot = { id: newId(), runId, rootId: rootId.toString('hex'), partial };
  await snapshots.add(snapshot);
  return { snapshotId: snapshot.id };
}
