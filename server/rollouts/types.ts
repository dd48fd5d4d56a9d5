// Rollouts as they are kept, and what the plan knows of agents. Times are the server's, ms since 1970.

export type RolloutPhase = 'running' | 'paused' | 'halted' | 'done' | 'aborted';

/** Where an agent stands: what it reports, or what follows from its version and its line. */
export type AgentState =
  // As it reports.
  | ReportState
  /** Its ring is not open. */
  | 'later'
  /** Its ring is open; it is told when it is back, or goes on then. */
  | 'offline'
  /** It has been told and has said nothing yet. */
  | 'told'
  /** Was online when told or switching, and was not heard of since. */
  | 'silent'
  /** Runs this version, or a later one, without this rollout. */
  | 'already'
  | 'newer'
  /** Started by hand: nothing there could switch it. */
  | 'unmanaged'
  /** No release of this version for its platform and channel. */
  | 'unserved'
  /** No ring covers it. */
  | 'outside'
  /** The rollout was ended before it had begun to switch. */
  | 'stays';

export const REPORT_STATES = ['downloading', 'ready', 'switching', 'waiting', 'updated', 'back', 'refused'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

/** The newest that an agent said, within bounds. Never trusted. */
export interface Report {
  rollout: string;
  version: string;
  state: ReportState;
  reason: string;
  bytesDone: number;
  bytesTotal: number;
  /** When it was first heard in this state. */
  atMs: number;
}

export interface RolloutRecord {
  id: string;
  version: string;
  /** `10%`, cumulative; `canary=yes`. */
  rings: string[];
  soakMs: number;
  /** Per cent. */
  haltAbove: number;
  /** Null: all offices. */
  officeId: string | null;
  startedMs: number;
  startedBy: string;
  phase: RolloutPhase;
  reason: string;
  endedMs: number;
  /** The ring that is open, and since when. */
  ring: number;
  ringMs: number;
  /** The ring of each agent that there was at the start, by id. */
  members: ReadonlyMap<string, number>;
  /** When each agent was told, by id. */
  told: ReadonlyMap<string, number>;
  /** Agents whose failure an administrator has seen: they count no more. */
  forgiven: ReadonlySet<string>;
}

/** What the plan knows of an agent. */
export interface AgentView {
  id: string;
  online: boolean;
  /** For how long it was not heard of; 0: it is online. Counted from the server's start at the earliest. */
  unheardMs: number;
  /** It says so itself; may be anything. */
  version: string;
  /** Installed from a release. */
  managed: boolean;
  /** There is a release of the rollout's version for its platform and channel. */
  served: boolean;
  report: Report | null;
  /** Versions that failed on it. */
  failed: readonly string[];
}
