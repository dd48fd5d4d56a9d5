// A whole server in one process, ninety simulated days, and an agent that is honest for thirty of them; then somebody with root on its machine has it.
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { createCare, type Care } from '../../server/care.js';
import { createControl, type Control } from '../../server/control.js';
import { openFoundation, type Foundation } from '../../server/foundation.js';
import type { JobRecord } from '../../server/jobs/index.js';
import { initRepository, type SnapshotRecord } from '../../server/repository/index.js';
import type { KeptSnapshot } from '../../server/snapshots/index.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { KIND } from '../../shared/format/entry.js';
import { ManifestTree } from '../../shared/format/manifest-tree.js';
import { blake3 } from '../../shared/hash/hash.js';
import { fakeSnapshot } from '../../shared/restore/testing/fake-snapshot.js';
import { directory, file } from '../../shared/restore/testing/trees.js';
import type { Settings } from '../../shared/settings/index.js';
import { SimulatedClock } from './simulated-clock.js';

export type Files = Map<string, Buffer>;

export const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1, 3);
const FRAME_BYTES = 1 << 20;
const COMMITS_AT_ONCE = 200;

export class Scene {
  private constructor(
    readonly clock: SimulatedClock,
    readonly foundation: Foundation,
    readonly control: Control,
    readonly care: Care,
    readonly job: JobRecord,
    private readonly agentId: string,
    private readonly officeId: string,
  ) {}

  static async open(dataDir: string, settings: Partial<Settings>): Promise<Scene> {
    const clock = new SimulatedClock(START_MS);
    await initRepository(dataDir, { vfs: realFs, nowMs: START_MS });
    const foundation = await openFoundation({ dataDir, clock, log: pino({ level: 'silent' }), onFailed: () => undefined, onFlushed: () => undefined, addresses: () => ['127.0.0.1:1'], cutConnections: () => undefined });
    const control = createControl(foundation);
    const care = createCare(foundation, control);
    const { id: officeId } = await foundation.fleet.createOffice('lyon');
    const agentId = 'a'.repeat(32);
    await foundation.repository.appendJournal({ kind: 'fleet.agent-enrolled', id: agentId, name: 'fs1', officeId, tokenHash: '', serial: '1', certificateExpiresMs: START_MS + 400 * DAY_MS, facts: null, peer: '' });
    const job = await control.jobs.create({ name: 'docs', agentId, paths: ['/srv'], settings: { timezone: 'UTC', ...settings } }, 'admin');
    return new Scene(clock, foundation, control, care, job, agentId, officeId);
  }

  async close(): Promise<void> {
    const { care, control, foundation } = this;
    await care.stop();
    await foundation.state.grants.stop();
    await foundation.grants.close();
    await control.rollouts.close();
    await control.desired.close();
    await foundation.logs.close();
    await foundation.repository.close();
  }

  /** What an upload leaves: chunks in packs, and the snapshot. `claimed`: what the agent says of its files. */
  async backUp(files: Files, claimed: Record<string, number> = {}): Promise<string> {
    const [id] = await this.#commit(files, 1, claimed);
    return id;
  }

  /** As many snapshots as an agent can have: each is a commit of its own. */
  async flood(files: Files, count: number): Promise<void> {
    await this.#commit(files, count, {});
  }

  /** The nights of the server: rules, trash, garbage, each with all the consent that an administrator could give. */
  async night({ collect }: { collect: boolean }): Promise<void> {
    const { care, clock } = this;
    await care.tamper.watch.idle();
    await (await care.retention.apply({}, 'schedule')).ended;
    await care.lifecycle.lifecycle.purgeDue(new AbortController().signal);
    if (collect) await (await care.gc.collector.start({ startedBy: 'admin', allowLarge: true })).ended;
    clock.advance(DAY_MS);
  }

  snapshots(): KeptSnapshot[] {
    return [...this.foundation.state.snapshots.all()];
  }

  /** Every byte, hashed on the way. */
  async restore(id: string): Promise<Files> {
    const { reader, state } = this.foundation;
    const rootId = Buffer.from(state.snapshots.get(id)!.rootId, 'hex');
    const read = async (chunk: Buffer): Promise<Buffer> => {
      const bytes = await reader.readOne(chunk);
      if (!blake3(bytes).equals(chunk)) throw new Error(`chunk ${chunk.toString('hex')} is not what it was`);
      return bytes;
    };
    const tree = new ManifestTree({ root: await read(rootId), fetch: (_level, _number, chunk) => read(chunk) });
    const files: Files = new Map();
    for await (const { entry } of tree.items()) {
      if (entry.kind !== KIND.file) continue;
      const parts: Buffer[] = [];
      for (const { id: chunk } of entry.extents) parts.push(await read(chunk!));
      files.set(entry.path.toString(), Buffer.concat(parts));
    }
    return files;
  }

  async #commit(files: Files, count: number, claimed: Record<string, number>): Promise<string[]> {
    const { root, rootId, index, manifest, chunks } = fakeSnapshot([directory(''), ...[...files].map(([name, content]) => file(name, content))]);
    await this.#store([...chunks.values()], false);
    await this.#store([...manifest, ...index, root], true);
    const ids = Array.from({ length: count }, () => randomBytes(16).toString('hex'));
    for (let from = 0; from < count; from += COMMITS_AT_ONCE) {
      await Promise.all(ids.slice(from, from + COMMITS_AT_ONCE).map((id) => this.foundation.repository.commitSnapshot(this.#record(id, rootId, root.length, files, claimed))));
    }
    return ids;
  }

  #record(id: string, rootId: Buffer, rootBytes: number, files: Files, claimed: Record<string, number>): SnapshotRecord {
    const bytesLogical = [...files.values()].reduce((sum, { length }) => sum + length, 0);
    const counters = { filesTotal: files.size, filesUnchanged: files.size, bytesLogical, ...claimed };
    return { id, officeId: this.officeId, agentId: this.agentId, jobId: this.job.id, jobName: 'docs', agentName: 'fs1', officeName: 'lyon', runId: id.slice(0, 16), parentId: null, timeMs: this.clock.now(), rootId: rootId.toString('hex'), rootBytes, paths: ['/srv'], partial: false, counters };
  }

  async #store(chunks: Buffer[], holdsManifest: boolean): Promise<void> {
    let batch: Buffer[] = [];
    let bytes = 0;
    const put = async (): Promise<void> => {
      if (batch.length === 0) return;
      const payload = Buffer.concat(batch);
      await this.foundation.repository.appendFrame({ codec: 0, plainBytes: payload.length, ids: Buffer.concat(batch.map((chunk) => blake3(chunk))), lengths: Uint32Array.from(batch, ({ length }) => length), payload, holdsManifest });
      [batch, bytes] = [[], 0];
    };
    for (const chunk of chunks) {
      // Deduplication, as an offer has it.
      const [place] = await this.foundation.repository.locate(blake3(chunk));
      if (place !== null) continue;
      if (bytes + chunk.length > FRAME_BYTES) await put();
      batch.push(chunk);
      bytes += chunk.length;
    }
    await put();
  }
}
