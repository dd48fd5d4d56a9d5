// A source is what a job protects. Each kind is a plug-in: it says what there is, plans (pure of effects), opens, and always closes.

export interface SourceNote {
  severity: 'info' | 'warning';
  message: string;
}

/** Several agents may share a machine: none removes what another made. */
export interface SourceRun {
  agentId: string;
  runId: string;
}

/** An open source: how its entries are reached while the run lasts. */
export interface OpenedSource {
  /** Source path -> where it is really read. See ScanOptions. */
  mappings: { from: Buffer; to: Buffer }[];
  notes: SourceNote[];
  /** Undoes what `open` did; called once, also after a failure or cancellation. It never throws: what could not be undone is in its answer. */
  close(): Promise<SourceNote[]>;
}

export interface SourceKind<Spec, Plan> {
  kind: string;
  /** What on this machine this kind could protect, for people. */
  discover(): Promise<{ path: string; detail: string }[]>;
  /** What `open` would do. Changes nothing. */
  plan(spec: Spec): Promise<Plan>;
  /** What is made is named for `run`, so that what a dead run left can be told. Rejects only with the signal's reason, having undone its work. */
  open(plan: Plan, run: SourceRun, signal: AbortSignal): Promise<OpenedSource>;
  /** Removes what dead runs of this agent left. Called at its start, before any run. */
  cleanLeftovers(agentId: string): Promise<SourceNote[]>;
}
