export { Runs, type AgentLink, type LiveProgress } from './runs.js';
export { hasEnded, RunState, type RestoreOrder, type RunRecord } from './run-state.js';
export { RunLogs } from './run-log.js';
