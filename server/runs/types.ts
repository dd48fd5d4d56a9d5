// What runs need of others, and what they say of themselves while they go on.
import type { LogLine__Output } from '../../shared/rpc/gen/farvault/v1/LogLine.js';
import type { ServerMessage } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import type { StartRun } from '../../shared/rpc/gen/farvault/v1/StartRun.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import type { DueJob } from './due.js';
import type { RunHistoryFollower } from './history-follower.js';
import type { RunHistory } from './history.js';
import type { RunRecord } from './run-record.js';

export interface AgentLink {
  /** False when the agent is not connected. */
  send(agentId: string, message: ServerMessage): boolean;
  isOnline(agentId: string): boolean;
  /** As it is known now. */
  find(agentId: string): { name: string; officeId: string } | undefined;
}

/** What a run's end takes from the snapshot that it committed. */
export interface CommittedSnapshot {
  runId: string;
  partial: boolean;
  counters: Record<string, number>;
}

/** Takes what is said about runs. Neither call waits or fails. */
export interface RunLogSink {
  /** Lines of an agent: kept once by run, process of the agent, and number. */
  lines(run: RunRecord, instanceId: string, lines: readonly LogLine__Output[]): void;
  event(level: 'info' | 'warn' | 'error', message: string, about: Pick<RunRecord, 'id' | 'jobName' | 'agentId' | 'officeId'>): void;
}

export interface RunDependencies {
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  history: RunHistory;
  follower: RunHistoryFollower;
  agents: AgentLink;
  job(id: string): DueJob | undefined;
  /** Decides whose turn it is: told whenever that may have changed, also many times in a row. */
  admission: { changed(): void };
  /** The message that starts a backup: spec, parent and parameters as of now. */
  describeBackup(run: RunRecord): Promise<StartRun>;
  /** A committed snapshot. */
  committed(id: string): Promise<CommittedSnapshot | null>;
  log: RunLogSink;
  now: () => number;
  logError: (message: string, error: unknown) => void;
}

/** What is known of a run while it is going on. */
export interface LiveProgress {
  counters: Record<string, number>;
  phase: string;
  currentPath: Buffer;
  /** Of the server's own runs: how far it is; 0 of 0: not known. */
  done?: number;
  total?: number;
}
