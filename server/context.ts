// Constructs the server. Read top to bottom it says who depends on whom: the foundation, the control plane, the data plane, alerts and reports, the two ports.
import type { FarvaultError } from '../shared/errors/errors.js';
import type { Address } from '../shared/rpc/address.js';
import { DEFAULT_PORT } from '../shared/rpc/limits.js';
import type { Logger } from '../shared/service/log.js';
import type { Clock } from '../shared/time/clock.js';
import { createAlerting } from './alerting.js';
import { createCare } from './care.js';
import { createControl } from './control.js';
import { createDataPlane } from './data-plane.js';
import type { FleetService } from './fleet/index.js';
import { openFoundation } from './foundation.js';
import { createHttp } from './http-port.js';
import { listenHttp, LoopWatch, Metrics } from './http/index.js';
import type { Pki } from './pki/index.js';
import { createReporting } from './reporting.js';
import type { Releases } from './releases/index.js';
import type { PackRepository } from './repository/index.js';
import { createServices } from './services.js';

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
  releases: Releases;
  addresses(): string[];
  /** Opens the port; resolves with where it listens. */
  listen(address: { host?: string; port: number }): Promise<Address>;
  /** Opens the HTTP port; null: there is none. */
  listenHttp(address: Address | 'off' | undefined): Promise<Address | null>;
  /** The CA's and the server's certificates, made anew when their time has come; new connections get them at once. */
  keepCertificates(): Promise<void>;
  /** Ends calls and connections, then closes the repository. */
  close(): Promise<void>;
}

/** Time that calls get to end by themselves when the server stops. */
const DRAIN_MS = 3_000;

export async function createServerContext({ dataDir, advertise, logKept, clock, log, onFailed }: ServerOptions): Promise<ServerContext> {
  const startedMs = clock.now();
  let listening: Address = { host: '', port: DEFAULT_PORT };
  let stopping = false;
  const metrics = new Metrics(clock);
  const loop = new LoopWatch(clock, (blockedMs) => log.warn({ blockedMs }, 'the event loop stood still: everything waited for it'));
  const foundation = await openFoundation({
    dataDir,
    ...(logKept === undefined ? {} : { logKept }),
    clock,
    log,
    onFailed,
    onFlushed: (ms) => metrics.journalFlushed(ms),
    addresses: () => advertise(listening),
    cutConnections: (identity) => services.listener.cut(identity),
  });
  const control = createControl(foundation);
  const dataPlane = createDataPlane(foundation, control);
  const alerting = await createAlerting(dataDir, foundation, control);
  const reporting = createReporting(foundation, control, alerting);
  const care = createCare(foundation, control);
  care.tamper.onFound(() => alerting.alerts.poke());
  const services = createServices({
    foundation,
    control,
    dataPlane,
    alerting,
    reporting,
    care,
    startedMs,
    listening: () => `${listening.host}:${listening.port}`,
    onCallEnded: (call, code) => metrics.callEnded(call, code),
  });
  const http = createHttp({ foundation, control, alerting, reporting, metrics, loop, refused: services.refused, stopping: () => stopping });
  loop.start();
  reporting.sender.start();
  alerting.start();
  foundation.releases.start();
  care.start();

  const { repository, fleet, pki, releases, addresses, events } = foundation;
  const { grpc, listener } = services;
  return {
    repository,
    fleet,
    pki,
    releases,
    addresses,
    listenHttp: (asked) => listenHttp(http, asked, (message) => log.warn(message)),
    listen: async (address) => {
      listening = await listener.listen(address);
      return listening;
    },
    keepCertificates: async () => {
      await foundation.keepCertificates();
      listener.useCertificates();
    },
    close: async () => {
      stopping = true;
      listener.stopListening();
      fleet.drain();
      control.admission.stop();
      const drained = new Promise<void>((resolve) => grpc.tryShutdown(() => resolve()));
      await Promise.race([drained, clock.sleep(DRAIN_MS)]);
      listener.destroy();
      grpc.forceShutdown();
      await http.close();
      loop.stop();
      await reporting.sender.stop();
      await alerting.stop();
      await foundation.releases.stop();
      await care.stop();
      await dataPlane.close();
      await foundation.state.grants.stop();
      await foundation.grants.close();
      await control.rollouts.close();
      await control.desired.close();
      events.server('info', 'backupd is stopping');
      await foundation.logs.close();
      await repository.close();
    },
  };
}
