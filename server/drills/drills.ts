// Restore drills: by hand and by each job's schedule, one at a time; what each has shown is signed, kept and journalled.
import { manifestPath } from '../../shared/restore/index.js';
import { VERSION } from '../../shared/config/version.js';
import { EXIT, EXIT_CODE, FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { Settings } from '../../shared/settings/index.js';
import type { JournalBody, SnapshotRecord } from '../repository/index.js';
import type { RunRecord, ServerRunContext, ServerRunEnd, ServerRuns } from '../runs/index.js';
import type { Pins, SnapshotSet } from '../snapshots/index.js';
import { carryOut, type DrillHooks, type DrillParts, type DrillResult, type DrillWish } from './drill.js';
import { drillId, DRILL_ID, type EvidenceFiles, type EvidenceKey, type SignedRecord } from './evidence.js';
import { recordOf, summaryOf, type DrillAbout } from './record.js';
import { DrillSchedule } from './schedule.js';
import type { DrillState, DrillSummary } from './state.js';

const LOOK_MS = 60_000;
const MIN_PREFIX = 4;
const MAX_PATH_SHOWN = 200;

export interface DrilledJob {
  id: string;
  name: string;
  agent: string;
  officeId: string;
  office: string;
  settings: Settings;
  /** From then on its schedule is in force. */
  sinceMs: number;
}

export interface DrillsDependencies extends DrillParts {
  state: DrillState;
  set: SnapshotSet;
  pins: Pick<Pins, 'pin'>;
  snapshot(id: string): Promise<SnapshotRecord | null>;
  jobs(): DrilledJob[];
  runs: Pick<ServerRuns, 'start' | 'active' | 'cancel'>;
  journal: { appendJournal(body: JournalBody): Promise<unknown> };
  journalHead(): { number: number; chain: string };
  repositoryId: string;
  key: EvidenceKey;
  files: EvidenceFiles;
  random: (bytes: number) => Buffer;
  log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;
}

export interface DrillOrder {
  job: string;
  /** Full id; empty: the newest whole one of the job. */
  snapshotId: string;
  path: Uint8Array;
  /** 0: as the job's settings say. */
  sampleBytes: number;
  all: boolean;
  startedBy: string;
}

export class Drills {
  readonly #schedule: DrillSchedule;
  readonly #stop = new AbortController();
  #loop: Promise<void> | null = null;
  #ready: Promise<void> | null = null;

  constructor(private readonly deps: DrillsDependencies) {
    this.#schedule = new DrillSchedule(deps.state, deps.clock);
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    for (const { id } of this.deps.runs.active('drill')) this.deps.runs.cancel(id, 'backupd was stopped');
    await this.#loop;
  }

  /** Resolves when it has begun; `ended` when it has. */
  async begin(order: DrillOrder): Promise<{ run: RunRecord; ended: Promise<void> }> {
    const job = this.deps.jobs().find(({ name }) => name === order.job);
    if (job === undefined) throw new FarvaultError('NOT_FOUND', `there is no job '${order.job.slice(0, 60)}'`, { remedy: 'See `backupctl job list`.' });
    const snapshot = await this.#snapshotOf(job, order.snapshotId);
    if (snapshot === null) throw new FarvaultError('NOT_FOUND', `job '${job.name}' has no snapshot yet`, { remedy: `backupctl job run ${job.name} --wait makes one` });
    const path = order.path.length === 0 ? null : manifestPath(order.path);
    const sampleBytes = order.all ? 0 : order.sampleBytes === 0 ? job.settings.drillSize : order.sampleBytes;
    return this.#begin(job, { snapshot, path, sampleBytes, seed: this.deps.random(4).toString('hex') }, order.startedBy);
  }

  /** Newest first. */
  list(accept: (drill: DrillSummary) => boolean, limit: number): Promise<SignedRecord[]> {
    const found = this.deps.state.all().filter(accept).slice(0, limit);
    return this.#filesOf(found.map(({ id }) => id));
  }

  /** By id, or a prefix of a known one. NOT_FOUND. */
  async get(idOrPrefix: string, accept: (officeId: string) => boolean): Promise<SignedRecord> {
    const ids = DRILL_ID.test(idOrPrefix) ? [idOrPrefix] : idOrPrefix.length < MIN_PREFIX ? [] : this.deps.state.all().flatMap(({ id }) => (id.startsWith(idOrPrefix) ? [id] : []));
    const [signed] = ids.length === 1 ? await this.#filesOf(ids) : [];
    if (signed === undefined || !accept(officeOf(signed))) throw new FarvaultError('NOT_FOUND', `there is no drill '${idOrPrefix.slice(0, 60)}', or more than one`, { remedy: 'See `backupctl drill list`.' });
    return signed;
  }

  async #filesOf(ids: readonly string[]): Promise<SignedRecord[]> {
    const found: SignedRecord[] = [];
    for (const id of ids) {
      const signed = await this.deps.files.get(id);
      if (signed !== null) found.push(signed);
    }
    return found;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { clock, log } = this.deps;
    await this.#opened().catch((error: unknown) => log('error', 'the scratch directory of drills', { error }));
    while (!signal.aborted) {
      try {
        await this.#pass();
      } catch (error) {
        if (!isFarvaultError(error, 'CONFLICT')) log('error', 'drills by schedule', { error });
      }
      await clock.sleep(LOOK_MS, signal).catch(() => undefined); // Told to stop.
    }
  }

  async #pass(): Promise<void> {
    for (const job of this.#schedule.due(this.deps.jobs())) {
      if (this.#stop.signal.aborted) return;
      const snapshot = await this.#snapshotOf(job, '');
      if (snapshot === null) continue;
      const { ended } = await this.#begin(job, { snapshot, path: null, sampleBytes: job.settings.drillSize, seed: this.deps.random(4).toString('hex') }, 'schedule');
      this.#schedule.tried(job.id);
      await ended;
    }
  }

  #opened(): Promise<void> {
    this.#ready ??= this.deps.scratch.open();
    return this.#ready;
  }

  async #begin(job: DrilledJob, wish: DrillWish, startedBy: string): Promise<{ run: RunRecord; ended: Promise<void> }> {
    const { pins, runs } = this.deps;
    await this.#opened();
    const unpin = pins.pin(wish.snapshot.id);
    try {
      const going = await runs.start({ kind: 'drill', startedBy, jobName: job.name, officeId: job.officeId, snapshotId: wish.snapshot.id, alone: true }, (context) => this.#carryOut(job, wish, startedBy, context));
      void going.ended.finally(unpin);
      return going;
    } catch (error) {
      unpin();
      throw error;
    }
  }

  async #carryOut(job: DrilledJob, wish: DrillWish, startedBy: string, context: ServerRunContext): Promise<ServerRunEnd> {
    const { clock, journal, key, files, random, log } = this.deps;
    const startedMs = clock.now();
    const id = drillId(startedMs, random(2));
    let result: DrillResult | null = null;
    let fault: FarvaultError | null = null;
    const hooks: DrillHooks = { log: (level, message) => context.log(level, message), progress: (phase, done, total) => context.progress({ phase, done, total }) };
    try {
      result = await carryOut(id, wish, this.deps, hooks, context.signal);
    } catch (error) {
      // One that was told to end proves nothing.
      if (context.signal.aborted) throw error;
      fault = isFarvaultError(error) ? error : new FarvaultError('INTERNAL', messageOf(error), { cause: error });
      if (fault.code === 'INTERNAL') log('error', `drill ${id}`, { error });
      context.log('error', messageOf(fault));
    }
    const about: DrillAbout = { id, run: context.id, startedBy, startedMs, endedMs: clock.now(), job, wish, journalRecord: this.deps.set.get(wish.snapshot.id)?.commit ?? 0, head: this.deps.journalHead(), repositoryId: this.deps.repositoryId, serverVersion: VERSION };
    const record = recordOf(about, result, fault);
    const signed = await key.sign(record);
    await files.put(signed);
    await journal.appendJournal({ kind: 'drill.done', drill: summaryOf(about, record), record: signed.record, signature: signed.signature });
    for (const difference of record.named) context.log('error', difference);
    const figures = { files: record.checked.files, bytes: record.checked.bytes, differences: record.differences, bytesPerSecond: record.bytesPerSecond };
    context.log(record.outcome === 'passed' ? 'info' : 'error', `drill ${id} has ${record.outcome}: backupctl drill show ${id}`);
    if (record.outcome === 'passed') return { state: 'succeeded', figures };
    if (fault !== null) return { state: 'failed', error: messageOf(fault), errorCode: fault.code, exitCode: EXIT_CODE[fault.code], figures };
    return { state: 'failed', error: record.error, errorCode: 'CORRUPT', exitCode: EXIT.damage, figures };
  }

  async #snapshotOf(job: DrilledJob, wanted: string): Promise<SnapshotRecord | null> {
    const id = wanted === '' ? this.#newest(job.id) : wanted;
    if (id === undefined) return null;
    const snapshot = await this.deps.snapshot(id);
    if (snapshot !== null && snapshot.jobId !== job.id) throw new FarvaultError('INVALID', `snapshot ${id.slice(0, MAX_PATH_SHOWN)} is not one of job '${job.name}'`, { remedy: `See \`backupctl snapshot list --job ${job.name}\`.` });
    return snapshot;
  }

  /** The newest whole one that is listed; where all are partial, the newest. */
  #newest(jobId: string): string | undefined {
    let newest: string | undefined;
    let whole: string | undefined;
    for (const snapshot of this.deps.set.all()) {
      if (snapshot.jobId !== jobId || snapshot.trash !== null) continue;
      newest = snapshot.id;
      if (!snapshot.partial) whole = snapshot.id;
    }
    return whole ?? newest;
  }
}

function officeOf({ record }: SignedRecord): string {
  return (JSON.parse(record) as { office: { id: string } }).office.id;
}
