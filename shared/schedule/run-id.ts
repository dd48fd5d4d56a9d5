import { blake3 } from '../hash/hash.js';

/** The id of a scheduled run follows from what it is, so that whatever is told twice is recorded once. `attempt` counts from 1. */
export function scheduledRunId(jobId: string, dueMs: number, attempt: number): string {
  return blake3(Buffer.from(`${jobId}\0${dueMs}\0${attempt}`)).toString('hex', 0, 8);
}
