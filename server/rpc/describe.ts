// Domain records as the Admin service shows them. Pure.
import type { AgentInfo } from '../../shared/rpc/gen/farvault/v1/AgentInfo.js';
import type { Job } from '../../shared/rpc/gen/farvault/v1/Job.js';
import type { Office as OfficeMessage } from '../../shared/rpc/gen/farvault/v1/Office.js';
import type { Run } from '../../shared/rpc/gen/farvault/v1/Run.js';
import type { Snapshot } from '../../shared/rpc/gen/farvault/v1/Snapshot.js';
import type { UserInfo } from '../../shared/rpc/gen/farvault/v1/UserInfo.js';
import { SETTING_KEYS } from '../../shared/settings/index.js';
import type { Standing } from '../desired/index.js';
import type { Agent, Office, Presence, User } from '../fleet/index.js';
import { backupSettings, type JobRecord } from '../jobs/index.js';
import type { Effective } from '../policies/index.js';
import type { Hold } from '../snapshots/index.js';
import type { SnapshotRecord } from '../repository/types.js';
import type { Report } from '../rollouts/index.js';
import { hasEnded, heldBackBy, type LiveProgress, type RunRecord } from '../runs/index.js';

/** Names by id; undefined for what is gone. */
export interface Names {
  agent(id: string): Agent | undefined;
  office(id: string): Office | undefined;
}

export function describeOffice(office: Office, agents: number, agentsOnline: number, snapshots: number): OfficeMessage {
  return { id: office.id, name: office.name, createdMs: office.createdMs, agents, agentsOnline, snapshots };
}

export function describeAgent(agent: Agent, names: Names, presence: Presence | undefined, active: RunRecord[], standing: Standing, update: { report: Report | null; failed: readonly string[] }): AgentInfo {
  return {
    id: agent.id,
    name: agent.name,
    office: names.office(agent.officeId)?.name ?? '',
    version: agent.facts?.version ?? '',
    state: agent.revokedMs !== null ? 'revoked' : presence === undefined ? 'offline' : 'online',
    lastSeenMs: presence?.lastHeardMs ?? agent.lastSeenMs,
    enrolledMs: agent.enrolledMs,
    certificateExpiresMs: agent.certificateExpiresMs,
    facts: agent.facts === null ? null : { ...agent.facts, update: update.report === null ? null : { ...update.report, timeMs: update.report.atMs } },
    failedVersions: [...update.failed],
    address: presence?.address ?? '',
    activeRuns: active.map((run) => run.id),
    labels: agent.labels,
    desiredGeneration: standing.desired,
    desiredMs: standing.changedMs,
    actualGeneration: standing.actual,
    appliedMs: standing.appliedMs,
    faults: standing.faults,
    clockOffsetMs: standing.clockOffsetMs,
  };
}

export function describeUser(user: User, officeName: (id: string) => string): UserInfo {
  const { name, createdMs, certificateExpiresMs, role } = user;
  return { name, state: user.revokedMs === null ? 'active' : 'revoked', createdMs, certificateExpiresMs, role, offices: (user.offices ?? []).map(officeName).sort() };
}

export interface JobSurroundings {
  effective: Effective;
  lastRun: Run | null;
  latestSnapshot: string;
  never: string[];
  nextDueMs: number;
}

export function describeJob(job: JobRecord, names: Names, { effective, ...rest }: JobSurroundings): Job {
  const agent = names.agent(job.agentId);
  const { agentId: _agentId, settings: own, sinceMs: _sinceMs, ...shown } = job;
  const { jobId: _jobId, jobName: _jobName, settingsJson: _settingsJson, ...inForce } = backupSettings(job, effective.settings);
  return {
    ...shown,
    ...inForce,
    ...rest,
    agent: agent?.name ?? '',
    office: agent === undefined ? '' : (names.office(agent.officeId)?.name ?? ''),
    settingsJson: JSON.stringify(own),
    effective: SETTING_KEYS.map((key) => ({ key, valueJson: JSON.stringify(effective.settings[key]), from: effective.from[key] })),
  };
}

/** What is known of a run that goes on beside its record. */
export interface LiveRun {
  progress: LiveProgress | undefined;
  waitingFor: string;
}

export function describeRun(run: RunRecord, names: Names, { progress: live, waitingFor }: LiveRun): Run {
  const agent = names.agent(run.agentId);
  const counters = live?.counters ?? run.counters;
  return {
    id: run.id,
    job: run.jobName,
    agent: agent?.name ?? run.agentName,
    office: names.office(agent?.officeId ?? run.officeId)?.name ?? '',
    kind: run.kind,
    state: run.state,
    queuedMs: run.queuedMs,
    startedMs: run.startedMs,
    endedMs: run.endedMs,
    counters,
    error: run.error,
    errorCode: run.errorCode,
    snapshot: run.snapshotId,
    phase: live?.phase ?? '',
    currentPath: live?.currentPath ?? Buffer.alloc(0),
    exitCode: run.exitCode,
    target: run.restore?.target ?? '',
    startedBy: run.startedBy,
    dueMs: run.dueMs,
    attempt: run.attempt,
    reason: run.reason,
    waitingFor,
    figures: run.agentId === '' ? Object.entries(counters).map(([name, value]) => ({ name, value })) : [],
    done: live?.done ?? 0,
    total: live?.total ?? 0,
    heldBackBy: hasEnded(run) ? heldBackBy(counters, run.endedMs - run.startedMs) : '',
  };
}

/** What becomes of a snapshot: times by the steady clock. */
export interface Fate {
  trash: { sinceMs: number; purgeMs: number; reason: string } | null;
  /** Those in force. */
  holds: readonly Hold[];
  /** 0: no lock is over it. */
  lockedUntilMs: number;
}

export function describeSnapshot(snapshot: SnapshotRecord, { trash, holds, lockedUntilMs }: Fate): Snapshot {
  return {
    id: snapshot.id,
    job: snapshot.jobName,
    agent: snapshot.agentName,
    office: snapshot.officeName,
    timeMs: snapshot.timeMs,
    files: snapshot.counters['filesTotal'] ?? 0,
    bytesLogical: snapshot.counters['bytesLogical'] ?? 0,
    bytesStored: snapshot.counters['bytesStored'] ?? 0,
    partial: snapshot.partial,
    held: holds.length > 0,
    state: trash === null ? 'live' : 'trash',
    trashedMs: trash?.sinceMs ?? 0,
    purgeMs: trash?.purgeMs ?? 0,
    trashReason: trash?.reason ?? '',
    holds: [...holds],
    lockedUntilMs,
    rootId: Buffer.from(snapshot.rootId, 'hex'),
    rootBytes: snapshot.rootBytes,
    parent: snapshot.parentId ?? '',
    run: snapshot.runId,
    paths: snapshot.paths,
    counters: snapshot.counters,
    recovered: snapshot.recovered ?? false,
  };
}
