// Which role may call which RPC. What is not in the table is refused; a test compares it with the contract.
import { FarvaultError } from '../../shared/errors/errors.js';
import { DAY_MS, examinePeer, type Authority } from '../pki/index.js';
import { authenticate, NOBODY, type CallIdentity, type FleetState } from '../fleet/index.js';
import type { CallOrigin } from './service.js';

export type Role = CallIdentity['role'];

interface Rule {
  roles: readonly Role[];
  /** Certificates that ended so many days ago at most are good for this call. */
  expiredDays?: number;
}

const ADMIN: Rule = { roles: ['admin'] };

export const RULES: Readonly<Record<string, Rule>> = {
  '/farvault.v1.Agent/Enrol': { roles: ['none', 'agent', 'admin'] },
  '/farvault.v1.Agent/Renew': { roles: ['agent', 'admin'], expiredDays: 400 },
  '/farvault.v1.Agent/Control': { roles: ['agent'] },
  '/farvault.v1.Data/Backup': { roles: ['agent'] },
  '/farvault.v1.Data/Read': { roles: ['agent', 'admin'] },
  '/farvault.v1.Admin/GetStatus': ADMIN,
  '/farvault.v1.Admin/CreateOffice': ADMIN,
  '/farvault.v1.Admin/ListOffices': ADMIN,
  '/farvault.v1.Admin/GetOffice': ADMIN,
  '/farvault.v1.Admin/DeleteOffice': ADMIN,
  '/farvault.v1.Admin/CreateToken': ADMIN,
  '/farvault.v1.Admin/ListAgents': ADMIN,
  '/farvault.v1.Admin/GetAgent': ADMIN,
  '/farvault.v1.Admin/RenameAgent': ADMIN,
  '/farvault.v1.Admin/RevokeAgent': ADMIN,
  '/farvault.v1.Admin/DeleteAgent': ADMIN,
  '/farvault.v1.Admin/CreateUser': ADMIN,
  '/farvault.v1.Admin/ListUsers': ADMIN,
  '/farvault.v1.Admin/RevokeUser': ADMIN,
  '/farvault.v1.Admin/CreateJob': ADMIN,
  '/farvault.v1.Admin/UpdateJob': ADMIN,
  '/farvault.v1.Admin/ListJobs': ADMIN,
  '/farvault.v1.Admin/GetJob': ADMIN,
  '/farvault.v1.Admin/DeleteJob': ADMIN,
  '/farvault.v1.Admin/StartJob': ADMIN,
  '/farvault.v1.Admin/ListRuns': ADMIN,
  '/farvault.v1.Admin/GetRun': ADMIN,
  '/farvault.v1.Admin/GetRunLog': ADMIN,
  '/farvault.v1.Admin/CancelRun': ADMIN,
  '/farvault.v1.Admin/WatchRun': ADMIN,
  '/farvault.v1.Admin/ListSnapshots': ADMIN,
  '/farvault.v1.Admin/GetSnapshot': ADMIN,
  '/farvault.v1.Admin/StartRestore': ADMIN,
  '/farvault.v1.Admin/SetAgentLabels': ADMIN,
  '/farvault.v1.Admin/UpdateUser': ADMIN,
  '/farvault.v1.Admin/RenewUser': ADMIN,
  '/farvault.v1.Admin/PauseJob': ADMIN,
  '/farvault.v1.Admin/PlanSchedule': ADMIN,
  '/farvault.v1.Admin/Apply': ADMIN,
  '/farvault.v1.Admin/Export': ADMIN,
  '/farvault.v1.Admin/DeleteResource': ADMIN,
  '/farvault.v1.Admin/WatchRuns': ADMIN,
  '/farvault.v1.Admin/SearchLog': ADMIN,
  '/farvault.v1.Admin/ListAlerts': ADMIN,
  '/farvault.v1.Admin/GetAlert': ADMIN,
  '/farvault.v1.Admin/AcknowledgeAlert': ADMIN,
  '/farvault.v1.Admin/TestDestination': ADMIN,
  '/farvault.v1.Admin/ListSilences': ADMIN,
  '/farvault.v1.Admin/CreateSilence': ADMIN,
  '/farvault.v1.Admin/DeleteSilence': ADMIN,
  '/farvault.v1.Admin/SetSecret': ADMIN,
  '/farvault.v1.Admin/ListSecrets': ADMIN,
  '/farvault.v1.Admin/DeleteSecret': ADMIN,
  '/farvault.v1.Admin/GetReport': ADMIN,
  '/farvault.v1.Admin/SendReport': ADMIN,
  '/farvault.v1.Admin/ListAudit': ADMIN,
};

/** Throws UNAUTHENTICATED or REFUSED unless the table lets `role`, with a certificate that ended at `expiresMs`, call `path`. */
export function checkRule(path: string, role: Role, expiresMs: number, nowMs: number): void {
  const rule = Object.hasOwn(RULES, path) ? RULES[path] : undefined;
  if (rule === undefined) throw new FarvaultError('REFUSED', 'this call is not open to anyone');
  if (!rule.roles.includes(role)) {
    if (role === 'none') throw new FarvaultError('UNAUTHENTICATED', 'this call needs a certificate of this repository');
    throw new FarvaultError('REFUSED', `this call is not open to the role ${role}`);
  }
  if (role !== 'none' && nowMs > expiresMs + (rule.expiredDays ?? 0) * DAY_MS) {
    throw new FarvaultError('UNAUTHENTICATED', 'the certificate has expired', { remedy: rule.expiredDays === undefined ? 'An agent renews it by itself; else ask an administrator.' : 'Enrol anew.' });
  }
}

/** Decides a call from the certificate of its connection alone. */
export function createAuthoriser(authority: Authority, state: FleetState, now: () => number): (path: string, origin: CallOrigin) => CallIdentity {
  return (path, origin) => {
    const raw = origin.getAuthContext().sslPeerCertificate?.raw;
    if (raw === undefined) {
      checkRule(path, 'none', 0, now());
      return NOBODY;
    }
    const peer = examinePeer(raw, authority, now());
    if (typeof peer === 'string') throw new FarvaultError('UNAUTHENTICATED', peer);
    const identity = authenticate(peer, state);
    checkRule(path, identity.role, peer.expiresMs, now());
    return identity;
  };
}
