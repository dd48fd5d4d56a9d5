// Constructs the server: everything below is handed what it needs from here. Read top to bottom it says who depends on whom.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../shared/errors/errors.js';
import { parseAddress, type Address } from '../shared/rpc/address.js';
import type { StartRun } from '../shared/rpc/gen/farvault/v1/StartRun.js';
import { DEFAULT_PORT } from '../shared/rpc/limits.js';
import { contract } from '../shared/rpc/proto.js';
import type { Logger } from '../shared/service/log.js';
import { NEVER_BACKED_UP } from '../shared/config/never-backed-up.js';
import { VERSION } from '../shared/config/version.js';
import { DEFAULTS } from '../shared/settings/index.js';
import type { Clock } from '../shared/time/clock.js';
import { createAlerting, type Alerting } from './alerting.js';
import { Actors, AuditLog, Refusals } from './audit/index.js';
import { Desired } from './desired/index.js';
import { FleetService } from './fleet/index.js';
import { HttpListener, healthRoutes, listenHttp, LoopWatch, type HttpRoute, Metrics, serverMetrics } from './http/index.js';
import { backupSettings, Jobs } from './jobs/index.js';
import { openPki, type Pki } from './pki/index.js';
import { Policies } from './policies/index.js';
import { jobFigures, reportSources } from './reporting.js';
import { reportKind, Reports, ReportSender } from './reports/index.js';
import { openRepository, type PackRepository } from './repository/index.js';
import { agentKind, jobKind, officeKind, policyKind, Resources } from './resources/index.js';
import { adminService } from './rpc/admin/index.js';
import { createAgentService } from './rpc/agent-service.js';
import { createAttribution, hostOf } from './rpc/attribution.js';
import { createAuthoriser } from './rpc/authorisation.js';
import { backup } from './rpc/backup.js';
import { createDirectory } from './rpc/directory.js';
import { createInjectedServer } from './rpc/grpc-server.js';
import { readHandler } from './rpc/read.js';
import { guardService } from './rpc/service.js';
import { TlsListener } from './rpc/tls-listener.js';
import { LogEvents } from './log-events.js';
import { LogStore } from './logs/index.js';
import { RunHistory, Runs, type RunRecord } from './runs/index.js';
import { Admission } from './schedule/index.js';
import { createUploads } from './sessions/index.js';
import { ChunkReader, CommitCheck, FrameCache, Grants, LostChunks, SnapshotCatalog } from './snapshots/index.js';
import { AUDIT_VIEW, CATALOG_VIEW, createServerState, GRANTS_VIEW, HISTORY_VIEW } from './state.js';

const FRAME_CACHE_BYTES = 64 << 20;

export interface ServerOptions {
  dataDir: string;
  /** Advertised addresses once the port is known. */
  advertise: (listen: Address) => string[];
  /** Default: 90 days, 2 GiB. */
  logKept?: { days: number; mib: number };
  clock: Clock;
  log: Logger;
  /** Nothing can be written any more. */
  onFailed: (error: FarvaultError) => void;
}

export interface ServerContext {
  repository: PackRepository;
  fleet: FleetService;
  pki: Pki;
  addresses(): string[];
  /** Opens the port; resolves with where it listens. */
  listen(address: { host?: string; port: number }): Promise<Address>;
  /** Opens the HTTP port; null: there is none. */
  listenHttp(address: Address | 'off' | undefined): Promise<Address | null>;
  /** The server's certificate, made anew when its time has come. */
  renewCertificate(): Promise<void>;
  /** Ends calls and connections, then closes the repository. */
  close(): Promise<void>;
}

/** Time that calls get to end by themselves when the server stops. */
const DRAIN_MS = 3_000;

export async function createServerContext({ dataDir, advertise, logKept, clock, log, onFailed }: ServerOptions): Promise<ServerContext> {
  const startedMs = clock.now();
  let listening: Address = { host: '', port: DEFAULT_PORT };
  const addresses = (): string[] => advertise(listening);
  const say = (level: 'info' | 'warn' | 'error', message: string, details: object = {}): void => {
    log[level](details, message);
    // What is ordinary is told in other words: see log-events.ts.
    if (level !== 'info') events.server(level, message, details);
  };

  // Metrics.
  const metrics = new Metrics(clock);
  const loop = new LoopWatch(clock, (blockedMs) => log.warn({ blockedMs }, 'the event loop stood still: everything waited for it'));

  // State and repository.
  const state = createServerState(log, clock);
  const events = new LogEvents(state.fleet, () => clock.monotonic());
  const repaired = (message: string): void => {
    log.info(message);
    events.server('warn', message);
  };
  const actors = new Actors();
  const repository = await openRepository({ dataDir, ...state.options, annotate: actors.attribute, onFailed, onFlushed: (ms) => metrics.journalFlushed(ms), onAdded: (body) => events.recorded(body), clock, log: (message) => repaired(message) });
  const openRuns = [...state.runs.active()].filter((run) => run.dispatchedMs > 0).map(({ id, dispatchedMs }) => ({ id, sinceMs: dispatchedMs }));
  const logs = await LogStore.open({ directory: path.join(dataDir, 'runs'), ...(logKept === undefined ? {} : { kept: logKept }), clock, openRuns, warn: (message, details) => log.warn(details, message) });
  events.open(logs);
  events.server('info', `backupd ${VERSION} started`);
  const repositoryId = repository.id.toString('hex');
  const { chunking } = repository.config;

  // Certificates and fleet.
  const inUse = state.fleet.users.size + state.fleet.agents.size > 0;
  const pkiOptions = { dataDir, repositoryId, inUse, clock };
  const pki = await openPki({ ...pkiOptions, hosts: addresses().map((address) => parseAddress(address).host) });
  const fleet = new FleetService({
    journal: repository,
    state: state.fleet,
    authority: pki.authority,
    clock,
    serverVersion: VERSION,
    addresses,
    cutConnections: (identity) => listener.cut(identity),
    log: say,
  });

  // Snapshots.
  const catalog = new SnapshotCatalog(repository.view(CATALOG_VIEW));
  const grants = new Grants(repository.view(GRANTS_VIEW), clock);
  const frames = new FrameCache(repository, FRAME_CACHE_BYTES);
  const reader = new ChunkReader(repository, frames);
  const lost = new LostChunks(repository.view(CATALOG_VIEW), repository);
  const commits = new CommitCheck({ source: repository, grants, reader, catalog, lost });
  state.grants.start({ view: repository.view(GRANTS_VIEW), grants, reader });

  // Jobs and runs.
  const now = (): number => clock.now();
  // Where nobody names a time zone, times are the server's.
  const defaults = { ...DEFAULTS, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  const policies = new Policies({ journal: repository, state: state.policies, fleet: state.fleet, jobs: state.jobs, defaults, now });
  const jobs = new Jobs({ journal: repository, state: state.jobs, now, faultsOf: (job) => policies.faultsOf({ jobs: [job] }) });
  const describeBackup = async (run: RunRecord): Promise<StartRun> => {
    const job = jobs.byId(run.jobId);
    if (job === undefined) throw new FarvaultError('NOT_FOUND', `the job of run ${run.id} is gone`);
    const parent = await catalog.latestOf(job.id);
    return {
      runId: run.id,
      backup: {
        ...backupSettings(job, policies.effective(job).settings),
        scheduled: run.reason !== 'manual',
        chunking,
        ...(parent === null ? {} : { parentSnapshotId: parent.id, parentRootId: Buffer.from(parent.rootId, 'hex') }),
      },
    };
  };
  const logError = (message: string, error: unknown): void => say('error', message, { error });
  const runs: Runs = new Runs(state.runs, {
    journal: repository,
    history: new RunHistory(repository.view(HISTORY_VIEW)),
    follower: state.history,
    agents: { send: (agentId, message) => fleet.send(agentId, message), isOnline: (agentId) => fleet.presence(agentId) !== undefined, find: (agentId) => state.fleet.agents.get(agentId) },
    job: (id) => jobs.byId(id),
    admission: { changed: () => admission.changed() },
    describeBackup,
    committed: (id) => catalog.get(id),
    log: {
      lines: (run, instance, lines) => logs.lines({ ...run, runId: run.id }, instance, lines),
      event: (level, message, about) => logs.event(level, message, { ...about, runId: about.id }),
    },
    now,
    logError,
  });
  const admission = new Admission({
    runs,
    policies,
    settingsOf: (jobId) => {
      const job = jobs.byId(jobId);
      return job === undefined ? undefined : policies.effective(job).settings;
    },
    awaySince: (agentId) => (fleet.presence(agentId) === undefined ? (state.fleet.agents.get(agentId)?.lastSeenMs ?? 0) : undefined),
    clock,
    logError,
  });
  policies.onChange(() => admission.settingsChanged());
  const desired = new Desired({
    journal: repository,
    state: state.desired,
    agents: state.fleet.agents,
    jobs: () => state.jobs.all(),
    effective: (job) => policies.effective(job),
    send: (agentId, message) => fleet.send(agentId, message),
    clock,
    log: say,
  });
  policies.onChange((agentIds) => desired.changed(agentIds));
  desired.changed('all');
  fleet.onConnect((agentId, hello) => events.connected(agentId, hello, fleet.presence(agentId)?.address ?? '', now()));
  fleet.onDisconnect((agentId) => events.disconnected(agentId));
  fleet.onMessage((agentId, message) => events.heard(agentId, message, (id) => jobs.byId(id)?.name));
  runs.onEnded((run) => logs.runEnded(run.id));
  fleet.onConnect((agentId, hello) => desired.onHello(agentId, hello));
  fleet.onMessage((agentId, message) => desired.onMessage(agentId, message));
  fleet.onConnect((agentId, hello) => runs.onAgentConnected(agentId, hello));
  fleet.onMessage((agentId, message) => runs.onAgentMessage(agentId, message));

  // Data plane.
  const uploads = createUploads(
    {
      repository,
      grants,
      chunks: reader,
      commits,
      chunking,
      clock,
      random: randomBytes,
      log,
      runs: {
        runForBackup: async (agentId, runId) => {
          const run = await runs.backupOf(agentId, runId);
          const committed = (await catalog.list({ jobId: run.jobId, limit: 8 })).find((snapshot) => snapshot.runId === run.id);
          if (committed !== undefined) return { snapshotId: committed.id };
          if (run.snapshotId !== '') return { snapshotId: run.snapshotId };
          const agent = fleet.getAgent(agentId);
          const job = jobs.byId(run.jobId);
          if (job === undefined) throw new FarvaultError('REFUSED', `the job of run ${run.id} is gone`);
          const parent = await catalog.latestOf(job.id);
          return {
            snapshotId: null,
            run: { jobId: job.id, jobName: job.name, agentName: agent.name, officeName: fleet.getOffice(agent.officeId).name, parentId: parent?.id ?? null, paths: job.paths },
          };
        },
      },
    },
    state.sessions,
  );
  const read = readHandler({
    source: repository,
    frames,
    catalog,
    access: {
      mayRead: (identity, snapshotId, runId) => {
        if (runs.restoreAllows(identity.agentId, runId, snapshotId)) return Promise.resolve();
        return Promise.reject(new FarvaultError('REFUSED', 'no running restore lets this agent read that snapshot'));
      },
    },
    clock,
  });

  // Alerts, and the way by which they and reports are told.
  const alerting: Alerting = await createAlerting({
    dataDir,
    repository,
    state,
    fleet,
    jobs,
    policies,
    desired,
    runs,
    snapshots: catalog,
    damaged: () => lost.any(),
    expiries: () => certificateExpiries(pki, fleet).filter(({ name }) => !name.startsWith('agent ')).map(({ name, expiresMs }) => ({ what: `certificate of ${name}`, expiresMs })),
    usersOfDestination: (name) => state.reports.usersOf('destination', name),
    clock,
    log: say,
  });

  // Services.
  const server = createInjectedServer();
  const listener = new TlsListener({ pki, clock, onConnection: (socket) => server.inject(socket), log: say });
  const directory = createDirectory({ fleet, jobs, runs, snapshots: catalog, officeOfAlert: (id) => alerting.alerts.book.officeOf(id), scopeOfSilence: (id) => alerting.alerts.book.scopeOfSilence(id) });
  const refusals = new Refusals(now, (body) => repository.appendJournal(body), (details, message) => log.warn(details, message));
  const guard = {
    authorise: createAuthoriser({
      authority: pki.authority,
      state: state.fleet,
      directory,
      now,
      refused: (identity, path, peer) => {
        const call = path.slice(path.lastIndexOf('/') + 1);
        void actors.run({ by: identity.name, from: hostOf(peer), call, about: [], offices: [] }, () => refusals.note(identity.name, identity.role, call));
      },
    }),
    attribute: createAttribution(actors, directory, (body) => repository.appendJournal(body)),
    onError: (call: string, error: unknown, peer: string) => {
      if (isFarvaultError(error) && error.code !== 'INTERNAL') log.info({ call, peer, code: error.code, reason: error.message }, 'call refused or failed');
      else log.error({ call, peer, error }, 'call failed');
    },
    onEnd: (call: string, code: string) => metrics.callEnded(call, code),
  };
  const { Admin, Agent, Data } = contract();
  const serverStatus = async () => {
    const usage = repository.usage();
    const health = repository.health();
    return {
      version: VERSION,
      repositoryId,
      startedMs,
      listen: [`${listening.host}:${listening.port}`],
      advertised: addresses(),
      ...usage,
      health: health.writable ? ((await lost.any()) ? 'damage: some stored chunks are lost or cannot be read; the next backups send them again (the log names them)' : 'ok') : (health.reason ?? 'not writable'),
      certificates: certificateExpiries(pki, fleet),
      bytesLogical: state.totals.bytesLogical,
      recoveredMs: state.totals.recovery?.timeMs ?? 0,
      recoveredSnapshots: state.totals.recovery?.snapshots ?? 0,
    };
  };
  const reporting = { repository, catalog: repository.view(CATALOG_VIEW), fleet: state.fleet, jobs, policies, runs, days: state.storageDays, bytesLogical: () => state.totals.bytesLogical, clock };
  const sources = reportSources(reporting);
  const reports = new Reports(sources);
  const reportSender = new ReportSender({
    state: state.reports,
    days: state.storageDays,
    measure: sources.measure,
    reports,
    journal: repository,
    deliver: (destination, message) => alerting.deliveries.deliver(destination, message),
    officeId: (name) => fleet.getOffice(name).id,
    clock,
    log: say,
  });

  const audit = new AuditLog(repository.view(AUDIT_VIEW), () => repository.settleViews());
  const resources = new Resources([officeKind({ fleet, snapshots: catalog }), agentKind(fleet), policyKind({ policies, jobs, fleet }), jobKind({ jobs, runs, fleet }), reportKind({ journal: repository, state: state.reports, hasOffice: (name) => fleet.listOffices().some((office) => office.name === name), hasDestination: (name) => state.destinations.resource(name) !== undefined }), ...alerting.kinds]);
  const admin = adminService({ alerts: alerting.alerts, secrets: alerting.secrets, resources, audit, reports, sendReport: (name) => reportSender.send(name), clock, fleet, jobs, policies, desired, now, runs, logs, snapshots: catalog, serverStatus, addresses, repositoryId, never: NEVER_BACKED_UP.map(({ what, why }) => `${what}: ${why}`) });
  server.grpc.addService(Admin.service, guardService(Admin.service, admin, guard));
  server.grpc.addService(Agent.service, guardService(Agent.service, createAgentService(fleet, repositoryId, addresses), guard));
  server.grpc.addService(Data.service, guardService(Data.service, { Backup: (call: Parameters<typeof backup>[1], context: Parameters<typeof backup>[2]) => backup(uploads, call, context), Read: read }, guard));

  // The HTTP port.
  let stopping = false;
  const figures = serverMetrics({
    repository,
    fleet,
    loop,
    bytesLogical: () => state.totals.bytesLogical,
    snapshots: () => catalog.count({}),
    jobs: () => jobFigures(reporting),
    activeRuns: () => runs.active(),
    agentsBehind: () => fleet.listAgents().filter((agent) => agent.revokedMs === null && desired.isBehind(agent.id)).length,
    alertsFiring: () => alerting.alerts.book.firing(),
    refused: () => ({ connection: listener.refusals, access: refusals.total }),
    certificates: () => [{ kind: 'ca', expiresMs: pki.authority.expiresMs }, { kind: 'server', expiresMs: pki.serverExpiresMs }],
  });
  const health = {
    poisoned: () => repository.failure?.message ?? null,
    writable: () => repository.health(),
    viewsBehind: () => repository.viewsBehind(),
    stopping: () => stopping,
  };
  const http = new HttpListener({ routes: new Map<string, HttpRoute>([...healthRoutes(health), ['/metrics', metrics.route(figures)]]), clock, log: say });
  runs.onEnded((run) => metrics.runEnded(run));
  loop.start();
  reportSender.start();
  alerting.start();

  return {
    repository,
    fleet,
    pki,
    addresses,
    listenHttp: (asked) => listenHttp(http, asked, (message) => log.warn(message)),
    listen: async (address) => {
      listening = await listener.listen(address);
      return listening;
    },
    renewCertificate: async () => {
      const fresh = await openPki({ ...pkiOptions, inUse: true, hosts: addresses().map((address) => parseAddress(address).host) });
      listener.useCertificate(fresh);
    },
    close: async () => {
      stopping = true;
      listener.stopListening();
      fleet.drain();
      admission.stop();
      const drained = new Promise<void>((resolve) => server.grpc.tryShutdown(() => resolve()));
      await Promise.race([drained, clock.sleep(DRAIN_MS)]);
      listener.destroy();
      server.grpc.forceShutdown();
      await http.close();
      loop.stop();
      await reportSender.stop();
      await alerting.stop();
      await uploads.verifier.close();
      await state.grants.stop();
      await grants.close();
      await desired.close();
      events.server('info', 'backupd is stopping');
      await logs.close();
      await repository.close();
    },
  };
}

function certificateExpiries(pki: Pki, fleet: FleetService): { name: string; expiresMs: number }[] {
  const agents = fleet.listAgents().filter((agent) => agent.revokedMs === null);
  const users = fleet.listUsers().filter((user) => user.revokedMs === null);
  return [
    { name: 'ca', expiresMs: pki.authority.expiresMs },
    { name: 'server', expiresMs: pki.serverExpiresMs },
    ...users.map((user) => ({ name: `user ${user.name}`, expiresMs: user.certificateExpiresMs })),
    ...agents.map((agent) => ({ name: `agent ${agent.name}`, expiresMs: agent.certificateExpiresMs })),
  ].sort((a, b) => a.expiresMs - b.expiresMs);
}
