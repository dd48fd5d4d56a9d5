// Data.Read: chunks of one snapshot, asked for by place (docs/protocol.md, Read). One fetch is answered after the other; while one goes out, the
// next is looked up. What a caller may read is decided once, at ReadOpen.
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { untilAborted } from '../../shared/async/until-aborted.js';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { Fetch__Output } from '../../shared/rpc/gen/farvault/v1/Fetch.js';
import type { FetchItem__Output } from '../../shared/rpc/gen/farvault/v1/FetchItem.js';
import type { ReadOpen__Output } from '../../shared/rpc/gen/farvault/v1/ReadOpen.js';
import type { ReadReply } from '../../shared/rpc/gen/farvault/v1/ReadReply.js';
import type { ReadRequest__Output } from '../../shared/rpc/gen/farvault/v1/ReadRequest.js';
import type { Clock } from '../../shared/time/clock.js';
import { isUser, type CallIdentity } from '../fleet/index.js';
import type { SnapshotRecord } from '../repository/index.js';
import { ChunkReader, FETCH_LEVEL, Reframer, SnapshotReader, fetchFrames, planFetch, type ChunkSource, type FetchPlan, type FrameCache, type Pins } from '../snapshots/index.js';
import { ReplyWriter } from './reply-writer.js';
import type { CallContext } from './service.js';

export interface ReadParts {
  source: ChunkSource;
  frames: FrameCache;
  catalog: {
    get(id: string): Promise<SnapshotRecord | null>;
    resolve(selector: string): Promise<SnapshotRecord>;
  };
  /** What is being read is not purged. */
  pins: Pick<Pins, 'pin'>;
  access: {
    /** Resolves when the run is a running restore of this snapshot, bound to this agent; else REFUSED. */
    mayRead(identity: CallIdentity, snapshotId: string, runId: string): Promise<void>;
  };
  clock: Clock;
}

type Caller = Pick<CallContext, 'identity' | 'visible'>;
type ReadCall = ServerDuplexStream<ReadRequest__Output, ReadReply>;

interface PlannedFetch {
  seq: number;
  plan: FetchPlan;
}

const LEVELS: Record<string, number> = { INDEX: FETCH_LEVEL.index, MANIFEST: FETCH_LEVEL.manifest, CONTENT: FETCH_LEVEL.content };

export function readHandler(parts: ReadParts): (call: ReadCall, context: CallContext) => Promise<void> {
  return async (call, { identity, signal, visible }) => {
    const replies = new ReplyWriter<ReadReply>(call, parts.clock, signal);
    try {
      await serve(parts, call, { identity, visible }, replies, signal);
      await replies.flushed();
    } finally {
      replies.close();
    }
  };
}

async function serve(parts: ReadParts, call: ReadCall, caller: Caller, replies: ReplyWriter<ReadReply>, signal: AbortSignal): Promise<void> {
  const requests = requestsOf(call, signal);
  const open = (await requests())?.open;
  if (open === undefined || open === null) throw new FarvaultError('INVALID', 'a read begins with ReadOpen');
  const snapshot = await authorise(parts, caller, open);
  const unpin = parts.pins.pin(snapshot.id);
  try {
    await answer(parts, snapshot, requests, replies, signal);
  } finally {
    unpin();
  }
}

async function answer(parts: ReadParts, snapshot: SnapshotRecord, requests: () => Promise<ReadRequest__Output | null>, replies: ReplyWriter<ReadReply>, signal: AbortSignal): Promise<void> {
  const reader = await SnapshotReader.open(snapshot, new ChunkReader(parts.source, parts.frames));
  await replies.write({ opened: { snapshotId: snapshot.id, rootId: reader.rootId, rootBytes: reader.root.length, root: reader.root } });

  const reframer = new Reframer();
  const next = async (): Promise<PlannedFetch | null> => {
    const request = await requests();
    return request === null ? null : planRequest(request, reader, parts.source);
  };
  let planned = next();
  for (;;) {
    const fetch = await planned;
    if (fetch === null) break;
    planned = next();
    // A failure is told when its turn comes.
    planned.catch(() => undefined);
    const { seq, plan } = fetch;
    for await (const frame of fetchFrames(plan, { source: parts.source, frames: parts.frames, reframer }, signal)) {
      await replies.write({ frame: { seq, codec: frame.codec as 0 | 1 | 2, plainBytes: frame.plainBytes, ids: frame.ids, lengths: frame.lengths, payload: frame.payload } });
    }
    const { failures } = plan.wanted;
    await replies.write({ done: { seq, failed: failures.ids, failure: failures.reason } });
  }
}

/** Administrators read what they may see; an agent what it has committed itself, and what a restore lets it. */
async function authorise(parts: ReadParts, { identity, visible }: Caller, open: ReadOpen__Output): Promise<SnapshotRecord> {
  const unknown = new FarvaultError('NOT_FOUND', `there is no snapshot '${open.snapshotId.slice(0, 200)}'`, { remedy: 'See `backupctl snapshot list`.' });
  if (isUser(identity)) {
    if (identity.offices === undefined) return parts.catalog.resolve(open.snapshotId);
    // What is another office's is answered as what is nobody's.
    const found = await parts.catalog.resolve(open.snapshotId).catch((error: unknown) => {
      if (isFarvaultError(error, 'NOT_FOUND') || isFarvaultError(error, 'INVALID')) return null;
      throw error; // A catalog that cannot be read is not one without the snapshot.
    });
    if (found === null || !visible(found.officeId)) throw unknown;
    return found;
  }
  if (identity.role !== 'agent') throw new FarvaultError('REFUSED', 'only agents and administrators read snapshots');
  const snapshot = await parts.catalog.get(open.snapshotId);
  const own = snapshot !== null && snapshot.agentId === identity.agentId && snapshot.officeId === identity.officeId;
  // Asked before it is told whether the snapshot exists.
  if (!own) await parts.access.mayRead(identity, open.snapshotId, open.runId);
  if (snapshot === null) throw unknown;
  return snapshot;
}

async function planRequest(request: ReadRequest__Output, reader: SnapshotReader, source: ChunkSource): Promise<PlannedFetch> {
  const fetch: Fetch__Output | null | undefined = request.fetch;
  if (fetch === undefined || fetch === null) throw new FarvaultError('INVALID', 'after ReadOpen a read takes Fetch only');
  const places = fetch.items.map((item) => ({ level: levelOf(item), number: item.number, ranges: item.ranges }));
  return { seq: fetch.seq, plan: await planFetch(await reader.resolve(places), source) };
}

/** Enums come as names or as numbers, as the definition was loaded. */
function levelOf({ level }: FetchItem__Output): number {
  return typeof level === 'number' ? level : (LEVELS[level] ?? -1);
}

/** One request at each call, null at the end; rejects when the caller is gone. The stream stays open whatever happens. */
function requestsOf(call: ReadCall, signal: AbortSignal): () => Promise<ReadRequest__Output | null> {
  const iterator = call.iterator({ destroyOnReturn: false }) as AsyncIterator<ReadRequest__Output, undefined>;
  return async () => {
    const { done, value } = await untilAborted(iterator.next(), signal);
    return done === true ? null : value;
  };
}
