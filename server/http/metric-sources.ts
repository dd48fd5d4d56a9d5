// What the metrics are read from at each scrape: plain figures, so that the domains need to know nothing of Prometheus.

export interface JobFigures {
  job: string;
  agent: string;
  office: string;
  /** Start of the last good backup, ms; 0: none yet. */
  lastGoodMs: number;
  /** ms; 0: no target. */
  rpoMs: number;
}

export interface MetricSources {
  agents(): { online: number; offline: number; revoked: number; behind: number };
  offices(): number;
  jobs(): JobFigures[];
  /** Runs that wait or go on. */
  runs(): { state: string }[];
  snapshots(): Promise<number>;
  repository(): {
    writable: boolean;
    chunks: number;
    bytesLogical: number;
    bytesUnique: number;
    bytesStored: number;
    diskFreeBytes: number;
    diskTotalBytes: number;
    journalPosition: number;
  };
  alertsFiring(): { severity: string; count: number }[];
  /** `kind`: ca, server, user, agent, update-root, update-targets, update-snapshot, update-timestamp. */
  certificates(): { kind: string; expiresMs: number }[];
  refused(): { connection: number; access: number };
  eventLoop(): { p50: number; p99: number; max: number; blocked: number };
}

export interface EndedRun {
  kind: string;
  state: string;
  startedMs: number;
  endedMs: number;
  counters: Record<string, number>;
}
