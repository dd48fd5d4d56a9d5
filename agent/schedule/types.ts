// What the agent's scheduler knows of its jobs, and what it keeps of each.
import type { Schedule } from '../../shared/schedule/index.js';
import type { Settings } from '../../shared/settings/settings.js';

export type DueReason = 'schedule' | 'catch-up' | 'retry';

/** A due run that has not ended: it waits for the line, for its turn, or goes on. */
export interface DueRun {
  runId: string;
  dueMs: number;
  attempt: number;
  reason: DueReason;
  /** When it began to wait, by this machine's clock. */
  waitsMs: number;
  /** The server has started it; from then on only its end takes it away. */
  started: boolean;
}

export interface Retry {
  dueMs: number;
  attempt: number;
  atMs: number;
  delayMs: number;
}

/** What is kept of a job over restarts. */
export interface JobMark {
  /** Due times up to this one are dealt with. */
  handledMs: number;
  /** `since` of the job when this was written: a later one moves the mark. */
  sinceMs: number;
  run: DueRun | null;
  retry: Retry | null;
}

export interface ScheduledJob {
  id: string;
  name: string;
  paused: boolean;
  sinceMs: number;
  settings: Settings;
  /** Null: only by hand, or not to be carried out. */
  schedule: Schedule | null;
}
