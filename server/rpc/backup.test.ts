import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CODEC } from '../../shared/codec/codec.js';
import { FrameEncoder } from '../../shared/codec/frame.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { createHasher } from '../../shared/hash/hash.js';
import { systemClock, type Clock } from '../../shared/time/clock.js';
import type { JournalBody } from '../repository/index.js';
import { SnapshotSet } from '../snapshots/index.js';
import { Harness, frameOf, idOf, type Peer } from './testing/backup-harness.js';

const chunk = (bytes = 3_000): Buffer => randomBytes(bytes);

let harness: Harness;
beforeEach(async () => {
  harness = new Harness();
  await harness.start();
});
afterEach(() => harness.stop());

/** Uploads chunks and a root that lists them; the root's commit message. */
async function upload(peer: Peer, chunks: Buffer[]): Promise<{ commit: { rootId: Buffer; rootBytes: number } }> {
  const root = Buffer.concat(chunks.map(idOf));
  peer.send(frameOf(1, chunks));
  peer.send(frameOf(2, [root]));
  await peer.acknowledged(2);
  return { commit: { rootId: idOf(root), rootBytes: root.length } };
}

describe('a backup', () => {
  test('offers, uploads and commits', async () => {
    const peer = harness.open();
    const begun = await peer.begin();
    expect(begun.creditBytes).toBeGreaterThanOrEqual(2 << 20);
    expect(begun.chunking?.averageBytes).toBe(65536);
    const chunks = [chunk(), chunk()];
    peer.send({ offer: { seq: 1, ids: Buffer.concat(chunks.map(idOf)) } });
    expect([...(await peer.next()).answer!.states]).toEqual([0, 0]);
    const commit = await upload(peer, chunks);
    peer.send({ offer: { seq: 2, ids: Buffer.concat(chunks.map(idOf)) } });
    expect([...(await peer.next()).answer!.states]).toEqual([1, 1]);
    peer.send(commit);
    const { result } = await peer.next();
    expect(result!.snapshotId).toBe(harness.centre.snapshots[0].id);
    expect(harness.centre.snapshots[0]).toMatchObject({ officeId: 'o1', agentId: 'a', runId: 'a-run', rootId: commit.commit.rootId.toString('hex'), partial: false });
    peer.call.end();
    expect((await peer.failure()).message).toBe('orderly end');
    expect(harness.centre.journal.map((record) => record.body.kind)).toEqual(['session.opened', 'session.wrote', 'snapshot.committed']);
    expect(harness.state.ofRun('a-run')).toBeUndefined();
  });

  test('takes compressed frames of every codec', async () => {
    const peer = harness.open();
    await peer.begin();
    const encoder = new FrameEncoder();
    let seq = 0;
    for (const codec of ['raw', 'lz4', 'zstd'] as const) {
      const chunks = [Buffer.alloc(70_000, codec), Buffer.alloc(30_000, `${codec} too`)];
      const encoded = encoder.encode(Buffer.concat(chunks), { codec, level: 1 });
      peer.send(frameOf(++seq, chunks, { codec: encoded.codec as 0, payload: Buffer.from(encoded.payload) }));
      await peer.acknowledged(seq);
      expect(harness.centre.held(idOf(chunks[1]).toString('hex'))).toBe(true);
    }
  });

  test('is acknowledged only when durable, in order, with what it takes', async () => {
    let open!: () => void;
    harness.centre.gate = new Promise((resolve) => (open = resolve));
    const peer = harness.open();
    await peer.begin();
    const chunks = [chunk(), chunk(), chunk()];
    chunks.forEach((one, i) => peer.send(frameOf(i + 1, [one])));
    peer.send({ offer: { seq: 1, ids: idOf(chunks[0]) } });
    // In flight is not held.
    expect([...(await peer.next()).answer!.states]).toEqual([0]);
    open();
    const { ack } = await peer.next();
    expect(ack!.seq).toBeGreaterThan(0);
    if (ack!.seq < 3) await peer.acknowledged(3);
    else expect(ack!.storedBytes).toBe(3 * 3_100);
  });

  test('delivered twice keeps one copy and acknowledges both', async () => {
    const peer = harness.open();
    await peer.begin();
    const same = chunk();
    peer.send(frameOf(1, [same]));
    peer.send(frameOf(2, [same, same]));
    await peer.acknowledged(2);
    expect(harness.centre.chunks.size).toBe(1);
  });

  test('answers with the ids that are missing, and commits when they have come', async () => {
    const peer = harness.open();
    await peer.begin();
    const [one, two] = [chunk(), chunk()];
    const root = Buffer.concat([idOf(one), idOf(two)]);
    const commit = { commit: { rootId: idOf(root), rootBytes: root.length } };
    peer.send(commit);
    expect((await peer.next()).result!.missing).toEqual(idOf(root));
    peer.send(frameOf(1, [one, root]));
    peer.send(commit);
    await peer.acknowledged(1);
    expect((await peer.next()).result!.missing).toEqual(idOf(two));
    expect(harness.centre.snapshots).toEqual([]);
    peer.send(frameOf(2, [two]));
    await peer.acknowledged(2);
    peer.send(commit);
    expect((await peer.next()).result!.snapshotId).not.toBe('');
  });

  test('treats a quarantined chunk as wanted, and heals it', async () => {
    const peer = harness.open();
    await peer.begin();
    const damaged = chunk();
    await upload(peer, [damaged]);
    harness.centre.quarantined.add(idOf(damaged).toString('hex'));
    peer.send({ offer: { seq: 1, ids: idOf(damaged) } });
    expect([...(await peer.next()).answer!.states]).toEqual([0]);
    peer.send(frameOf(3, [damaged]));
    await peer.acknowledged(3);
    peer.send({ offer: { seq: 2, ids: idOf(damaged) } });
    expect([...(await peer.next()).answer!.states]).toEqual([1]);
  });
});

describe('a run that was cut', () => {
  test('finds its session again, and what was acknowledged is held', async () => {
    const peer = harness.open();
    const { sessionId } = await peer.begin();
    const sent = [chunk(), chunk()];
    const commit = await upload(peer, sent);
    peer.call.cancel();
    await peer.failure();
    const again = harness.open();
    expect((await again.begin()).sessionId).toBe(sessionId);
    // Numbers of offers go on, those of frames start anew.
    again.send({ offer: { seq: 17, ids: Buffer.concat(sent.map(idOf)) } });
    expect([...(await again.next()).answer!.states]).toEqual([1, 1]);
    again.send(frameOf(1, [chunk()]));
    await again.acknowledged(1);
    again.send(commit);
    expect((await again.next()).result!.snapshotId).not.toBe('');
    expect(harness.centre.journal.filter((record) => record.body.kind === 'session.opened')).toHaveLength(1);
  });

  test('after its commit gets the same snapshot, whether it begins or commits again', async () => {
    const peer = harness.open();
    await peer.begin();
    const commit = await upload(peer, [chunk()]);
    peer.send(commit);
    const { snapshotId } = (await peer.next()).result!;
    peer.send(commit);
    expect((await peer.next()).result!.snapshotId).toBe(snapshotId);
    const again = harness.open();
    expect((await again.begin()).snapshotId).toBe(snapshotId);
    again.send(commit);
    expect((await again.next()).result!.snapshotId).toBe(snapshotId);
    expect(harness.centre.snapshots).toHaveLength(1);
  });

  test('is taken over by a newer stream, which a commit in flight cannot double', async () => {
    const peer = harness.open();
    await peer.begin();
    const commit = await upload(peer, [chunk()]);
    let open!: () => void;
    harness.centre.commitGate = new Promise((resolve) => (open = resolve));
    peer.send(commit);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const newer = harness.open();
    await newer.begin();
    expect(await peer.failure()).toMatchObject({ code: 'CONFLICT' });
    newer.send(commit);
    await new Promise((resolve) => setTimeout(resolve, 50));
    open();
    expect((await newer.next()).result!.snapshotId).toBe(harness.centre.snapshots[0].id);
    expect(harness.centre.snapshots).toHaveLength(1);
  });

  test.each([[0, false], [3_000_000, false], [3_700_000, true], [20 * 86_400_000, true]])('is of the time of the steady clock when the server’s is more than an hour behind it: %i ms', async (behindMs, told) => {
    harness.centre.clockBehindMs = behindMs;
    const peer = harness.open();
    await peer.begin();
    peer.send(await upload(peer, [chunk()]));
    await peer.next();
    const [{ timeMs, steadyMs = 0 }] = harness.centre.snapshots;
    expect(told ? Math.abs(steadyMs - timeMs - behindMs) < 10 : steadyMs === 0).toBe(true);
    const set = new SnapshotSet();
    set.apply({ number: 1, epoch: 1, timeMs, body: JSON.parse(JSON.stringify(harness.centre.journal.at(-1)!.body)) as JournalBody });
    expect([...set.all()].map((kept) => kept.timeMs)).toEqual([told ? steadyMs : timeMs]);
  });

  test('cannot commit once the run has ended', async () => {
    const peer = harness.open();
    await peer.begin();
    await harness.uploads.repository.appendJournal({ kind: 'run.ended', id: 'a-run', end: {} });
    expect(await peer.failure()).toMatchObject({ code: 'CANCELLED' });
  });

  test('finishes what came before a half-close', async () => {
    const peer = harness.open();
    await peer.begin();
    peer.send(frameOf(1, [chunk()]));
    peer.call.end();
    await peer.acknowledged(1);
    expect((await peer.failure()).message).toBe('orderly end');
  });
});

describe('another office', () => {
  const shared = [chunk(), chunk(), chunk(5)];

  /** Office o1 holds the chunks; office o2 has begun and been challenged for them. */
  async function challenged(): Promise<{ thief: Peer; challenge: Buffer }> {
    const owner = harness.open();
    await owner.begin();
    await upload(owner, shared);
    const thief = harness.open('o2.b');
    await thief.begin('b-run');
    thief.send({ offer: { seq: 1, ids: Buffer.concat([...shared.map(idOf), idOf(Buffer.from('nowhere'))]) } });
    const { answer } = await thief.next();
    expect([...answer!.states]).toEqual([2, 2, 2, 0]);
    expect(answer!.challenge).toHaveLength(32);
    return { thief, challenge: answer!.challenge };
  }
  const prove = (key: Buffer, chunks: Buffer[]): Buffer => {
    const hasher = createHasher(key);
    for (const one of chunks) hasher.update(one);
    return hasher.digestBuffer();
  };

  test('may refer to what it proves to have', async () => {
    const { thief, challenge } = await challenged();
    thief.send({ proof: { seq: 1, digest: prove(challenge, shared) } });
    expect((await thief.next()).proofResult).toMatchObject({ seq: 1, accepted: true });
    thief.send({ offer: { seq: 2, ids: Buffer.concat(shared.map(idOf)) } });
    expect([...(await thief.next()).answer!.states]).toEqual([1, 1, 1]);
  });

  test('gets nothing by an id alone', async () => {
    const { thief, challenge } = await challenged();
    thief.send({ proof: { seq: 1, digest: prove(challenge, shared.map(idOf)) } });
    expect((await thief.next()).proofResult!.accepted).toBe(false);
    const root = Buffer.concat(shared.map(idOf));
    thief.send(frameOf(1, [root]));
    await thief.acknowledged(1);
    thief.send({ commit: { rootId: idOf(root), rootBytes: root.length } });
    expect((await thief.next()).result).toMatchObject({ snapshotId: '', missing: root });
    expect(harness.centre.warnings).toHaveLength(1);
  });

  test('cannot use a proof twice, for another offer, or with an old key', async () => {
    const { thief, challenge } = await challenged();
    thief.send({ offer: { seq: 2, ids: Buffer.concat(shared.map(idOf)) } });
    expect((await thief.next()).answer!.challenge).not.toEqual(challenge);
    thief.send({ proof: { seq: 2, digest: prove(challenge, shared) } });
    expect((await thief.next()).proofResult).toMatchObject({ seq: 2, accepted: false });
    thief.send({ proof: { seq: 2, digest: prove(challenge, shared) } });
    expect((await thief.next()).proofResult).toMatchObject({ seq: 2, accepted: false });
  });

  test('is told of each chunk what follows from its own uploads and proofs, and whether anybody has it; never more', async () => {
    const WANTED = 0, HELD = 1, PROVE = 2;
    const ends = [harness.open('o1.a'), harness.open('o2.b')];
    await ends[0].begin('a-run');
    await ends[1].begin('b-run');
    const seqs = [{ offer: 0, frame: 0 }, { offer: 0, frame: 0 }];
    const offer = async (who: number, ids: Buffer): Promise<{ states: number[]; challenge: Buffer }> => {
      ends[who].send({ offer: { seq: ++seqs[who].offer, ids } });
      const { answer } = await ends[who].next();
      return { states: [...answer!.states], challenge: answer!.challenge };
    };
    const step = fc.record({ who: fc.nat(1), what: fc.constantFrom('upload', 'prove', 'prove wrongly', 'offer'), which: fc.nat(2) });
    let wrong = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const chunks = [chunk(), chunk(), chunk()];
        const mine = [new Set<number>(), new Set<number>()];
        const expectedOf = (who: number, which: number): number => (mine[who].has(which) ? HELD : mine[1 - who].has(which) ? PROVE : WANTED);
        for (const { who, what, which } of steps) {
          if (what === 'upload') {
            ends[who].send(frameOf(++seqs[who].frame, [chunks[which]]));
            await ends[who].acknowledged(seqs[who].frame);
            mine[who].add(which);
          }
          const expected = expectedOf(who, which);
          const { states, challenge } = await offer(who, idOf(chunks[which]));
          expect(states).toEqual([expected]);
          if (expected !== PROVE || what === 'offer' || what === 'upload' || (what === 'prove wrongly' && wrong++ >= 2)) continue;
          // A wrong proof knows the id, and not the content.
          const digest = what === 'prove' ? prove(challenge, [chunks[which]]) : prove(challenge, [idOf(chunks[which])]);
          ends[who].send({ proof: { seq: seqs[who].offer, digest } });
          expect((await ends[who].next()).proofResult!.accepted).toBe(what === 'prove');
          if (what === 'prove') mine[who].add(which);
        }
        for (const who of [0, 1]) expect((await offer(who, Buffer.concat(chunks.map(idOf)))).states).toEqual([0, 1, 2].map((which) => expectedOf(who, which)));
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });

  test('is not served for a while after many wrong proofs', async () => {
    const { thief } = await challenged();
    const guess = async (seq: number): Promise<void> => {
      thief.send({ offer: { seq, ids: idOf(shared[0]) } });
      await thief.next();
      thief.send({ proof: { seq, digest: Buffer.alloc(32) } });
      await thief.next();
    };
    const guessing = (async () => {
      for (let seq = 2; ; seq++) await guess(seq);
    })();
    await expect(guessing).rejects.toMatchObject({ code: 'REFUSED' });
    const again = harness.open('o2.b');
    again.send({ begin: { runId: 'b-run' } });
    expect(await again.failure()).toMatchObject({ code: 'REFUSED' });
  });
});

describe('a frame that is not what it says', () => {
  const good = [chunk(), chunk()];
  const plain = Buffer.concat(good);
  const zstd = new FrameEncoder().encode(Buffer.alloc(1 << 20), { codec: 'zstd', level: 1 });
  const bomb = Buffer.from(zstd.payload);
  const flipped = Buffer.from(plain);
  flipped[4_000] ^= 1;
  const cases: [string, Parameters<typeof frameOf>[2]][] = [
    ['one flipped bit', { payload: flipped }],
    ["another chunk's id", { ids: Buffer.concat([idOf(good[1]), idOf(good[0])]) }],
    ['a truncated payload', { payload: plain.subarray(1) }],
    ['a longer payload', { payload: Buffer.concat([plain, plain.subarray(0, 1)]) }],
    ['an empty payload', { payload: Buffer.alloc(0) }],
    ['an empty chunk', { ids: Buffer.concat([idOf(good[0]), idOf(Buffer.alloc(0)), idOf(good[1])]), lengths: [3_000, 0, 3_000] }],
    ['no chunk', { ids: Buffer.alloc(0), lengths: [], plainBytes: 0 }],
    ['fewer lengths than ids', { lengths: [6_000] }],
    ['half an id', { ids: Buffer.concat(good.map(idOf)).subarray(0, 48) }],
    ['lengths that move a border', { lengths: [2_999, 3_001] }],
    ['lengths that add up to more', { lengths: [3_000, 4_000] }],
    ['a chunk above the bound', { lengths: [(1 << 20) + 1, 3_000], plainBytes: (1 << 20) + 3_001 }],
    ['a length that overflows', { lengths: [0xffffffff, 6_001], plainBytes: 6_000 }],
    ['plain bytes above the bound', { lengths: [1 << 20, 1 << 20], plainBytes: 2 << 20 }],
    ['an unknown codec', { codec: 7 as 0 }],
    ['a payload that does not decode', { codec: CODEC.zstd }],
    ['a bomb that declares less', { codec: CODEC.zstd, payload: bomb }],
    ['an LZ4 payload that declares more', { codec: CODEC.lz4, payload: Buffer.concat([Buffer.from([0, 0, 0, 0x7f]), plain]) }],
  ];

  test.each(cases)('is refused: %s', async (_what, change) => {
    const peer = harness.open();
    await peer.begin();
    peer.send(frameOf(1, good, change));
    expect(await peer.failure()).toMatchObject({ code: 'INVALID' });
    expect(harness.centre.frames).toBe(0);
    expect(harness.centre.warnings).toHaveLength(1);
  });

  test('keeps its predecessors, and nothing after it', async () => {
    const peer = harness.open();
    await peer.begin();
    peer.send(frameOf(1, good));
    await peer.acknowledged(1);
    peer.send(frameOf(2, [chunk()], { payload: chunk() }));
    peer.send(frameOf(3, [chunk()]));
    expect(await peer.failure()).toMatchObject({ code: 'INVALID' });
    expect(harness.centre.frames).toBe(1);
  });
});

describe('a hostile stream', () => {
  test.each<[string, (peer: Peer) => void, string]>([
    ['begins twice', (peer) => peer.send({ begin: { runId: 'a-run' } }), 'INVALID'],
    ['sends an empty message', (peer) => peer.send({}), 'INVALID'],
    ['offers half an id', (peer) => peer.send({ offer: { seq: 1, ids: Buffer.alloc(31) } }), 'INVALID'],
    ['offers nothing', (peer) => peer.send({ offer: { seq: 1, ids: Buffer.alloc(0) } }), 'INVALID'],
    ['offers too much', (peer) => peer.send({ offer: { seq: 1, ids: Buffer.alloc(2_049 * 32) } }), 'INVALID'],
    ['counts offers down', (peer) => [2, 1].forEach((seq) => peer.send({ offer: { seq, ids: Buffer.alloc(32) } })), 'INVALID'],
    ['proves with a short digest', (peer) => peer.send({ proof: { seq: 1, digest: Buffer.alloc(31) } }), 'INVALID'],
    ['leaves out a frame', (peer) => peer.send(frameOf(2, [chunk()])), 'INVALID'],
    ['commits half a root id', (peer) => peer.send({ commit: { rootId: Buffer.alloc(16), rootBytes: 1 } }), 'INVALID'],
    ['commits a giant root', (peer) => peer.send({ commit: { rootId: Buffer.alloc(32), rootBytes: 1 << 30 } }), 'INVALID'],
    ['commits again and again', (peer) => [1, 2, 3, 4, 5].forEach(() => peer.send({ commit: { rootId: Buffer.alloc(32), rootBytes: 9 } })), 'REFUSED'],
  ])('that %s is ended', async (_what, act, code) => {
    const peer = harness.open();
    await peer.begin();
    act(peer);
    expect(await peer.failure()).toMatchObject({ code });
  });

  test('that does not begin is ended', async () => {
    const peer = harness.open();
    peer.send({ offer: { seq: 1, ids: Buffer.alloc(32) } });
    expect(await peer.failure()).toMatchObject({ code: 'INVALID' });
  });

  test("that names another agent's run is refused", async () => {
    const peer = harness.open('o2.b');
    peer.send({ begin: { runId: 'a-run' } });
    expect(await peer.failure()).toMatchObject({ code: 'REFUSED' });
    expect(harness.centre.journal).toEqual([]);
  });

  test('that sends more than its credit is ended', async () => {
    harness.centre.gate = new Promise(() => undefined);
    const peer = harness.open();
    const { creditBytes } = await peer.begin();
    const one = chunk(1 << 20);
    for (let sent = 0, seq = 1; sent <= creditBytes; sent += one.length, seq++) peer.send(frameOf(seq, [one]));
    expect(await peer.failure()).toMatchObject({ code: 'NO_SPACE' });
  });

  test('of thousands of tiny messages is slowed down, and answered in order', async () => {
    const peer = harness.open();
    await peer.begin();
    const ids = idOf(Buffer.from('x'));
    const count = 4_600;
    const started = performance.now();
    for (let seq = 1; seq <= count; seq++) peer.send({ offer: { seq, ids } });
    for (let seq = 1; seq <= count; seq++) expect((await peer.next()).answer!.seq).toBe(seq);
    expect(performance.now() - started).toBeGreaterThan(200);
  });
});

describe('what the repository refuses', () => {
  test.each(['NO_SPACE', 'POISONED'] as const)('ends the stream with %s', async (code) => {
    const peer = harness.open();
    await peer.begin();
    harness.centre.appendFault = new FarvaultError(code, 'so it is');
    peer.send(frameOf(1, [chunk()]));
    expect(await peer.failure()).toMatchObject({ code });
  });

  test('keeps a run out while no data is taken', async () => {
    harness.uploads.repository.health = () => ({ writable: false, reason: 'the disk is full' });
    const peer = harness.open();
    peer.send({ begin: { runId: 'a-run' } });
    expect(await peer.failure()).toMatchObject({ code: 'NO_SPACE' });
  });
});

describe('a stream on which something is owed', () => {
  // A minute of the server's clock is 60 ms here.
  const fast: Clock = {
    now: () => systemClock.now(),
    monotonic: () => systemClock.monotonic() * 1_000,
    sleep: (ms, signal) => systemClock.sleep(ms / 1_000, signal),
  };
  let hurried: Harness;
  beforeEach(async () => {
    hurried = new Harness({ clock: fast });
    await hurried.start();
  });
  afterEach(() => hurried.stop());

  test('is ended when it does not begin', async () => {
    expect(await hurried.open().failure()).toMatchObject({ code: 'DEADLINE' });
  });

  test('is ended when its replies are not read', async () => {
    const peer = hurried.open();
    await peer.begin();
    peer.call.pause();
    const ids = Buffer.alloc(2_048 * 32, 7);
    for (let seq = 1; seq <= 300; seq++) peer.send({ offer: { seq, ids } });
    await vi.waitFor(() => expect(hurried.errors).toEqual([expect.objectContaining({ code: 'DEADLINE' })]), 5_000);
    peer.call.cancel();
  });

  test('ends in order after a commit when the agent does not hang up', async () => {
    const peer = hurried.open();
    await peer.begin();
    peer.send(await upload(peer, [chunk()]));
    expect((await peer.next()).result!.snapshotId).not.toBe('');
    expect((await peer.failure()).message).toBe('orderly end');
  });

  test('may be silent while the agent scans', async () => {
    const peer = hurried.open();
    await peer.begin();
    await systemClock.sleep(300);
    peer.send(frameOf(1, [chunk()]));
    await peer.acknowledged(1);
  });
});
