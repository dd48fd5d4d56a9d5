// What the HTTP port tells: figures of all domains, and whether the server is alive and ready.
import type { Alerting } from './alerting.js';
import type { Control } from './control.js';
import type { Foundation } from './foundation.js';
import { HttpListener, healthRoutes, serverMetrics, type HttpRoute, type LoopWatch, type Metrics } from './http/index.js';
import { jobFigures, type Reporting } from './reporting.js';

export interface HttpParts {
  foundation: Foundation;
  control: Control;
  alerting: Alerting;
  reporting: Reporting;
  metrics: Metrics;
  loop: LoopWatch;
  refused: () => { connection: number; access: number };
  stopping: () => boolean;
}

export function createHttp({ foundation, control, alerting, reporting, metrics, loop, refused, stopping }: HttpParts): HttpListener {
  const { clock, say, state, repository, pki, fleet, releases, catalog } = foundation;
  const { runs, desired } = control;
  const figures = serverMetrics({
    repository,
    fleet,
    loop,
    bytesLogical: () => state.snapshots.bytesLogical,
    snapshots: () => catalog.count({}),
    jobs: () => jobFigures(reporting.parts),
    activeRuns: () => runs.active(),
    agentsBehind: () => fleet.listAgents().filter((agent) => agent.revokedMs === null && desired.isBehind(agent.id)).length,
    alertsFiring: () => alerting.alerts.book.firing(),
    refused,
    certificates: () => [{ kind: 'ca', expiresMs: pki.authority.expiresMs }, { kind: 'server', expiresMs: pki.serverExpiresMs }, ...releases.expiries().map(({ role, expiresMs }) => ({ kind: `update-${role}`, expiresMs }))],
  });
  const health = {
    poisoned: () => repository.failure?.message ?? null,
    writable: () => repository.health(),
    viewsBehind: () => repository.viewsBehind(),
    stopping,
  };
  runs.onEnded((run) => metrics.runEnded(run));
  return new HttpListener({ routes: new Map<string, HttpRoute>([...healthRoutes(health), ['/metrics', metrics.route(figures)]]), clock, log: say });
}
