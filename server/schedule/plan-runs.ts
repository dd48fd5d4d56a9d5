// What will run when: the due times of many jobs in one order. Pure, and by the very code that agents work by.
import type { Schedule } from '../../shared/schedule/index.js';

export interface PlannedJob {
  job: string;
  agent: string;
  office: string;
  timezone: string;
  schedule: Schedule;
  /** Without jitter, window and blackout; null: there is neither window nor blackout. */
  plain: Schedule | null;
  jitterMs: number;
  /** Due times before it are nobody's. */
  sinceMs: number;
  /** What will keep its runs from starting, as things are. */
  note: string;
}

export interface PlannedRun extends Pick<PlannedJob, 'job' | 'agent' | 'office' | 'timezone' | 'note'> {
  dueMs: number;
}

interface Upcoming {
  job: PlannedJob;
  dueMs: number;
}

/** Due times in [fromMs, toMs), soonest first, at most `limit`; `more`: there are others. */
export function planRuns(jobs: readonly PlannedJob[], fromMs: number, toMs: number, limit: number): { runs: PlannedRun[]; more: boolean } {
  const upcoming: Upcoming[] = [];
  const push = (job: PlannedJob, afterMs: number): void => {
    const dueMs = job.schedule.next(Math.max(afterMs, job.sinceMs));
    if (dueMs !== null && dueMs < toMs) insert(upcoming, { job, dueMs });
  };
  for (const job of jobs) push(job, fromMs - 1);
  const runs: PlannedRun[] = [];
  for (;;) {
    const first = upcoming[0];
    if (first === undefined) return { runs, more: false };
    if (runs.length >= limit) return { runs, more: true };
    takeFirst(upcoming);
    const { job, agent, office, timezone, note } = first.job;
    runs.push({ job, agent, office, timezone, dueMs: first.dueMs, note: [note, delay(first)].filter((text) => text !== '').join('; ') });
    push(first.job, first.dueMs);
  }
}

/** What has put it off, if no due time of the schedule itself, with the jitter after it, led here while runs could start. */
function delay({ job: { schedule, plain, jitterMs }, dueMs }: Upcoming): string {
  if (plain === null) return '';
  let due = plain.next(dueMs - jitterMs - 1);
  while (due !== null && due <= dueMs) {
    if (schedule.starts(due).open) return '';
    due = plain.next(due);
  }
  return schedule.window(dueMs - jitterMs - 1).open ? 'put off by a blackout' : 'put off until its window opens';
}

function before(a: Upcoming, b: Upcoming): boolean {
  return a.dueMs !== b.dueMs ? a.dueMs < b.dueMs : a.job.job < b.job.job;
}

// A binary heap: a thousand jobs are looked at once, and then only those that come next.
function insert(heap: Upcoming[], added: Upcoming): void {
  let at = heap.push(added) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(added, heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = added;
}

function takeFirst(heap: Upcoming[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++;
    if (!before(heap[child], last)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
}
