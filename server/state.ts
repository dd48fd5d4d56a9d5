// What follows from the journal: the reducers and views that every way of opening the data directory (run, init, rebuild) must give to the repository.
import type { Logger } from '../shared/service/log.js';
import type { Clock } from '../shared/time/clock.js';
import { AlertState, RuleState, TamperState } from './alerts/index.js';
import { AuditFollower } from './audit/index.js';
import { CopyState } from './copies/index.js';
import { DestinationState } from './delivery/index.js';
import { DesiredStates } from './desired/index.js';
import { DrillState } from './drills/index.js';
import { FleetState } from './fleet/index.js';
import { GcState } from './gc/index.js';
import { JobState } from './jobs/index.js';
import { ApprovalState, LockState, SteadyClockState } from './lifecycle/index.js';
import { PolicyState } from './policies/index.js';
import { ReleaseState } from './releases/index.js';
import type { OpenOptions } from './repository/index.js';
import { ScheduledReports, StorageDays } from './reports/index.js';
import { RetentionState } from './retention/index.js';
import { RolloutState } from './rollouts/index.js';
import { RunHistoryFollower, RunState } from './runs/index.js';
import { SessionState } from './sessions/index.js';
import { VerificationState } from './verification/index.js';
import { CatalogFollower, GrantsFollower, SnapshotSet, SnapshotTotals } from './snapshots/index.js';
import { StatisticsFollower } from './statistics/index.js';

export const AUDIT_VIEW = 'audit';
export const CATALOG_VIEW = 'catalog';
export const GRANTS_VIEW = 'grants';
export const HISTORY_VIEW = 'history';
export const STATISTICS_VIEW = 'statistics';

export interface ServerState {
  fleet: FleetState;
  jobs: JobState;
  policies: PolicyState;
  desired: DesiredStates;
  rollouts: RolloutState;
  runs: RunState;
  history: RunHistoryFollower;
  sessions: SessionState;
  gc: GcState;
  verification: VerificationState;
  alerts: AlertState;
  rules: RuleState;
  destinations: DestinationState;
  releases: ReleaseState;
  reports: ScheduledReports;
  storageDays: StorageDays;
  drills: DrillState;
  tamper: TamperState;
  totals: SnapshotTotals;
  snapshots: SnapshotSet;
  steadyClock: SteadyClockState;
  locks: LockState;
  approvals: ApprovalState;
  retention: RetentionState;
  statistics: StatisticsFollower;
  grants: GrantsFollower;
  copies: CopyState;
  options: Pick<OpenOptions, 'reducers' | 'views'>;
}

export function createServerState(log: Logger, clock: Clock): ServerState {
  const fleet = new FleetState();
  const jobs = new JobState();
  const policies = new PolicyState();
  const desired = new DesiredStates();
  const rollouts = new RolloutState();
  const runs = new RunState();
  const history = new RunHistoryFollower();
  const sessions = new SessionState(() => clock.monotonic());
  const gc = new GcState();
  const verification = new VerificationState();
  const alerts = new AlertState();
  const rules = new RuleState();
  const destinations = new DestinationState();
  const totals = new SnapshotTotals();
  const snapshots = new SnapshotSet();
  const steadyClock = new SteadyClockState();
  const locks = new LockState();
  const approvals = new ApprovalState();
  const retention = new RetentionState();
  const statistics = new StatisticsFollower();
  const releases = new ReleaseState();
  const reports = new ScheduledReports();
  const storageDays = new StorageDays();
  const drills = new DrillState();
  const tamper = new TamperState();
  const copies = new CopyState();
  const grants = new GrantsFollower(log);
  return {
    fleet,
    jobs,
    policies,
    desired,
    rollouts,
    runs,
    history,
    sessions,
    gc,
    verification,
    alerts,
    rules,
    destinations,
    releases,
    reports,
    storageDays,
    drills,
    tamper,
    totals,
    snapshots,
    steadyClock,
    locks,
    approvals,
    retention,
    statistics,
    grants,
    copies,
    options: {
      reducers: [copies, fleet, jobs, policies, desired, rollouts, runs, sessions, gc, verification, alerts, rules, destinations, totals, snapshots, releases, reports, storageDays, drills, tamper, steadyClock, locks, approvals, retention],
      views: [
        { name: AUDIT_VIEW, followers: [new AuditFollower()] },
        { name: CATALOG_VIEW, followers: [new CatalogFollower()] },
        { name: GRANTS_VIEW, followers: [grants] },
        { name: HISTORY_VIEW, followers: [history] },
        { name: STATISTICS_VIEW, followers: [statistics] },
      ],
    },
  };
}
