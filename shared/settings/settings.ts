// The settings of a job as policies give them: for all, an office, a label, an agent, the job itself; the nearest that says something wins.
// Canonical values: sizes in bytes, durations in milliseconds, the rest as in YAML. `table.ts` says what each may be.

export interface Settings {
  // What is read.
  exclude: string[];
  /** Bytes; 0: no limit. */
  maxSize: number;
  oneFileSystem: boolean;
  cachedirTagged: boolean;
  codec: string;
  snapshot: string;

  // When.
  /** Cron expressions of five fields, or `every 4h`; empty: only by hand. */
  schedule: string[];
  /** IANA name, of schedule, windows, blackout and rates. */
  timezone: string;
  /** Due times are moved by a fixed share of this, ms, so that offices don't start together. */
  jitter: number;
  /** `22:00-06:00`, `Sat-Sun/00:00-24:00`; empty: always. */
  window: string[];
  /** `2026-12-24`, `2026-12-24..2027-01-02`: days on which no run starts. */
  blackout: string[];
  /** Hours as in `window` in which the agent may switch to another version between runs; empty: always. Of the agent: a job's own says nothing. */
  updateWindow: string[];
  /** What becomes of a run that outlives its window. */
  overrun: 'finish' | 'pause' | 'stop';
  /** A due time that was missed is made up for once. */
  catchUp: boolean;
  retries: number;
  /** ms before the first retry; doubles. */
  retryAfter: number;
  /** ms; 0: none promised. */
  rpo: number;

  // How much.
  /** `2MiB/s`, `512KiB/s@Mon-Fri/08:00-18:00`; the first that holds counts, a rate without hours is for the rest. */
  rateLimit: string[];

  // How long it is kept. 0, or 0 ms: the rule is not used.
  keepLast: number;
  keepHourly: number;
  keepDaily: number;
  keepWeekly: number;
  keepMonthly: number;
  keepYearly: number;
  keepWithin: number;
  /** ms that an expired snapshot stays in the trash. */
  trashFor: number;

  // Proof that a restore works.
  /** ms within which a run's data must be back; 0: none promised. */
  rto: number;
  /** Cron expressions or `every 7d`; empty: no drills. */
  drill: string[];
  /** Bytes that a drill restores; 0: everything. */
  drillSize: number;

  // Around a run: names of hooks in the agent machine's own configuration.
  hookBefore: string[];
  hookAfter: string[];
  /** ms. */
  hookTimeout: number;
  /** Whether a run goes on when a hook before it has failed. */
  hookFailure: 'fail' | 'continue';

  // From when on there is an alert. Shares in per cent; 0 turns the alert off.
  alertLateAfter: number;
  alertUnseenAfter: number;
  alertFailures: number;
  alertPartial: boolean;
  alertShrink: number;
  alertChange: number;
  alertIncompressible: number;
  /** Per cent of the files that have got new extensions. */
  alertRenamed: number;
  /** Whether the last good snapshots are held when a run looks like an attack. */
  tamperHold: boolean;
  alertClockOffset: number;
}

export type SettingKey = keyof Settings;

/** What one policy or job says; what it does not say, one further away decides. */
export type OwnSettings = Partial<Settings>;
