// Collections as runs of the server, and plans of them: one at a time.
import { EXIT, FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { JournalBody, JournalRecord } from '../repository/index.js';
import type { ServerRunContext, ServerRunEnd, ServerRuns } from '../runs/index.js';
import type { SnapshotSet } from '../snapshots/index.js';
import { Cycle, type CycleParts, type CycleProgress, type CycleWatcher } from './cycle.js';
import { LARGE_SHARE } from './plan.js';
import type { GcEnd, GcState } from './state.js';
import type { GcFigures } from './types.js';

export interface CollectorParts extends CycleParts {
  snapshots: Pick<SnapshotSet, 'all' | 'get' | 'onCommitted'>;
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  /** The number of the last journal record. */
  journalPosition(): number;
  runs: Pick<ServerRuns, 'start'>;
  state: Pick<GcState, 'isRecovered' | 'blocked'>;
}

export interface CollectOrder {
  /** An administrator's name, or `schedule`. */
  startedBy: string;
  /** Also when more than a fifth of all bytes goes. */
  allowLarge: boolean;
}

export const SCHEDULE = 'schedule';

/** Of a run that was refused: its plan is in the message, and must not read as what was done. */
const NOTHING_DONE = { bytesFreed: 0, bytesCopied: 0, packsDropped: 0, packsCompacted: 0 };

export class Collector {
  readonly #parts: CollectorParts;
  #cycle: Cycle | null = null;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
    parts.snapshots.onCommitted((snapshot) => this.#cycle?.committed(snapshot));
  }

  /** CONFLICT while another goes on, or a plan is being made. */
  start(order: CollectOrder): ReturnType<ServerRuns['start']> {
    if (this.#cycle !== null) return Promise.reject(busy());
    return this.#parts.runs.start({ kind: 'gc', startedBy: order.startedBy, alone: true }, (context) => this.#run(context, order));
  }

  /** What a collection would do now. Changes nothing. */
  preview(signal: AbortSignal, progress: (now: CycleProgress) => void): Promise<GcFigures> {
    return this.#during({ progress, log: () => undefined }, async (cycle) => {
      try {
        return (await cycle.plan(signal)).plan.figures;
      } finally {
        await cycle.end(false, signal);
      }
    });
  }

  async #run(context: ServerRunContext, order: CollectOrder): Promise<ServerRunEnd> {
    const parts = this.#parts;
    const began = parts.journalPosition();
    const ended = (end: Omit<GcEnd, 'run'>): Promise<JournalRecord> => parts.journal.appendJournal({ kind: 'gc.ended', run: context.id, ...end });
    try {
      if (parts.state.isRecovered) {
        if (!order.allowLarge) throw new FarvaultError('REFUSED', parts.state.blocked);
        await parts.journal.appendJournal({ kind: 'gc.confirmed', run: context.id });
      }
      const end = await this.#during(watcherOf(context), (cycle) => this.#collect(cycle, context, order));
      await ended({ began, blocked: end.error ?? '', figures: end.planned });
      return end;
    } catch (error) {
      // What was cancelled is no fault; it is done another time.
      await ended({ began: null, blocked: context.signal.aborted ? '' : remedied(error), figures: null }).catch(() => undefined);
      throw error;
    }
  }

  async #collect(cycle: Cycle, context: ServerRunContext, { startedBy, allowLarge }: CollectOrder): Promise<ServerRunEnd & { planned: GcFigures }> {
    const { signal } = context;
    let swept = false;
    try {
      const { plan, drops } = await cycle.plan(signal);
      const chosen = startedBy === SCHEDULE && !plan.worthwhile ? drops : plan;
      const { figures } = chosen;
      context.log('info', `${count(figures.chunksLive)} chunks are live, ${count(figures.chunksDead)} are not; ${mib(figures.bytesFreed)} of ${mib(figures.bytesStored)} can be made free: ${figures.packsDropped} packs go, ${figures.packsCompacted} are rewritten`);
      for (const reason of figures.waitsFor) context.log('info', `waits for ${reason}`);
      if (chosen.large && !allowLarge) {
        const error = `${mib(figures.bytesFreed)} of ${mib(figures.bytesStored)} would go: more than a fifth (${100 * LARGE_SHARE} %) of everything at once has to be confirmed with backupctl gc --yes`;
        return { state: 'failed', error, errorCode: 'REFUSED', exitCode: EXIT.refused, figures: { ...numbersOf(figures), ...NOTHING_DONE }, planned: figures };
      }
      swept = chosen.drop.length + chosen.compact.length > 0;
      const done = swept ? await cycle.collect(chosen, signal) : figures;
      context.progress({ figures: numbersOf(done) });
      context.log('info', `${mib(done.bytesFreed)} are free now; ${mib(done.bytesWaste)} of garbage stay, not worth a rewrite`);
      return { state: 'succeeded', figures: numbersOf(done), planned: done };
    } finally {
      await cycle.end(swept && !signal.aborted, signal);
    }
  }

  async #during<T>(watcher: CycleWatcher, work: (cycle: Cycle) => Promise<T>): Promise<T> {
    if (this.#cycle !== null) throw busy();
    this.#cycle = new Cycle(this.#parts, watcher);
    try {
      return await work(this.#cycle);
    } finally {
      this.#cycle = null;
    }
  }
}

export function numbersOf({ waitsFor: _, ...figures }: GcFigures): Record<string, number> {
  return figures;
}

function watcherOf(context: ServerRunContext): CycleWatcher {
  return {
    log: (level, message) => context.log(level, message),
    progress: (now, figures) => context.progress({ ...now, ...(figures === undefined ? {} : { figures: numbersOf(figures) }) }),
  };
}

function busy(): FarvaultError {
  return new FarvaultError('CONFLICT', 'garbage is being collected, or looked for, already', { retryable: true, remedy: 'Try again in a moment; backupctl gc status tells what goes on.' });
}

function remedied(error: unknown): string {
  return isFarvaultError(error) && error.remedy !== undefined ? `${messageOf(error)}. ${error.remedy}` : messageOf(error);
}

function count(chunks: number): string {
  return chunks.toLocaleString('en-US');
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
