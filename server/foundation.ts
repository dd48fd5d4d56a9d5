// What everything else stands on: the repository with the state that follows from its journal, the log, certificates, the fleet, releases, and snapshots.
import path from 'node:path';
import type { FarvaultError } from '../shared/errors/errors.js';
import { parseAddress } from '../shared/rpc/address.js';
import type { Logger } from '../shared/service/log.js';
import { VERSION } from '../shared/config/version.js';
import type { Clock } from '../shared/time/clock.js';
import { Actors } from './audit/index.js';
import { FleetService } from './fleet/index.js';
import { SteadyClock } from './lifecycle/index.js';
import { LogEvents } from './log-events.js';
import { LogStore } from './logs/index.js';
import { openPki } from './pki/index.js';
import { Releases } from './releases/index.js';
import { openRepository } from './repository/index.js';
import { ChunkReader, CommitCheck, FrameCache, Grants, LostChunks, Pins, SnapshotCatalog } from './snapshots/index.js';
import { ToldHeld } from './sessions/index.js';
import { CATALOG_VIEW, createServerState, GRANTS_VIEW } from './state.js';

const FRAME_CACHE_BYTES = 64 << 20;

export type Say = (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;

export interface FoundationOptions {
  dataDir: string;
  /** Default: 90 days, 2 GiB. */
  logKept?: { days: number; mib: number };
  clock: Clock;
  log: Logger;
  /** Nothing can be written any more. */
  onFailed: (error: FarvaultError) => void;
  onFlushed: (ms: number) => void;
  /** Advertised, as of now. */
  addresses: () => string[];
  /** Ends every connection of an agent or administrator. */
  cutConnections: (identity: { agentId: string } | { user: string }) => void;
}

export type Foundation = Awaited<ReturnType<typeof openFoundation>>;

export async function openFoundation({ dataDir, logKept, clock, log, onFailed, onFlushed, addresses, cutConnections }: FoundationOptions) {
  const say = (level: 'info' | 'warn' | 'error', message: string, details: object = {}): void => {
    log[level](details, message);
    // What is ordinary is told in other words: see log-events.ts.
    if (level !== 'info') events.server(level, message, details);
  };

  // State and repository.
  const state = createServerState(log, clock);
  const events = new LogEvents(state.fleet, () => clock.monotonic());
  const repaired = (message: string): void => {
    log.info(message);
    events.server('warn', message);
  };
  const actors = new Actors();
  const repository = await openRepository({ dataDir, ...state.options, annotate: actors.attribute, onFailed, onFlushed, onAdded: (body) => events.recorded(body), clock, log: (message) => repaired(message) });
  const openRuns = [...state.runs.active()].filter((run) => run.dispatchedMs > 0).map(({ id, dispatchedMs }) => ({ id, sinceMs: dispatchedMs }));
  const logs = await LogStore.open({ directory: path.join(dataDir, 'runs'), ...(logKept === undefined ? {} : { kept: logKept }), clock, openRuns, warn: (message, details) => log.warn(details, message) });
  events.open(logs);
  events.server('info', `backupd ${VERSION} started`);
  const repositoryId = repository.id.toString('hex');

  const steady = new SteadyClock({ clock, state: state.steadyClock, journal: repository, log: say });

  // Certificates and fleet.
  const inUse = state.fleet.users.size + state.fleet.agents.size > 0;
  const hosts = (): string[] => addresses().map((address) => parseAddress(address).host);
  const pki = await openPki({ dataDir, repositoryId, inUse, clock, hosts: hosts() });
  const fleet = new FleetService({
    journal: repository,
    state: state.fleet,
    authority: pki.authority,
    clock,
    serverVersion: VERSION,
    addresses,
    cutConnections,
    log: say,
  });

  const releases = new Releases({ dataDir, state: state.releases, journal: repository, admitFile: (bytes) => repository.admitFile(bytes), clock, log: say });
  await releases.open();

  // Snapshots.
  const catalog = new SnapshotCatalog(repository.view(CATALOG_VIEW), state.snapshots);
  const grants = new Grants(repository.view(GRANTS_VIEW), clock);
  const frames = new FrameCache(repository, FRAME_CACHE_BYTES);
  const reader = new ChunkReader(repository, frames);
  const lost = new LostChunks(repository.view(CATALOG_VIEW), repository);
  const commits = new CommitCheck({ source: repository, grants, reader, catalog, lost });
  state.grants.start({ view: repository.view(GRANTS_VIEW), grants, reader });

  return {
    clock,
    log,
    say,
    addresses,
    state,
    repository,
    repositoryId,
    actors,
    logs,
    events,
    steady,
    pki,
    /** Makes certificates anew whose time has come. */
    keepCertificates: () => pki.keep(hosts()),
    fleet,
    releases,
    catalog,
    grants,
    frames,
    reader,
    lost,
    commits,
    /** Snapshots that are being read. */
    pins: new Pins(state.snapshots),
    told: new ToldHeld(),
  };
}
