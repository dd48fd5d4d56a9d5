export { DEFAULT_HTTP_PORT, HttpListener, listenHttp, type HttpReply, type HttpRoute, type HttpRoutes } from './listener.js';
export { healthRoutes, type HealthSources } from './health.js';
export { LoopWatch } from './loop-watch.js';
export { serverMetrics } from './server-metrics.js';
export { Metrics } from './metrics.js';
export type { EndedRun, JobFigures, MetricSources } from './metric-sources.js';
