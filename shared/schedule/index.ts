// When jobs are due, and how fast they may go: pure functions of settings and time, the same at agent and server.
export { compileSchedule, type Schedule, type WindowState } from './schedule.js';
export { scheduleFaults, type ScheduleSettings } from './settings.js';
export { compileRates, rateFaults, type Rates } from './rates.js';
export { scheduledRunId } from './run-id.js';
