// The gRPC services on their port: who may call is decided, and who changed what is written down, before a handler sees a call.
import { isFarvaultError } from '../shared/errors/errors.js';
import { VERSION } from '../shared/config/version.js';
import { NEVER_BACKED_UP } from '../shared/config/never-backed-up.js';
import type { GetStatusResponse } from '../shared/rpc/gen/farvault/v1/GetStatusResponse.js';
import { contract } from '../shared/rpc/proto.js';
import type { Alerting } from './alerting.js';
import { AuditLog, Refusals } from './audit/index.js';
import type { Care } from './care.js';
import type { Control } from './control.js';
import type { createDataPlane } from './data-plane.js';
import { certificateExpiries } from './expiries.js';
import type { Foundation } from './foundation.js';
import type { Reporting } from './reporting.js';
import { agentKind, jobKind, officeKind, policyKind, Resources } from './resources/index.js';
import { adminService } from './rpc/admin/index.js';
import { agentReleaseHandlers } from './rpc/agent-releases.js';
import { createAgentService } from './rpc/agent-service.js';
import { createAttribution, hostOf } from './rpc/attribution.js';
import { createAuthoriser } from './rpc/authorisation.js';
import { createDirectory } from './rpc/directory.js';
import { createInjectedServer } from './rpc/grpc-server.js';
import { ReleaseStreams } from './rpc/release-stream.js';
import { guardService, type ServiceGuard } from './rpc/service.js';
import { TlsListener } from './rpc/tls-listener.js';
import { AUDIT_VIEW } from './state.js';

export interface ServiceParts {
  foundation: Foundation;
  control: Control;
  dataPlane: ReturnType<typeof createDataPlane>;
  alerting: Alerting;
  reporting: Reporting;
  care: Care;
  startedMs: number;
  /** HOST:PORT. */
  listening: () => string;
  onCallEnded: (call: string, code: string) => void;
}

export function createServices({ foundation, control, dataPlane, alerting, reporting, care, startedMs, listening, onCallEnded }: ServiceParts) {
  const { clock, log, say, addresses, repository, repositoryId, logs, pki, fleet, releases, catalog } = foundation;
  const { policies, jobs, runs, desired, rollouts } = control;
  const now = (): number => clock.now();
  const server = createInjectedServer();
  const listener = new TlsListener({ pki, clock, onConnection: (socket) => server.inject(socket), log: say });
  const refusals = new Refusals(now, (body) => repository.appendJournal(body), (details, message) => log.warn(details, message));
  const guard = createGuard(foundation, control, alerting, refusals, onCallEnded);
  const audit = new AuditLog(repository.view(AUDIT_VIEW), () => repository.settleViews());
  const resources = new Resources([officeKind({ fleet, snapshots: catalog }), agentKind(fleet), policyKind({ policies, jobs, fleet }), jobKind({ jobs, runs, fleet }), reporting.kind, ...alerting.kinds]);
  const releaseStreams = new ReleaseStreams(releases, clock);
  const admin = adminService({
    ...care,
    releases,
    releaseStreams,
    alerts: alerting.alerts,
    secrets: alerting.secrets,
    resources,
    audit,
    reports: reporting.reports,
    sendReport: (name) => reporting.sender.send(name),
    clock,
    fleet,
    jobs,
    policies,
    desired,
    rollouts,
    now,
    runs,
    logs,
    snapshots: catalog,
    serverStatus: async () => ({ ...(await repositoryStatus(foundation)), care: care.attention(), startedMs, listen: [listening()], advertised: addresses(), certificates: certificateExpiries(pki, fleet, releases) }),
    addresses,
    repositoryId,
    never: NEVER_BACKED_UP.map(({ what, why }) => `${what}: ${why}`),
  });
  const { Admin, Agent, Data } = contract();
  server.grpc.addService(Admin.service, guardService(Admin.service, admin, guard));
  server.grpc.addService(Agent.service, guardService(Agent.service, { ...createAgentService(fleet, repositoryId, addresses), ...agentReleaseHandlers(releases, releaseStreams) }, guard));
  server.grpc.addService(Data.service, guardService(Data.service, dataPlane.handlers, guard));
  return { grpc: server.grpc, listener, refused: () => ({ connection: listener.refusals, access: refusals.total }) };
}

function createGuard({ clock, log, state, repository, actors, pki, fleet, catalog }: Foundation, { jobs, runs }: Control, { alerts }: Alerting, refusals: Refusals, onEnd: (call: string, code: string) => void): ServiceGuard {
  const directory = createDirectory({ fleet, jobs, runs, snapshots: catalog, officeOfAlert: (id) => alerts.book.officeOf(id), scopeOfSilence: (id) => alerts.book.scopeOfSilence(id) });
  return {
    authorise: createAuthoriser({
      authority: pki.authority,
      state: state.fleet,
      directory,
      now: () => clock.now(),
      refused: (identity, path, peer) => {
        const call = path.slice(path.lastIndexOf('/') + 1);
        void actors.run({ by: identity.name, from: hostOf(peer), call, about: [], offices: [] }, () => refusals.note(identity.name, identity.role, call));
      },
    }),
    attribute: createAttribution(actors, directory, (body) => repository.appendJournal(body)),
    onError: (call, error, peer) => {
      if (isFarvaultError(error) && error.code !== 'INTERNAL') log.info({ call, peer, code: error.code, reason: error.message }, 'call refused or failed');
      else log.error({ call, peer, error }, 'call failed');
    },
    onEnd,
  };
}

async function repositoryStatus({ repository, repositoryId, lost, state }: Foundation): Promise<GetStatusResponse> {
  const health = repository.health();
  const damaged = 'damage: some stored chunks are lost or cannot be read; the next backups send them again (backupctl damage list names the files)';
  return {
    version: VERSION,
    repositoryId,
    ...repository.usage(),
    format: repository.config.format,
    upgradedFrom: repository.upgrade?.from ?? 0,
    upgradedMs: repository.upgrade?.timeMs ?? 0,
    health: health.writable ? ((await lost.someNeeded()) ? damaged : 'ok') : (health.reason ?? 'not writable'),
    bytesLogical: state.snapshots.bytesLogical,
    recoveredMs: state.totals.recovery?.timeMs ?? 0,
    recoveredSnapshots: state.totals.recovery?.snapshots ?? 0,
  };
}
