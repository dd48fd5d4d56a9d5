// The Admin service: what backupctl calls. Each handler checks its words, asks a domain, and shapes the answer; rules live in the domains.
import type { AdminHandlers } from '../../../shared/rpc/gen/farvault/v1/Admin.js';
import type { ServiceHandlers } from '../service.js';
import { agentHandlers, type AgentDependencies } from './agents.js';
import { alertHandlers, type AlertDependencies } from './alerts.js';
import { auditHandlers, type AuditDependencies } from './audit.js';
import { jobHandlers, type JobDependencies } from './jobs.js';
import { officeHandlers, type OfficeDependencies } from './offices.js';
import { reportHandlers, type ReportDependencies } from './reports.js';
import { releaseHandlers, type ReleaseDependencies } from './releases.js';
import { rolloutHandlers, type RolloutDependencies } from './rollouts.js';
import { resourceHandlers, type ResourceDependencies } from './resources.js';
import { logHandlers, type LogDependencies } from './logs.js';
import { runHandlers, type RunDependencies } from './runs.js';
import { scheduleHandlers, type ScheduleDependencies } from './schedule.js';
import { secretHandlers, type SecretDependencies } from './secrets.js';
import { snapshotHandlers, type SnapshotDependencies } from './snapshots.js';
import { statusHandlers, type StatusDependencies } from './status.js';
import { userHandlers, type UserDependencies } from './users.js';
import { retentionHandlers, type RetentionDependencies } from './retention.js';
import { lifecycleHandlers, type LifecycleDependencies } from './lifecycle.js';
import { gcHandlers, type GcDependencies } from './gc.js';
import { verificationHandlers, type VerificationDependencies } from './verification.js';
import { drillsHandlers, type DrillsDependencies } from './drills.js';
import { copiesHandlers, type CopiesDependencies } from './copies.js';
import { statisticsHandlers, type StatisticsDependencies } from './statistics.js';
import { adminViews, type ViewDependencies } from './views.js';

type Dependencies = StatusDependencies & AlertDependencies & SecretDependencies & OfficeDependencies & AgentDependencies & UserDependencies & AuditDependencies & JobDependencies & LogDependencies & ResourceDependencies & ReleaseDependencies & ReportDependencies & RolloutDependencies & RunDependencies & ScheduleDependencies & SnapshotDependencies & RetentionDependencies & LifecycleDependencies & GcDependencies & VerificationDependencies & DrillsDependencies & CopiesDependencies & StatisticsDependencies;
export type AdminDependencies = Omit<Dependencies, 'views'> & ViewDependencies;

export function adminService(given: AdminDependencies): ServiceHandlers<AdminHandlers> {
  const deps = { ...given, views: adminViews(given) };
  return {
    ...statusHandlers(deps),
    ...officeHandlers(deps),
    ...agentHandlers(deps),
    ...userHandlers(deps),
    ...alertHandlers(deps),
    ...auditHandlers(deps),
    ...jobHandlers(deps),
    ...reportHandlers(deps),
    ...releaseHandlers(deps),
    ...resourceHandlers(deps),
    ...rolloutHandlers(deps),
    ...runHandlers(deps),
    ...logHandlers(deps),
    ...scheduleHandlers(deps),
    ...secretHandlers(deps),
    ...snapshotHandlers(deps),
    ...retentionHandlers(deps),
    ...lifecycleHandlers(deps),
    ...gcHandlers(deps),
    ...verificationHandlers(deps),
    ...drillsHandlers(deps),
    ...copiesHandlers(deps),
    ...statisticsHandlers(deps),
  };
}
