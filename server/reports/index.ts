export type { HistoryRun, JobRow, JobSums, ReportSources } from './gather.js';
export { render, reportFormat, reportName, Reports } from './reports.js';
export { reportKind, ScheduledReports } from './scheduled-state.js';
export { ReportSender } from './sender.js';
export { StorageDays } from './storage-days.js';
