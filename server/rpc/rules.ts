// Which role may call which RPC, and for which office. What is not in the table is refused; a test compares it with the contract and with docs/access.md.
import type { AdminHandlers } from '../../shared/rpc/gen/farvault/v1/Admin.js';
import type { CallIdentity } from '../fleet/index.js';
import type { ServiceHandlers } from './service.js';

export type Role = CallIdentity['role'];

/** Something that a request names. `scope`: as policies and silences write it. */
export interface Concern {
  what: 'office' | 'agent' | 'job' | 'run' | 'snapshot' | 'alert' | 'silence' | 'scope';
  name: string;
}

/**
 * What a call is about, for those who are limited to offices. 'server': they may not call it. 'visible': it names nothing, and the handler shows only
 * what they may see. Else what the request names, of which all must be theirs; none named: as 'visible'.
 */
type Concerns<Q> = 'server' | 'visible' | ((request: Q) => Concern[]);

export interface Rule<Q = unknown> {
  roles: readonly Role[];
  concerns: Concerns<Q>;
  /** The call changes something: the audit says what it named. 'call': no record comes of it by itself, so the call is recorded. */
  changes?: true | 'call';
  /** Certificates that ended so many days ago at most are good for this call. */
  expiredDays?: number;
}

type Handlers = ServiceHandlers<AdminHandlers>;
type First<K extends keyof Handlers> = Parameters<Handlers[K]>[0];
/** A streaming handler gets its request with the call. */
type Requests = { [K in keyof Handlers]: First<K> extends { request: infer Q } ? Q : First<K> };

const ADMIN: readonly Role[] = ['admin'];
const OPERATE: readonly Role[] = ['admin', 'operator'];
const RESTORE: readonly Role[] = ['admin', 'operator', 'restore-only'];
const REVIEW: readonly Role[] = ['admin', 'auditor'];
const READ: readonly Role[] = ['admin', 'operator', 'auditor'];
const ALL: readonly Role[] = ['admin', 'operator', 'restore-only', 'auditor'];

/** What must be named. */
const one = (what: Concern['what'], name: string): Concern[] => [{ what, name }];
/** Filters: those that are set. */
const some = (filters: Partial<Record<Concern['what'], string>>): Concern[] =>
  Object.entries(filters).flatMap(([what, name]) => (name === '' ? [] : one(what as Concern['what'], name)));

const ADMIN_RULES: { [K in keyof Requests]: Rule<Requests[K]> } = {
  GetStatus: { roles: READ, concerns: 'visible' },

  CreateOffice: { roles: ADMIN, concerns: 'server', changes: true },
  ListOffices: { roles: ALL, concerns: 'visible' },
  GetOffice: { roles: ALL, concerns: ({ name }) => one('office', name) },
  DeleteOffice: { roles: ADMIN, concerns: 'server', changes: true },

  CreateToken: { roles: ADMIN, concerns: ({ office, replace }) => (replace === '' ? one('office', office) : some({ office, agent: replace })), changes: true },
  ListAgents: { roles: ALL, concerns: ({ office }) => some({ office }) },
  GetAgent: { roles: ALL, concerns: ({ name }) => one('agent', name) },
  RenameAgent: { roles: ADMIN, concerns: ({ name }) => one('agent', name), changes: true },
  RevokeAgent: { roles: ADMIN, concerns: ({ name }) => one('agent', name), changes: true },
  DeleteAgent: { roles: ADMIN, concerns: ({ name }) => one('agent', name), changes: true },
  SetAgentLabels: { roles: ADMIN, concerns: ({ name }) => one('agent', name), changes: true },

  CreateUser: { roles: ADMIN, concerns: 'server', changes: true },
  ListUsers: { roles: REVIEW, concerns: 'server' },
  UpdateUser: { roles: ADMIN, concerns: 'server', changes: true },
  RevokeUser: { roles: ADMIN, concerns: 'server', changes: true },
  RenewUser: { roles: ALL, concerns: 'visible', changes: true },

  CreateJob: { roles: ADMIN, concerns: ({ job }) => one('agent', job?.agent ?? ''), changes: true },
  UpdateJob: { roles: ADMIN, concerns: ({ job }) => one('job', job?.name ?? ''), changes: true },
  ListJobs: { roles: ALL, concerns: ({ agent }) => some({ agent }) },
  GetJob: { roles: ALL, concerns: ({ name }) => one('job', name) },
  DeleteJob: { roles: ADMIN, concerns: ({ name }) => one('job', name), changes: true },
  StartJob: { roles: OPERATE, concerns: ({ name }) => one('job', name), changes: true },
  PauseJob: { roles: OPERATE, concerns: ({ name }) => one('job', name), changes: true },
  PlanSchedule: { roles: READ, concerns: ({ office, agent, job }) => some({ office, agent, job }) },

  Apply: { roles: ADMIN, concerns: 'server', changes: true },
  Export: { roles: READ, concerns: 'server' },
  DeleteResource: { roles: ADMIN, concerns: 'server', changes: true },

  ListRuns: { roles: ALL, concerns: ({ job, agent, office }) => some({ job, agent, office }) },
  GetRun: { roles: ALL, concerns: ({ id }) => one('run', id) },
  GetRunLog: { roles: ALL, concerns: ({ id }) => one('run', id) },
  CancelRun: { roles: OPERATE, concerns: ({ id }) => one('run', id), changes: true },
  WatchRun: { roles: ALL, concerns: ({ id }) => one('run', id) },
  WatchRuns: { roles: ALL, concerns: ({ ids, job, agent, office }) => [...ids.flatMap((id) => one('run', id)), ...some({ job, agent, office })] },
  SearchLog: { roles: READ, concerns: ({ agent, job, run, office }) => some({ agent, job, run, office }) },

  ListSnapshots: { roles: ALL, concerns: ({ job, agent, office }) => some({ job, agent, office }) },
  GetSnapshot: { roles: ALL, concerns: ({ id }) => one('snapshot', id) },
  StartRestore: { roles: RESTORE, concerns: ({ agent, spec }) => [...one('agent', agent), ...one('snapshot', spec?.snapshotId ?? '')], changes: true },

  ListAlerts: { roles: READ, concerns: ({ office }) => some({ office }) },
  GetAlert: { roles: READ, concerns: ({ id }) => one('alert', id) },
  AcknowledgeAlert: { roles: OPERATE, concerns: ({ id }) => one('alert', id), changes: true },
  TestDestination: { roles: ADMIN, concerns: 'server', changes: 'call' },
  ListSilences: { roles: READ, concerns: 'visible' },
  CreateSilence: { roles: OPERATE, concerns: ({ scope }) => one('scope', scope), changes: true },
  DeleteSilence: { roles: OPERATE, concerns: ({ id }) => one('silence', id), changes: true },

  SetSecret: { roles: ADMIN, concerns: 'server', changes: true },
  ListSecrets: { roles: REVIEW, concerns: 'server' },
  DeleteSecret: { roles: ADMIN, concerns: 'server', changes: true },

  GetReport: { roles: READ, concerns: ({ office }) => some({ office }) },
  SendReport: { roles: ADMIN, concerns: 'server', changes: 'call' },
  GetReleaseFile: { roles: READ, concerns: 'server' },
  ListReleases: { roles: READ, concerns: 'visible' },
  ReadReleaseArchive: { roles: ADMIN, concerns: 'server' },
  ImportRelease: { roles: ADMIN, concerns: 'server', changes: true },

  StartRollout: { roles: ADMIN, concerns: 'server', changes: true },
  ListRollouts: { roles: READ, concerns: 'visible' },
  GetRollout: { roles: READ, concerns: 'visible' },
  ChangeRollout: { roles: ADMIN, concerns: 'server', changes: true },

  ListAudit: { roles: REVIEW, concerns: 'visible' },

  PlanRetention: { roles: READ, concerns: ({ job, office }) => some({ job, office }) },
  ApplyRetention: { roles: ADMIN, concerns: ({ job, office }) => some({ job, office }), changes: true },

  DeleteSnapshots: { roles: ADMIN, concerns: ({ snapshots, job, office }) => [...snapshots.flatMap((id) => one('snapshot', id)), ...some({ job, office })], changes: true },
  RestoreFromTrash: { roles: OPERATE, concerns: ({ snapshots, job }) => [...snapshots.flatMap((id) => one('snapshot', id)), ...some({ job })], changes: true },
  PurgeSnapshots: { roles: ADMIN, concerns: ({ snapshots }) => snapshots.flatMap((id) => one('snapshot', id)), changes: true },
  HoldSnapshot: { roles: OPERATE, concerns: ({ snapshot }) => one('snapshot', snapshot), changes: true },
  ReleaseSnapshot: { roles: OPERATE, concerns: ({ snapshot }) => one('snapshot', snapshot), changes: true },
  SetRetentionLock: { roles: ADMIN, concerns: ({ scope }) => (scope.startsWith('job ') ? one('job', scope.slice(4)) : one('scope', scope)), changes: true },
  ListRetentionLocks: { roles: READ, concerns: 'visible' },
  ListApprovals: { roles: READ, concerns: 'server' },
  DecideApproval: { roles: ADMIN, concerns: 'server', changes: true },
  GetClock: { roles: READ, concerns: 'visible' },
  ConfirmClock: { roles: ADMIN, concerns: 'server', changes: true },

  PlanGc: { roles: READ, concerns: 'server' },
  StartGc: { roles: OPERATE, concerns: 'server', changes: true },
  GetGc: { roles: READ, concerns: 'server' },

  StartVerify: { roles: READ, concerns: ({ snapshot }) => (snapshot === '' ? [] : one('snapshot', snapshot)), changes: true },
  GetVerifyCoverage: { roles: READ, concerns: 'server' },
  ListDamage: { roles: READ, concerns: 'visible' },
  StartRepair: { roles: OPERATE, concerns: 'server', changes: true },

  StartDrill: { roles: READ, concerns: ({ job, snapshot }) => [...some({ job }), ...(snapshot === '' ? [] : one('snapshot', snapshot))], changes: true },
  ListDrills: { roles: READ, concerns: ({ job }) => some({ job }) },
  GetDrill: { roles: READ, concerns: 'visible' },

  SetCopy: { roles: ADMIN, concerns: 'server', changes: true },
  ListCopies: { roles: READ, concerns: 'server' },
  StartCopy: { roles: OPERATE, concerns: 'server', changes: true },
  DeleteCopy: { roles: ADMIN, concerns: 'server', changes: true },

  GetStatistics: { roles: READ, concerns: ({ office, job, snapshot }) => [...some({ office, job }), ...(snapshot === '' ? [] : one('snapshot', snapshot))] },
  PlanExpiry: { roles: READ, concerns: ({ snapshots }) => snapshots.flatMap((id) => one('snapshot', id)) },
};

const OTHER_RULES: Record<string, Rule> = {
  '/farvault.v1.Agent/Enrol': { roles: ['none', 'agent', ...ALL], concerns: 'visible' },
  '/farvault.v1.Agent/Renew': { roles: ['agent'], concerns: 'visible', expiredDays: 400 },
  '/farvault.v1.Agent/Control': { roles: ['agent'], concerns: 'visible' },
  '/farvault.v1.Agent/GetUpdateFile': { roles: ['agent'], concerns: 'visible' },
  '/farvault.v1.Agent/ReadRelease': { roles: ['agent'], concerns: 'visible' },
  '/farvault.v1.Data/Backup': { roles: ['agent'], concerns: 'visible' },
  // Which snapshot is said in the first message: the handler checks its office.
  '/farvault.v1.Data/Read': { roles: ['agent', ...RESTORE], concerns: 'visible' },
};

/** By path. A request that is checked by its rule was decoded by the definition of the same path. */
export const RULES: Readonly<Record<string, Rule>> = {
  ...OTHER_RULES,
  ...Object.fromEntries(Object.entries(ADMIN_RULES).map(([name, rule]) => [`/farvault.v1.Admin/${name}`, rule as Rule])),
};
