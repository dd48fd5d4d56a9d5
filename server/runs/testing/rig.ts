// Runs with a journal in memory, an agent that records what it is sent, and a server that can be started anew from the journal.
import type { Hello__Output } from '../../../shared/rpc/gen/farvault/v1/Hello.js';
import type { ServerMessage } from '../../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import type { JournalBody, JournalRecord } from '../../repository/types.js';
import { RunHistory, RunHistoryFollower, Runs, RunState, type RunRecord } from '../index.js';
import type { DueJob } from '../due.js';
import type { CommittedSnapshot, RunDependencies } from '../types.js';
import { RangedView } from './memory-view.js';

export const JOB: DueJob = { id: 'j1', name: 'docs', agentId: 'a1', paused: false };

export const hello = (...activeRuns: string[]): Hello__Output => ({ facts: null, activeRuns, instanceId: 'i', generation: 0, stateHash: '' });

export interface RigOptions {
  /** What earlier servers journalled. */
  records?: JournalRecord[];
  offline?: Set<string>;
  jobs?: DueJob[];
  bounds?: ConstructorParameters<typeof RunHistoryFollower>[0];
  /** False: nothing is dispatched unless the test does it. */
  admits?: boolean;
  describe?: RunDependencies['describeBackup'];
}

export async function startRig({ records = [], offline = new Set(), jobs = [JOB], bounds, admits = true, describe }: RigOptions = {}) {
  const state = new RunState();
  const view = new RangedView();
  const follower = new RunHistoryFollower(bounds);
  for (const record of records) {
    state.apply(record);
    await follower.apply(record, view);
  }
  const sent: { agentId: string; message: ServerMessage }[] = [];
  const events: { level: string; message: string; id: string }[] = [];
  const committedRun: { snapshot: CommittedSnapshot | null } = { snapshot: null };
  const clock = { nowMs: 5_000 };
  let lagging: Promise<void> = Promise.resolve();
  const journal = {
    appendJournal: async (body: JournalBody): Promise<JournalRecord> => {
      await Promise.resolve();
      const record = { number: records.length + 1, epoch: 1, timeMs: clock.nowMs, body: JSON.parse(JSON.stringify(body)) as JournalBody };
      records.push(record);
      state.apply(record);
      lagging = lagging.then(() => follower.apply(record, view));
      return record;
    },
  };
  const deps: RunDependencies = {
    journal,
    history: new RunHistory(view),
    follower,
    agents: {
      send: (agentId, message) => !offline.has(agentId) && sent.push({ agentId, message }) > 0,
      isOnline: (agentId) => !offline.has(agentId),
      find: (agentId) => ({ name: `agent-${agentId}`, officeId: 'o1' }),
    },
    job: (id) => jobs.find((job) => job.id === id),
    admission: { changed: () => (admits ? runs.waiting().forEach((run) => void runs.dispatch(run.id)) : undefined) },
    describeBackup: describe ?? (async (run) => ({ runId: run.id, backup: { jobName: run.jobName } })),
    committed: async (id) => (id === 's1' ? committedRun.snapshot : null),
    log: { lines: () => undefined, event: (level, message, about) => void events.push({ level, message, id: about.id }) },
    now: () => clock.nowMs,
    logError: (message, error) => {
      throw new Error(message, { cause: error });
    },
  };
  const runs: Runs = new Runs(state, deps);
  return {
    runs,
    state,
    view,
    sent,
    events,
    records,
    clock,
    committed: (run: RunRecord, partial = false): void => void (committedRun.snapshot = { runId: run.id, partial, counters: { filesTotal: 7 } }),
    settle: async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      await lagging;
    },
    started: (): (string | undefined)[] => sent.filter(({ message }) => message.start).map(({ message }) => message.start?.runId),
    ends: (): JournalRecord[] => records.filter((record) => record.body.kind === 'run.ended'),
  };
}
