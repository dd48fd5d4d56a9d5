// Due times of many jobs, asked each minute: a schedule is compiled when it changes and asked when a due time has passed, not each time.
import { compileSchedule, type Schedule } from '../../shared/schedule/index.js';
import type { Settings } from '../../shared/settings/index.js';

interface Watched {
  key: string;
  schedule: Schedule | null;
  /** The newest due time in (since, until) is `dueMs`. */
  dueMs: number | null;
  fromMs: number;
  untilMs: number;
}

export class DueTimes {
  readonly #watched = new Map<string, Watched>();

  /** The newest due time in (sinceMs, atMs]; null: none, or the schedule cannot be worked by. */
  latest(jobId: string, settings: Settings, sinceMs: number, atMs: number): number | null {
    const watched = this.#get(jobId, settings, sinceMs);
    if (watched.schedule === null || atMs <= sinceMs) return null;
    if (atMs < watched.fromMs || atMs >= watched.untilMs) {
      watched.dueMs = watched.schedule.latest(sinceMs, atMs);
      watched.fromMs = watched.dueMs ?? sinceMs;
      watched.untilMs = watched.schedule.next(atMs) ?? Infinity;
    }
    return watched.dueMs;
  }

  next(jobId: string, settings: Settings, sinceMs: number, afterMs: number): number | null {
    return this.#get(jobId, settings, sinceMs).schedule?.next(afterMs) ?? null;
  }

  /** Forgets all other jobs. */
  keep(jobIds: ReadonlySet<string>): void {
    for (const id of this.#watched.keys()) if (!jobIds.has(id)) this.#watched.delete(id);
  }

  #get(jobId: string, settings: Settings, sinceMs: number): Watched {
    const { schedule, timezone, jitter, window, blackout } = settings;
    const key = JSON.stringify([schedule, timezone, jitter, window, blackout, sinceMs]);
    const known = this.#watched.get(jobId);
    if (known?.key === key) return known;
    const watched: Watched = { key, schedule: compiled(settings, jobId), dueMs: null, fromMs: Infinity, untilMs: -Infinity };
    this.#watched.set(jobId, watched);
    return watched;
  }
}

/** Null: nothing is due by it. What cannot be worked by was refused when it was set; a time zone may have gone since. */
function compiled(settings: Settings, jobId: string): Schedule | null {
  if (settings.schedule.length === 0) return null;
  try {
    return compileSchedule(settings, jobId);
  } catch {
    return null;
  }
}
