// Data.Read of a repository on a local disk: chunks of one snapshot, asked for by place.
import { FrameEncoder } from '../../shared/codec/frame.js';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { FRAME_TARGET_BYTES } from '../../shared/format/limits.js';
import type { Fetch__Output } from '../../shared/rpc/gen/farvault/v1/Fetch.js';
import type { ReadReply } from '../../shared/rpc/gen/farvault/v1/ReadReply.js';
import type { ReadRequest__Output } from '../../shared/rpc/gen/farvault/v1/ReadRequest.js';
import type { ChunkReads } from './chunk-store.js';
import { chunksAt } from './manifest-chunks.js';
import type { FolderSnapshots } from './snapshots.js';

const MAX_ITEMS = 4_096;
const MAX_CHUNKS = 65_536;
const LEVEL = 3;

export async function* serveRead({ chunks, snapshots }: { chunks: ChunkReads; snapshots: FolderSnapshots }, requests: AsyncIterable<ReadRequest__Output>): AsyncGenerator<ReadReply> {
  let root: Buffer | null = null;
  const encoder = new FrameEncoder();
  for await (const { open, fetch } of requests) {
    if (open) {
      const { id, rootId } = await snapshots.get(open.snapshotId);
      root = await chunks.read(Buffer.from(rootId, 'hex'));
      yield { opened: { snapshotId: id, rootId: Buffer.from(rootId, 'hex'), rootBytes: root.length, root } };
    } else if (root === null) throw new FarvaultError('INVALID', 'a read begins with ReadOpen');
    else if (fetch) yield* answer(fetch, root, chunks, encoder);
  }
}

async function* answer({ seq, items }: Fetch__Output, root: Buffer, chunks: ChunkReads, encoder: FrameEncoder): AsyncGenerator<ReadReply> {
  if (items.length > MAX_ITEMS) throw new FarvaultError('INVALID', `a fetch of ${items.length} places`);
  const wanted = new Map<string, Buffer>();
  for (const item of items) {
    for (const id of await chunksAt(root, item, chunks)) wanted.set(id.toString('hex'), id);
    if (wanted.size > MAX_CHUNKS) throw new FarvaultError('INVALID', `a fetch of more than ${MAX_CHUNKS} chunks`);
  }
  const failed: Buffer[] = [];
  let failure = '';
  let ids: Buffer[] = [];
  let plain: Buffer[] = [];
  let bytes = 0;
  const frameOf = (): ReadReply => {
    const whole = Buffer.concat(plain);
    const { codec, payload } = encoder.encode(whole, { codec: 'auto', level: LEVEL });
    const frame = { seq, codec: codec as 0 | 1 | 2, plainBytes: whole.length, ids: Buffer.concat(ids), lengths: plain.map((chunk) => chunk.length), payload: Buffer.from(payload) };
    [ids, plain, bytes] = [[], [], 0];
    return { frame };
  };
  for (const id of wanted.values()) {
    try {
      const chunk = await chunks.read(id);
      if (plain.length > 0 && bytes + chunk.length > FRAME_TARGET_BYTES) yield frameOf();
      ids.push(id);
      plain.push(chunk);
      bytes += chunk.length;
    } catch (error) {
      if (!isFarvaultError(error, 'MISSING') && !isFarvaultError(error, 'CORRUPT')) throw error;
      failed.push(id);
      failure = error.code;
    }
  }
  if (plain.length > 0) yield frameOf();
  yield { done: { seq, failed: Buffer.concat(failed), failure } };
}
