// Looks at each snapshot when it is committed: does it look as if somebody had encrypted, renamed or emptied the source? Then the last good snapshots before it are held,
// so that neither retention nor the trash takes them, until an administrator lets them go (docs/alerts.md).
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';
import type { JournalBody, SnapshotRecord } from '../repository/types.js';
import type { KeptSnapshot, SnapshotSet } from '../snapshots/index.js';
import { detect, HISTORY, type DetectorSettings, type Finding } from './detector.js';
import { figuresOf } from './job-history.js';
import { manifestFigures, openManifest, type ReadChunk } from './tamper-figures.js';
import type { TamperState } from './tamper-state.js';
import type { SnapshotFigures } from './world.js';

export const TAMPER = 'tamper';
/** Held at each finding: whole snapshots that were not suspicious themselves. */
const HELD_AT_ONCE = 3;
/** Of one job. The oldest holds are those that count: later ones may be of the attacker's own snapshots. */
const MAX_HELD = 12;
const MAX_WAITING = 100_000;
/** At a start: what may have been committed without having been looked at. */
const LOOK_BACK_MS = 24 * 60 * 60_000;
const MAX_REASON_CHARS = 200;

export interface TamperWatchDependencies {
  set: SnapshotSet;
  state: TamperState;
  snapshot(id: string): Promise<SnapshotRecord | null>;
  /** Resolves when `snapshot` knows of all that is journalled. */
  settled: () => Promise<void>;
  /** Undefined: the job is gone. */
  settings: (jobId: string) => (DetectorSettings & { tamperHold: boolean }) | undefined;
  readChunk: ReadChunk;
  /** Keeps a snapshot's chunks while it is read. */
  pin: (id: string) => () => void;
  hold(id: string, hold: { owner: string; reason: string }): Promise<unknown>;
  journal: { appendJournal(body: JournalBody): Promise<unknown> };
  /** Something was found. */
  found(jobId: string): void;
  clock: Clock;
  log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;
}

export class TamperWatch {
  readonly #stop = new AbortController();
  readonly #waiting = new Set<string>();
  /** Of each job, newest first: what its last snapshots have done, as far as known from the manifests. */
  readonly #habits = new Map<string, { lastId: string; figures: SnapshotFigures[] }>();
  #working: Promise<void> | null = null;

  constructor(private readonly deps: TamperWatchDependencies) {
    deps.set.onCommitted(({ id }) => this.#add(id));
  }

  start(): void {
    const newest = new Map<string, KeptSnapshot>();
    for (const snapshot of this.deps.set.all()) newest.set(snapshot.jobId, snapshot);
    const sinceMs = this.deps.clock.now() - LOOK_BACK_MS;
    for (const { id, jobId, timeMs } of newest.values()) if (timeMs >= sinceMs && !this.deps.state.isSuspect(jobId, id)) this.#add(id);
  }

  async stop(): Promise<void> {
    this.#stop.abort(new FarvaultError('CANCELLED', 'backupd stops'));
    await this.#working;
  }

  /** Resolves when all that was committed has been looked at. */
  async idle(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  /** How many snapshots are held, by job id. */
  held(): Map<string, number> {
    const held = new Map<string, number>();
    for (const { jobId, holds } of this.deps.set.all()) if (holds.some(({ owner }) => owner === TAMPER)) held.set(jobId, (held.get(jobId) ?? 0) + 1);
    return held;
  }

  #add(id: string): void {
    if (this.#stop.signal.aborted || this.#waiting.size >= MAX_WAITING) return;
    this.#waiting.add(id);
    this.#begin();
  }

  #begin(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
      // What came while it ended.
      if (this.#waiting.size > 0 && !this.#stop.signal.aborted) this.#begin();
    });
  }

  async #work(): Promise<void> {
    const { signal } = this.#stop;
    // Not within the commit.
    await new Promise<void>((resolve) => setImmediate(resolve));
    for (const id of this.#waiting) {
      if (signal.aborted) return;
      try {
        await this.#look(id);
      } catch (error) {
        if (!signal.aborted) this.deps.log(isFarvaultError(error) ? 'warn' : 'error', 'a snapshot could not be looked at for signs of an attack', { snapshot: id, error });
      }
      this.#waiting.delete(id);
    }
  }

  async #look(id: string): Promise<void> {
    const { journal, log, set, settings: settingsOf, state } = this.deps;
    await this.deps.settled();
    const snapshot = set.get(id);
    const record = snapshot === undefined ? null : await this.deps.snapshot(id);
    const settings = snapshot === undefined ? undefined : settingsOf(snapshot.jobId);
    if (snapshot === undefined || record === null || settings === undefined || state.isSuspect(snapshot.jobId, id)) return;
    const { jobId, jobName, timeMs } = snapshot;
    const earlier = earlierOf(set, snapshot);
    const [previous] = earlier;
    const habit = await this.#habit(jobId, earlier);
    let current = figuresOf(record);
    if (previous !== undefined) {
      const seen = await this.#compare(previous, snapshot, current, habit[0] ?? current);
      current = seen.current;
      if (habit.length > 0) habit[0] = seen.previous;
    }
    this.#habits.set(jobId, { lastId: id, figures: [current, ...habit].slice(0, HISTORY) });
    const findings = detect([current, ...habit].slice(0, HISTORY), settings);
    if (findings.length === 0) return;
    const held = settings.tamperHold ? await this.#hold(snapshot, earlier, findings) : 0;
    await journal.appendJournal({ kind: 'tamper.found', jobId, found: { snapshotId: id, timeMs, findings, held } });
    log('warn', `snapshot ${id.slice(0, 12)} of job ${jobName} looks like an attack: ${findings.map(({ summary }) => summary).join('; ')}`, { held });
    this.deps.found(jobId);
  }

  /** The manifests' word for what the agent says of its files. */
  async #compare(before: KeptSnapshot, after: KeptSnapshot, current: SnapshotFigures, previous: SnapshotFigures): Promise<{ current: SnapshotFigures; previous: SnapshotFigures }> {
    const { clock, pin, readChunk } = this.deps;
    const unpin = [pin(before.id), pin(after.id)];
    try {
      const [was, is] = [await openManifest(Buffer.from(before.rootId, 'hex'), readChunk), await openManifest(Buffer.from(after.rootId, 'hex'), readChunk)];
      const { filesTotal, bytesLogical, filesBefore, bytesBefore, changes, filesRenamed, newExtensions } = await manifestFigures(was, is, clock, this.#stop.signal);
      return {
        current: { ...current, filesTotal, bytesLogical, ...(changes ?? {}), filesRenamed, newExtensions },
        previous: { ...previous, filesTotal: filesBefore, bytesLogical: bytesBefore },
      };
    } finally {
      for (const release of unpin) release();
    }
  }

  async #habit(jobId: string, earlier: readonly KeptSnapshot[]): Promise<SnapshotFigures[]> {
    const known = this.#habits.get(jobId);
    if (known !== undefined && known.lastId === earlier[0]?.id) return known.figures;
    const figures: SnapshotFigures[] = [];
    for (const { id } of earlier.slice(0, HISTORY - 1)) {
      const record = await this.deps.snapshot(id);
      if (record !== null) figures.push(figuresOf(record));
    }
    return figures;
  }

  /** How many of the last good ones are held now. */
  async #hold({ jobId, id }: KeptSnapshot, earlier: readonly KeptSnapshot[], findings: readonly Finding[]): Promise<number> {
    const isHeld = ({ holds }: KeptSnapshot): boolean => holds.some(({ owner }) => owner === TAMPER);
    let room = MAX_HELD - earlier.filter(isHeld).length;
    const good = earlier.filter((one) => !one.partial && !this.deps.state.isSuspect(jobId, one.id)).slice(0, HELD_AT_ONCE);
    const reason = `${id.slice(0, 12)} looks like an attack: ${findings[0].summary}`.slice(0, MAX_REASON_CHARS);
    let held = 0;
    for (const one of good) {
      if (!isHeld(one)) {
        if (room-- <= 0) continue;
        try {
          await this.deps.hold(one.id, { owner: TAMPER, reason });
        } catch (error) {
          this.deps.log('error', 'a snapshot could not be held against an attack', { snapshot: one.id, error });
          continue;
        }
      }
      held++;
    }
    return held;
  }
}

/** Of the same job, newest first, those in the trash among them. */
function earlierOf(set: SnapshotSet, { jobId, commit }: KeptSnapshot): KeptSnapshot[] {
  const earlier: KeptSnapshot[] = [];
  for (const one of set.all()) if (one.jobId === jobId && one.commit < commit) earlier.push(one);
  return earlier.reverse();
}
