// What reports are made of: plain rows that the domains give (gather.ts), and the data that a report says. JSON is that data as it is.

export const REPORTS = ['rpo', 'rto', 'storage', 'runs'] as const;
export type ReportName = (typeof REPORTS)[number];

/** `untilMs` is when the report looks from: now, or a moment in the past. Days are those of `timezone`. */
export interface Period {
  sinceMs: number;
  untilMs: number;
  timezone: string;
}

/** Ratios and durations are null where there is nothing to divide or measure. */
export interface ReportHead {
  generatedAt: string;
  since: string;
  until: string;
  timezone: string;
  /** Null: all offices. */
  office: string | null;
}

export interface JobName {
  job: string;
  agent: string;
  office: string;
}

/** A run as the history keeps it. Times are ms, 0: not yet. */
export interface ReportRun extends JobName {
  id: string;
  jobId: string;
  kind: string;
  state: string;
  startedMs: number;
  endedMs: number;
  /** Of a scheduled run. */
  dueMs: number;
  /** It left a snapshot. */
  good: boolean;
  errorCode: string;
  error: string;
  heldBackBy: string;
  bytesRead: number;
  bytesSent: number;
  bytesStored: number;
  bytesUnique: number;
}
