// What a run waits for, as milliseconds of its wall time. Twenty times a second somebody looks at what the chunk workers are at (each writes it into a
// word of shared memory) and, of those that can do nothing, at what stands in their way; the time since the last look goes to that. It costs the workers
// a store where they begin to read and where they begin to cut.
import type { Clock } from '../../shared/time/clock.js';
import type { RunTally } from './tally.js';

const SAMPLE_MS = 50;

/** What a chunk worker is at; `idle`: waiting for tasks, or for room for what it has read. */
export const ACTIVITY = { idle: 0, reading: 1, chunking: 2 } as const;

export interface HeldBackView {
  /** ACTIVITY of each worker that has something to do. */
  workers: number[];
  /** The sources are still being looked through, and there is room for what is found. */
  scanning: boolean;
  waitsFor: 'nothing' | 'limit' | 'stream' | 'answer' | 'commit';
}

/** Shares of the time; they add up to 1. `answer`: of the line and the store, as the answers will tell. */
export interface Causes {
  reading: number;
  chunking: number;
  line: number;
  store: number;
  answer: number;
  paused: number;
}

export function causesOf({ workers, scanning, waitsFor }: HeldBackView): Causes {
  const causes: Causes = { reading: 0, chunking: 0, line: 0, store: 0, answer: 0, paused: 0 };
  const each = 1 / Math.max(1, workers.length);
  for (const activity of workers) {
    if (activity === ACTIVITY.reading) causes.reading += each;
    else if (activity === ACTIVITY.chunking) causes.chunking += each;
    else addServer(causes, each, waitsFor);
  }
  if (workers.length > 0) return causes;
  if (scanning) causes.reading = 1;
  else addServer(causes, 1, waitsFor);
  return causes;
}

function addServer(causes: Causes, share: number, waitsFor: HeldBackView['waitsFor']): void {
  if (waitsFor === 'limit') causes.paused += share;
  else if (waitsFor === 'stream') causes.line += share;
  else if (waitsFor === 'commit') causes.store += share;
  else if (waitsFor === 'answer') causes.answer += share;
  // Nothing is under way: this process itself is busy with what it was given.
  else causes.chunking += share;
}

/** How much of the time between a message and its answer the server took, over the last few; longer ones count more. */
export class ServerShare {
  private static readonly KEPT = 0.8;
  private waitedMs = 0;
  private serverMs = 0;
  answers = 0;

  note(waitedMs: number, serverMs: number): void {
    this.answers++;
    this.waitedMs = this.waitedMs * ServerShare.KEPT + waitedMs;
    this.serverMs = this.serverMs * ServerShare.KEPT + Math.min(serverMs, waitedMs);
  }

  get value(): number {
    return this.waitedMs === 0 ? 0 : this.serverMs / this.waitedMs;
  }
}

/** For the server: the beginning, and the commit. */
export const WAITING: HeldBack['view'] = () => ({ workers: [], scanning: false });
/** What the last run left is looked at. */
export const LOOKING: HeldBack['view'] = () => ({ workers: [], scanning: true });

interface ServerTimes {
  readonly waitsFor: HeldBackView['waitsFor'];
  readonly answerTimes: Pick<ServerShare, 'value' | 'answers'>;
}

export class HeldBack {
  /** What the run is at; the passes put their own here. */
  view: () => Omit<HeldBackView, 'waitsFor'> = WAITING;
  private lastMs: number;
  /** Waited for an answer that has not come: what it will say splits the wait. */
  private unsplitMs = 0;
  private answers = 0;

  constructor(
    private readonly clock: Clock,
    private readonly tally: RunTally,
    private readonly server: ServerTimes,
  ) {
    this.lastMs = clock.monotonic();
  }

  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.clock.sleep(SAMPLE_MS, signal).catch(() => undefined);
      this.sample();
    }
    this.split();
  }

  private sample(): void {
    const { tally } = this;
    const now = this.clock.monotonic();
    const passed = now - this.lastMs;
    this.lastMs = now;
    const causes = causesOf({ ...this.view(), waitsFor: this.server.waitsFor });
    tally.msReading += passed * causes.reading;
    tally.msChunking += passed * causes.chunking;
    tally.msLine += passed * causes.line;
    tally.msStore += passed * causes.store;
    tally.msPaused += passed * causes.paused;
    this.unsplitMs += passed * causes.answer;
    if (this.server.answerTimes.answers !== this.answers) this.split();
  }

  private split(): void {
    const { value: share, answers } = this.server.answerTimes;
    this.tally.msStore += this.unsplitMs * share;
    this.tally.msLine += this.unsplitMs * (1 - share);
    this.unsplitMs = 0;
    this.answers = answers;
  }
}
