// For tests: drills of a snapshot in memory, on a real disk, with a journal in memory and a clock that a test sets.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { blake3, ID_BYTES } from '../../../shared/hash/hash.js';
import { fakeSnapshot, type Described, type FakeSnapshot } from '../../../shared/restore/testing/fake-snapshot.js';
import { DEFAULTS, type Settings } from '../../../shared/settings/index.js';
import { systemClock, type Clock } from '../../../shared/time/clock.js';
import { FarvaultError, messageOf } from '../../../shared/errors/errors.js';
import type { JournalBody, JournalRecord, SnapshotRecord } from '../../repository/index.js';
import type { RunRecord, ServerRunEnd, ServerRuns } from '../../runs/index.js';
import { FrameCache, SnapshotSet, type ChunkSource } from '../../snapshots/index.js';
import { DrillSchedule, Drills, DrillState, type DrilledJob, EVIDENCE, EvidenceFiles, EvidenceKey, Scratch } from '../index.js';

export const SNAPSHOT = 'a'.repeat(32);
export const DAY = 86_400_000;

export interface RigSettings {
  settings?: Partial<Settings>;
  freeBytes?: number;
}

export function drillRig(described: Described[], { settings = {}, freeBytes = Infinity }: RigSettings = {}) {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'drills-'));
  fs.mkdirSync(path.join(dataDir, 'pki'));
  const snapshot = fakeSnapshot(described);
  const source = memorySource(snapshot);
  const state = new DrillState();
  const set = new SnapshotSet();
  const record: SnapshotRecord = { id: SNAPSHOT, officeId: 'o1', agentId: 'a1', jobId: 'j1', jobName: 'docs', agentName: 'fs1', officeName: 'lyon', runId: 'r1', parentId: null, timeMs: Date.UTC(2026, 0, 5), rootId: snapshot.rootId.toString('hex'), rootBytes: snapshot.root.length, paths: ['/'], partial: false, counters: {} };
  set.apply({ number: 7, epoch: 1, timeMs: record.timeMs, body: { kind: 'snapshot.committed', snapshot: record } });
  const runs = new FakeRuns();
  const journalled: JournalBody[] = [];
  const time = { offsetMs: Date.UTC(2026, 0, 10) - systemClock.now() };
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + time.offsetMs };
  const pinned: string[] = [];
  const folder = path.join(dataDir, 'drills');
  const jobs: DrilledJob[] = [{ id: 'j1', name: 'docs', agent: 'fs1', officeId: 'o1', office: 'lyon', settings: { ...DEFAULTS, ...settings }, sinceMs: Date.UTC(2025, 11, 1) }];
  const drills = new Drills({
    state,
    set,
    pins: {
      pin: (id) => {
        pinned.push(id);
        return () => void pinned.splice(pinned.indexOf(id), 1);
      },
    },
    snapshot: (id) => Promise.resolve(id === SNAPSHOT ? record : null),
    jobs: () => jobs,
    runs,
    source,
    frames: new FrameCache(source, 8 << 20),
    scratch: new Scratch(folder),
    admit: (bytes) => (bytes > freeBytes ? Promise.reject(new FarvaultError('NO_SPACE', 'the disk is nearly full')) : Promise.resolve()),
    journal: {
      appendJournal: (body) => {
        journalled.push(body);
        state.apply({ number: journalled.length, epoch: 1, timeMs: clock.now(), body: JSON.parse(JSON.stringify(body)) as JournalBody } satisfies JournalRecord);
        return Promise.resolve();
      },
    },
    journalHead: () => ({ number: 9, chain: 'c0ffee' }),
    repositoryId: 'beef',
    key: new EvidenceKey(path.join(dataDir, 'pki', 'evidence.key')),
    files: new EvidenceFiles(path.join(folder, EVIDENCE)),
    clock,
    random: (bytes) => Buffer.alloc(bytes, 7),
    log: () => undefined,
  });
  return {
    drills, snapshot, source, state, set, runs, journalled, time, pinned, folder, dataDir,
    jobs: () => jobs,
    schedule: () => new DrillSchedule(state, clock),
    due: () => new DrillSchedule(state, clock).due(jobs).map(({ id }) => id),
    run: async (order: Partial<Parameters<Drills['begin']>[0]> = {}) => {
      const { run, ended } = await drills.begin({ job: 'docs', snapshotId: '', path: Buffer.alloc(0), sampleBytes: 0, all: false, startedBy: 'admin', ...order });
      await ended;
      return { run: runs.ends.get(run.id)!, signed: (await drills.list(() => true, 1))[0] };
    },
    remove: async () => {
      await drills.stop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

type RunEndSeen = Partial<Omit<ServerRunEnd, 'state'>> & { state: string };

/** One run at a time, as the server's own are. */
class FakeRuns implements Pick<ServerRuns, 'start' | 'active' | 'cancel'> {
  readonly ends = new Map<string, RunEndSeen>();
  readonly orders: { kind: string; jobName?: string }[] = [];
  #going: { run: RunRecord; stop: AbortController } | null = null;

  start: ServerRuns['start'] = (order, work) => {
    if (this.#going !== null) return Promise.reject(new FarvaultError('CONFLICT', 'a drill goes on already'));
    const run = { id: `run${this.orders.push(order)}` } as RunRecord;
    const stop = new AbortController();
    this.#going = { run, stop };
    const ended = work({ id: run.id, signal: stop.signal, log: () => undefined, progress: () => undefined }).then(
      (end) => void this.ends.set(run.id, end),
      (error: unknown) => void this.ends.set(run.id, { state: stop.signal.aborted ? 'cancelled' : 'failed', error: messageOf(error) }),
    );
    return Promise.resolve({ run, ended: ended.finally(() => (this.#going = null)) });
  };

  active(): RunRecord[] {
    return this.#going === null ? [] : [this.#going.run];
  }

  cancel(_id: string, why: string): boolean {
    this.#going?.stop.abort(new FarvaultError('CANCELLED', why));
    return this.#going !== null;
  }
}

type MemorySource = ChunkSource & { lose: (id: Buffer) => void; corrupt: (id: Buffer) => void };

/** Each chunk in a frame and pack of its own. */
function memorySource(snapshot: FakeSnapshot): MemorySource {
  const chunks = new Map(snapshot.chunks);
  for (const chunk of [snapshot.root, ...snapshot.index, ...snapshot.manifest]) chunks.set(blake3(chunk).toString('hex'), chunk);
  const list = [...chunks.keys()];
  const packs = new Map(list.map((id, pack) => [id, pack]));
  const locate = (ids: Buffer): ReturnType<ChunkSource['locate']> =>
    Promise.resolve(
      Array.from({ length: ids.length / ID_BYTES }, (_, i) => {
        const id = ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES);
        const pack = packs.get(id);
        return pack === undefined ? null : { pack, frameOffset: 0, offsetInFrame: 0, length: chunks.get(id)!.length };
      }),
    );
  return {
    locate,
    locateStored: locate,
    someUnreadable: false,
    readFrame: ({ pack, frameOffset }) => {
      const id = list[pack];
      const payload = chunks.get(id)!;
      return Promise.resolve({ pack, frameOffset, codec: 0, plainBytes: payload.length, ids: Buffer.from(id, 'hex'), lengths: Uint32Array.of(payload.length), payload, holdsManifest: false });
    },
    quarantine: () => Promise.resolve(),
    lose: (id) => void packs.delete(id.toString('hex')),
    corrupt: (id) => {
      const bytes = Buffer.from(chunks.get(id.toString('hex'))!);
      bytes[0] ^= 1;
      chunks.set(id.toString('hex'), bytes);
    },
  };
}
