// In-memory neighbours for the tests of the upload side: a repository that is durable at once or when told, grants, a reader, and a commit
// check for manifests that are a list of ids.
import { createHash } from 'node:crypto';
import { decodeFrame } from '../../../shared/codec/frame.js';
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { JournalBody, JournalRecord, SnapshotRecord, VerifiedFrame } from '../../repository/types.js';
import { ToldHeld, type AuthorisedRun, type CommitQuestion, type SessionState, type UploadParts } from '../../sessions/index.js';
import { systemClock } from '../../../shared/time/clock.js';

const AGENT_RUNS = /^([a-z])-run/;

export class FakeCentre {
  readonly journal: JournalRecord[] = [];
  readonly chunks = new Map<string, Buffer>();
  readonly granted = new Set<string>();
  readonly snapshots: SnapshotRecord[] = [];
  readonly warnings: string[] = [];
  frames = 0;
  quarantined = new Set<string>();
  appendFault: Error | null = null;
  /** While set, frames wait for it before they are durable. */
  gate: Promise<void> | null = null;
  commitGate: Promise<void> | null = null;
  /** By so much the server's clock is behind the steady one. */
  clockBehindMs = 0;

  constructor(readonly state: SessionState) {}

  #append(body: JournalBody): JournalRecord {
    const record = { number: this.journal.length + 1, epoch: 1, timeMs: Date.now(), body };
    this.journal.push(record);
    this.state.apply(record);
    return record;
  }

  held(id: string): boolean {
    return this.chunks.has(id) && !this.quarantined.has(id);
  }

  parts(): UploadParts {
    return {
      repository: {
        appendJournal: (body) => Promise.resolve(this.#append(body)),
        appendFrame: (frame) => this.#appendFrame(frame),
        locate: (ids) => Promise.resolve(each(ids, (id) => (this.held(id) ? { pack: 1, frameOffset: 64, offsetInFrame: 0, length: this.chunks.get(id)!.length } : null))),
        commitSnapshot: async (record) => {
          await this.commitGate;
          this.snapshots.push(record);
          return this.#append({ kind: 'snapshot.committed', snapshot: record });
        },
        health: () => ({ writable: true, reason: null }),
      },
      runs: { runForBackup: (agentId, runId) => Promise.resolve(this.#run(agentId, runId)) },
      grants: {
        has: (officeId, ids) => Promise.resolve(Uint8Array.from(each(ids, (id) => (this.granted.has(`${officeId} ${id}`) ? 1 : 0)))),
        add: (officeId, ids) => void each(ids, (id) => this.granted.add(`${officeId} ${id}`)),
        ready: () => Promise.resolve(),
      },
      chunks: { read: (ids) => this.#read(ids) },
      commits: { missing: (question) => Promise.resolve(this.#missing(question)) },
      told: new ToldHeld(),
      chunking: { version: 1, minBytes: 16384, averageBytes: 65536, maxBytes: 262144, fixedBytes: 65536 },
      clock: systemClock,
      steady: { now: () => systemClock.now() + this.clockBehindMs },
      random: (bytes) => createHash('sha512').update(`${this.#seed++}`).digest().subarray(0, bytes),
      log: { info: () => undefined, warn: (_fields, message) => void this.warnings.push(message) },
    };
  }

  #seed = 0;

  #run(agentId: string, runId: string): AuthorisedRun {
    if (AGENT_RUNS.exec(runId)?.[1] !== agentId) throw new FarvaultError('REFUSED', 'not a run of this agent');
    const done = this.snapshots.find((snapshot) => snapshot.runId === runId);
    if (done !== undefined) return { snapshotId: done.id };
    return { snapshotId: null, run: { jobId: 'job', jobName: 'job', agentName: agentId, officeName: 'office', parentId: null, paths: ['/srv'] } };
  }

  async #appendFrame(frame: VerifiedFrame): Promise<{ pack: number; storedBytes: number }> {
    if (this.appendFault !== null) throw this.appendFault;
    const plain = decodeFrame(frame.codec, frame.payload, frame.plainBytes);
    await this.gate;
    let at = 0;
    const ids = each(frame.ids, (id) => id);
    frame.lengths.forEach((length, i) => {
      this.chunks.set(ids[i], Buffer.from(plain.subarray(at, (at += length))));
      this.quarantined.delete(ids[i]);
    });
    this.frames++;
    return { pack: 1, storedBytes: frame.payload.length + 100 };
  }

  async *#read(ids: Buffer): AsyncIterable<Buffer> {
    for (const id of each(ids, (text) => text)) {
      const chunk = await Promise.resolve(this.chunks.get(id));
      if (chunk === undefined) throw new FarvaultError('MISSING', id);
      yield chunk;
    }
  }

  /** The root is a list of ids. */
  #missing({ officeId, rootId, known, maxMissing }: CommitQuestion): Buffer {
    const lacks = (id: string): boolean => !this.held(id) || (!known.has(Buffer.from(id, 'hex'), 0) && !this.granted.has(`${officeId} ${id}`));
    const root = rootId.toString('hex');
    if (lacks(root)) return rootId;
    const missing = each(this.chunks.get(root)!, (id) => id).filter(lacks);
    return Buffer.from(missing.slice(0, maxMissing).join(''), 'hex');
  }
}

function each<T>(ids: Uint8Array, take: (id: string) => T): T[] {
  const result: T[] = [];
  const buffer = Buffer.from(ids.buffer, ids.byteOffset, ids.length);
  for (let at = 0; at < ids.length; at += 32) result.push(take(buffer.toString('hex', at, at + 32)));
  return result;
}
