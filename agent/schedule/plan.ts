// What is to be done about one job now. Pure: the same marks, times and line give the same answer, however often it is asked.
import type { DueRun, JobMark, Retry, ScheduledJob } from './types.js';

/** A due time found that late was missed by a restart or a busy moment: it is on time still. */
export const ON_TIME_MS = 2 * 60_000;
/** A mark that lies further ahead than this was made by a clock that has been put back since. */
const AHEAD_MS = 60_000;
const MAX_RETRY_MS = 24 * 3_600_000;

export interface Now {
  nowMs: number;
  connected: boolean;
  /** The job's run is being carried out by this process. */
  live: boolean;
  runIdOf(dueMs: number, attempt: number): string;
}

export interface GivenUp {
  run: DueRun;
  why: string;
}

export interface Decision {
  mark: JobMark;
  givenUp: GivenUp[];
  /** For the log. */
  notes: string[];
  /** When to look again, by the wall clock; null: only when something happens. */
  wakeMs: number | null;
}

export function planJob(job: ScheduledJob, before: JobMark | undefined, now: Now): Decision {
  const notes: string[] = [];
  const givenUp: GivenUp[] = [];
  const mark = markOf(job, before, now.nowMs, notes);
  const done = (wakeMs: number | null): Decision => ({ mark, givenUp, notes, wakeMs });
  if (mark.run !== null && (now.live || mark.run.started)) return done(null);
  if (job.paused || job.schedule === null) {
    if (mark.run !== null) notes.push(job.paused ? 'the job is paused: the run that waited is dropped' : 'the job has no schedule any more: the run that waited is dropped');
    mark.run = null;
    mark.retry = null;
    return done(null);
  }
  const { schedule } = job;
  const { nowMs } = now;
  const fresh = schedule.latest(mark.handledMs, nowMs);
  const { open, changesMs } = schedule.starts(nowMs);
  const next = schedule.next(nowMs);

  if (mark.run !== null) {
    if (now.connected) {
      // It waits for its turn: one run is enough for all due times until it starts.
      if (fresh !== null) mark.handledMs = fresh;
      return done(next);
    }
    if (fresh === null && open) return done(soonest(next, changesMs));
    givenUp.push({ run: mark.run, why: fresh === null ? 'there was no line to the server until its window closed or a blacked out day began' : 'there was no line to the server until the next due time came' });
    mark.run = null;
  }

  if (fresh !== null) {
    mark.retry = null;
    const onTime = nowMs - fresh <= ON_TIME_MS;
    if (!onTime && !job.settings.catchUp) notes.push(`due times up to ${isoTime(fresh)} were missed, and the job does not catch up`);
    else if (!open) return done(soonest(next, changesMs));
    else mark.run = { runId: now.runIdOf(fresh, 1), dueMs: fresh, attempt: 1, reason: onTime ? 'schedule' : 'catch-up', waitsMs: nowMs, started: false };
    mark.handledMs = fresh;
  } else if (mark.retry !== null) {
    const { dueMs, attempt, delayMs } = mark.retry;
    // A clock that was put back does not make the wait longer than it was to be.
    mark.retry.atMs = Math.min(mark.retry.atMs, nowMs + delayMs);
    if (mark.retry.atMs > nowMs) return done(soonest(next, mark.retry.atMs));
    if (!open) return done(soonest(next, changesMs));
    mark.run = { runId: now.runIdOf(dueMs, attempt), dueMs, attempt, reason: 'retry', waitsMs: nowMs, started: false };
    mark.retry = null;
  }
  return done(mark.run !== null && !now.connected ? soonest(next, changesMs) : next);
}

/** The mark as of now: moved by a pause that ended, put back when the clock was. */
function markOf(job: ScheduledJob, before: JobMark | undefined, nowMs: number, notes: string[]): JobMark {
  const since = Math.min(job.sinceMs, nowMs);
  if (before === undefined) return { handledMs: since, sinceMs: job.sinceMs, run: null, retry: null };
  const mark: JobMark = { ...before, run: before.run === null ? null : { ...before.run }, retry: before.retry === null ? null : { ...before.retry } };
  if (mark.sinceMs !== job.sinceMs) {
    mark.sinceMs = job.sinceMs;
    mark.handledMs = Math.max(mark.handledMs, since);
  }
  if (mark.handledMs > nowMs + AHEAD_MS) {
    notes.push(`the clock of this machine was put back: due times were dealt with up to ${isoTime(mark.handledMs)}; those from now on count again`);
    mark.handledMs = nowMs;
  }
  return mark;
}

/** Whether other times hold for the job now, and nobody says since when: by a label, or as a nearer policy is gone. Those of before are nobody's then. */
export function hasOtherTimes(before: ScheduledJob | undefined, job: ScheduledJob): boolean {
  if (before === undefined || job.sinceMs > before.sinceMs) return false;
  const times = ({ settings: { schedule, timezone, jitter, window, blackout } }: ScheduledJob): string => JSON.stringify([schedule, timezone, jitter, window, blackout]);
  return times(before) !== times(job);
}

/** Errors that a second try does not change. */
const FINAL_CODES = new Set(['USAGE', 'INVALID', 'FORMAT', 'NOT_FOUND', 'EXISTS', 'REFUSED', 'UNAUTHENTICATED', 'CANCELLED', 'WINDOW']);

/** The next attempt after a failed one; null: none. */
export function retryAfter(run: DueRun, ended: { state: string; errorCode: string }, settings: { retries: number; retryAfter: number }, nowMs: number): Retry | null {
  if (ended.state !== 'failed' || FINAL_CODES.has(ended.errorCode) || run.attempt > settings.retries) return null;
  const delayMs = Math.min(settings.retryAfter * 2 ** (run.attempt - 1), MAX_RETRY_MS);
  return { dueMs: run.dueMs, attempt: run.attempt + 1, atMs: nowMs + delayMs, delayMs };
}

function soonest(...times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** Also of times that no calendar has. */
export function isoTime(ms: number): string {
  return Number.isFinite(new Date(ms).getTime()) ? new Date(ms).toISOString() : String(ms);
}
