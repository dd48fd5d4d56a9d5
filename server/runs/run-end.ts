// How a run ended: what its agent says, and what the snapshot says, which is the truth.
import { EXIT } from '../../shared/errors/errors.js';
import type { RunEnded__Output } from '../../shared/rpc/gen/farvault/v1/RunEnded.js';
import { isOutcome, type RunRecord } from './run-record.js';
import type { CommittedSnapshot } from './types.js';

const ERROR_CHARS = 4_096;
const CODE_CHARS = 64;

export const CANCELLED = { state: 'cancelled', errorCode: 'CANCELLED', exitCode: EXIT.interrupted } as const;

export function asTold(ended: RunEnded__Output): Partial<RunRecord> {
  return {
    state: isOutcome(ended.state) ? ended.state : 'failed',
    error: ended.error.slice(0, ERROR_CHARS),
    errorCode: ended.errorCode.slice(0, CODE_CHARS),
    counters: notNull(ended.counters),
    exitCode: ended.exitCode,
  };
}

/** An agent that lost the answer to its commit knows neither counters nor what was skipped. */
export async function asCommitted(run: RunRecord, snapshotId: string, told: Partial<RunRecord>, committed: (id: string) => Promise<CommittedSnapshot | null>): Promise<Partial<RunRecord>> {
  if (run.kind !== 'backup' || (told.state !== 'succeeded' && told.state !== 'partial')) return told;
  const snapshot = await committed(snapshotId);
  if (snapshot?.runId === run.id) {
    const { partial, counters } = snapshot;
    return { ...told, snapshotId, state: partial ? 'partial' : 'succeeded', exitCode: partial ? EXIT.partial : EXIT.done, counters: { ...told.counters, ...notNull(counters) } };
  }
  // Partial without a snapshot: the agent gave up, and says why.
  if (told.state === 'partial' && snapshotId === '') return told;
  return { ...told, state: 'failed', errorCode: 'INVALID', error: `the agent names a snapshot that this run did not commit: '${snapshotId.slice(0, 64)}'`, exitCode: EXIT.failed };
}

/** Most counters are 0 in most runs: records stay small. */
function notNull(counters: object | null): Record<string, number> {
  return Object.fromEntries(Object.entries(counters ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] !== 0));
}
