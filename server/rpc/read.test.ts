import { Duplex } from 'node:stream';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { decodeFrame } from '../../shared/codec/frame.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { ID_BYTES, blake3 } from '../../shared/hash/hash.js';
import type { Fetch } from '../../shared/rpc/gen/farvault/v1/Fetch.js';
import type { ReadReply } from '../../shared/rpc/gen/farvault/v1/ReadReply.js';
import type { ReadRequest, ReadRequest__Output } from '../../shared/rpc/gen/farvault/v1/ReadRequest.js';
import { systemClock } from '../../shared/time/clock.js';
import type { CallIdentity } from '../fleet/identity.js';
import type { SnapshotRecord } from '../repository/index.js';
import { FETCH_LEVEL, FrameCache } from '../snapshots/index.js';
import { MemoryStore, chunkNumber, manifestOf, recordOf, type TestFile } from '../snapshots/testing/memory-store.js';
import { readHandler } from './read.js';
import { sightOf } from './service.js';

const agent = (agentId: string, officeId = 'office'): CallIdentity => ({ role: 'agent', officeId, agentId, name: agentId, serial: '1' });
const NONE: CallIdentity = { role: 'none', officeId: '', agentId: '', name: '', serial: '' };
const ADMIN: CallIdentity = { role: 'admin', officeId: '', agentId: '', name: 'root', serial: '2' };
const RESTORER: CallIdentity = { ...ADMIN, role: 'restore-only' };
const limited = (office: string): CallIdentity => ({ ...ADMIN, offices: [office] });
const idOf = (chunk: Buffer): string => blake3(chunk).toString('hex');

let store: MemoryStore;
let snapshots: Map<string, SnapshotRecord>;
let boundRun: string;
beforeEach(() => {
  store = new MemoryStore();
  snapshots = new Map();
  boundRun = '';
});

function commit(files: TestFile[], agentId: string, officeId = 'office'): SnapshotRecord {
  const manifest = manifestOf(files);
  store.store(manifest);
  const record = recordOf(manifest.at(-1)!, officeId, agentId);
  snapshots.set(record.id, record);
  return record;
}

const pinned: string[] = [];

interface Outcome {
  replies: ReadReply[];
  /** Plain chunks that left the server, by id; each verified. */
  chunks: Map<string, Buffer>;
  /** How often each left. */
  sent: Map<string, number>;
  failed: string[];
  failure: string;
  error: unknown;
}

/** Sends the requests, then ends; gives everything that came back. */
async function read(identity: CallIdentity, snapshotId: string, fetches: Fetch[], change: { runId?: string; signal?: AbortSignal; take?: () => Promise<void> } = {}): Promise<Outcome> {
  const requests: ReadRequest[] = [{ open: { snapshotId, runId: change.runId ?? '' } }, ...fetches.map((fetch) => ({ fetch: { items: [], ...fetch } }))];
  const replies: ReadReply[] = [];
  const call = new Duplex({
    objectMode: true,
    read() {
      const next = requests.shift();
      this.push(next === undefined ? null : { message: 'fetch', ...next });
    },
    write(reply: ReadReply, _encoding, callback) {
      replies.push(reply);
      if (change.take === undefined) callback();
      else void change.take().then(() => callback());
    },
  }) as unknown as ServerDuplexStream<ReadRequest__Output, ReadReply>;
  const handler = readHandler({
    source: store,
    frames: new FrameCache(store, 4 << 20),
    catalog: {
      get: (id) => Promise.resolve(snapshots.get(id) ?? null),
      resolve: (id) => (snapshots.has(id) ? Promise.resolve(snapshots.get(id)!) : Promise.reject(new FarvaultError('NOT_FOUND', 'no such snapshot'))),
    },
    pins: {
      pin: (id) => {
        pinned.push(id);
        return () => pinned.push(`let go of ${id}`);
      },
    },
    access: {
      mayRead: (_identity, _snapshotId, runId) =>
        runId !== '' && runId === boundRun ? Promise.resolve() : Promise.reject(new FarvaultError('REFUSED', 'this snapshot is not yours')),
    },
    clock: systemClock,
  });
  const error: unknown = await handler(call, { identity, signal: change.signal ?? new AbortController().signal, peer: 'test', ...sightOf(identity) }).then(
    () => null,
    (failure: unknown) => failure,
  );
  return { ...opened(replies), replies, error };
}

function opened(replies: ReadReply[]): Pick<Outcome, 'chunks' | 'sent' | 'failed' | 'failure'> {
  const chunks = new Map<string, Buffer>();
  const sent = new Map<string, number>();
  const failed: string[] = [];
  let failure = '';
  for (const { frame, done } of replies) {
    if (frame !== undefined && frame !== null) {
      const plain = decodeFrame(Number(frame.codec), frame.payload as Buffer, frame.plainBytes!);
      let at = 0;
      for (const length of frame.lengths!) {
        const chunk = plain.subarray(at, at + length);
        at += length;
        chunks.set(idOf(chunk), chunk);
        sent.set(idOf(chunk), (sent.get(idOf(chunk)) ?? 0) + 1);
      }
      expect(at).toBe(plain.length);
    }
    if (done !== undefined && done !== null) {
      const ids = done.failed as Buffer;
      for (let i = 0; i < ids.length; i += ID_BYTES) failed.push(ids.toString('hex', i, i + ID_BYTES));
      failure = done.failure!;
    }
  }
  return { chunks, sent, failed, failure };
}

const content = (number: number, ...ranges: number[]): Fetch => ({ seq: 1, items: [{ level: FETCH_LEVEL.content, number, ranges }] });
const file = (path: string, ...numbers: number[]): TestFile => ({ path, chunks: numbers.map((number) => chunkNumber(number)) });

describe('a read', () => {
  test('keeps what it reads from being removed until it has ended', async () => {
    const tree = [file('a', 1)];
    store.store([chunkNumber(1)]);
    const { id } = commit(tree, 'mine');
    pinned.length = 0;
    expect((await read(agent('mine'), id, [content(0, 0, 1)])).error).toBeNull();
    expect(pinned).toEqual([id, `let go of ${id}`]);
  });

  test('gives root, index, manifest and content by place', async () => {
    const tree = [file('a', 1, 2), file('b', 3)];
    store.store([1, 2, 3].map((number) => chunkNumber(number)));
    const { id, rootId } = commit(tree, 'mine');
    const [leaf, index] = manifestOf(tree) as [Buffer, Buffer];
    const outcome = await read(agent('mine'), id, [
      { seq: 1, items: [{ level: FETCH_LEVEL.index, number: 0 }, { level: FETCH_LEVEL.manifest, number: 0 }].map((item) => ({ ranges: [], ...item })) },
      { ...content(0, 0, 3), seq: 2 },
    ]);
    expect(outcome.error).toBeNull();
    expect(outcome.replies[0].opened).toMatchObject({ snapshotId: id, rootBytes: manifestOf(tree)[2].length });
    expect(idOf(outcome.replies[0].opened!.root as Buffer)).toBe(rootId);
    expect([...outcome.chunks.keys()].sort()).toEqual([leaf, index, ...[1, 2, 3].map((number) => chunkNumber(number))].map(idOf).sort());
    expect(outcome.replies.filter(({ done }) => done).map(({ done }) => done!.seq)).toEqual([1, 2]);
  });

  test('passes a stored frame on when all of it is asked for, and only then', async () => {
    const numbers = [1, 2, 3, 4];
    const stored = store.frames[store.store(numbers.map((number) => chunkNumber(number)))];
    const { id } = commit([file('a', ...numbers)], 'mine');
    const whole = await read(agent('mine'), id, [content(0, 0, 4)]);
    expect(whole.replies[1].frame!.payload).toBe(stored.payload);
    const part = await read(agent('mine'), id, [content(0, 0, 2, 3, 1)]);
    expect([...part.chunks.keys()]).toEqual([1, 2, 4].map((number) => idOf(chunkNumber(number))));
  });

  test('sends a chunk once that was asked for twice or lies in two frames', async () => {
    store.store([chunkNumber(1), chunkNumber(2)]);
    store.store([chunkNumber(2), chunkNumber(3)]);
    const { id } = commit([file('a', 1, 2, 3, 2)], 'mine');
    const { sent } = await read(agent('mine'), id, [content(0, 0, 4, 1, 2)]);
    expect([...sent.values()]).toEqual([1, 1, 1]);
  });

  test('reports damaged and missing chunks, and gives the rest', async () => {
    const damaged = store.store([chunkNumber(1), chunkNumber(2)]);
    store.store([chunkNumber(3)]);
    store.store([chunkNumber(4)]);
    const { id } = commit([file('a', 1, 2, 3, 4)], 'mine');
    store.damage(damaged);
    store.lose(blake3(chunkNumber(4)));
    const outcome = await read(agent('mine'), id, [content(0, 0, 4)]);
    expect([...outcome.chunks.keys()]).toEqual([idOf(chunkNumber(3))]);
    expect(outcome.failed.sort()).toEqual([1, 2, 4].map((number) => idOf(chunkNumber(number))).sort());
    expect(outcome.failure).toBe('CORRUPT,MISSING');
    expect(store.quarantined).toHaveLength(2);
    expect(outcome.error).toBeNull();
  });

  test.each([
    ['a manifest chunk that is not there', { level: FETCH_LEVEL.manifest, number: 1, ranges: [] }],
    ['an index chunk that is not there', { level: FETCH_LEVEL.index, number: 9, ranges: [] }],
    ['references that are not there', { level: FETCH_LEVEL.content, number: 0, ranges: [1, 2] }],
    ['a number without its pair', { level: FETCH_LEVEL.content, number: 0, ranges: [0] }],
    ['a sum that is beyond 32 bits', { level: FETCH_LEVEL.content, number: 0, ranges: [0xffff_ffff, 0xffff_ffff] }],
    ['a level that does not exist', { level: 7, number: 0, ranges: [] }],
  ])('refuses %s', async (_what, item) => {
    store.store([chunkNumber(1), chunkNumber(2)]);
    const { id } = commit([file('a', 1, 2)], 'mine');
    const outcome = await read(agent('mine'), id, [{ seq: 1, items: [item as NonNullable<Fetch['items']>[number]] }]);
    expect(outcome.error).toMatchObject({ code: 'INVALID' });
    expect(outcome.chunks.size).toBe(0);
  });

  test('ends when the caller is gone, though it takes nothing', async () => {
    store.store([chunkNumber(1)]);
    const { id } = commit([file('a', 1)], 'mine');
    const gone = new AbortController();
    const outcome = await read(agent('mine'), id, [content(0, 0, 1)], {
      signal: gone.signal,
      take: () => {
        gone.abort(new FarvaultError('CANCELLED', 'the caller is gone'));
        return new Promise(() => undefined);
      },
    });
    expect(outcome.error).toMatchObject({ code: 'CANCELLED' });
  });
});

describe('who may read', () => {
  test.each([
    ['its own agent', agent('mine'), '', null],
    ['an administrator', ADMIN, '', null],
    ['an administrator of its office', limited('office'), '', null],
    ['one who may only restore', RESTORER, '', null],
    ['an administrator of another office', limited('elsewhere'), '', 'NOT_FOUND'],
    ['an agent with a restore run that is bound to it', agent('other'), 'run', null],
    ['another agent of the office', agent('other'), '', 'REFUSED'],
    ['an agent of that name in another office', agent('mine', 'elsewhere'), '', 'REFUSED'],
    ['an agent with the wrong run', agent('other'), 'wrong', 'REFUSED'],
    ['nobody', NONE, '', 'REFUSED'],
  ])('%s', async (_who, identity, runId, code) => {
    boundRun = 'run';
    const { id } = commit([file('a', 1)], 'mine');
    const { error, replies } = await read(identity, id, [], { runId });
    if (code === null) expect(error).toBeNull();
    else {
      expect(error).toMatchObject({ code });
      expect(replies).toEqual([]);
      // A snapshot that does not exist is answered in the same way.
      expect((await read(identity, 'f'.repeat(32), [], { runId })).error).toMatchObject({ code });
    }
  });
});

test('what an agent can read is the closure of its snapshots, however chunks lie in frames', async () => {
  const chunkNumbers = fc.array(fc.nat(40), { minLength: 1, maxLength: 6 });
  const operation = fc.record({ agent: fc.constantFrom('a', 'b'), files: fc.array(chunkNumbers, { minLength: 1, maxLength: 4 }), frames: fc.integer({ min: 1, max: 5 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 6 }), fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 3 }), async (operations, ranges) => {
      store = new MemoryStore();
      snapshots = new Map();
      for (const { agent: agentId, files, frames } of operations) {
        // Frames mix what is new for this snapshot with what it has nothing to do with.
        const fresh = [...new Set(files.flat())].filter((number) => !store.places.has(idOf(chunkNumber(number))));
        for (let i = 0; i < fresh.length; i += frames) store.store([chunkNumber(1_000 + i), ...fresh.slice(i, i + frames).map((number) => chunkNumber(number))]);
        commit(files.map((numbers, i) => file(`file ${i}`, ...numbers)), agentId);
      }
      for (const { id, agentId } of snapshots.values()) {
        const operationOf = operations[[...snapshots.keys()].indexOf(id)];
        const references = operationOf.files.flat();
        const closure = new Set(references.map((number) => idOf(chunkNumber(number))));
        const all = await read(agent(agentId), id, [content(0, 0, references.length)]);
        expect(all.error).toBeNull();
        expect(new Set(all.chunks.keys())).toEqual(closure);
        // Any part: exactly what was asked for.
        const inside = ranges.filter(([first, count]) => first + count <= references.length);
        const asked = new Set(inside.flatMap(([first, count]) => references.slice(first, first + count)).map((number) => idOf(chunkNumber(number))));
        const part = await read(agent(agentId), id, [content(0, ...inside.flat())]);
        expect(new Set(part.chunks.keys())).toEqual(asked);
        const stranger = await read(agent(agentId === 'a' ? 'b' : 'a'), id, [content(0, 0, 1)]);
        expect(stranger.replies).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});
