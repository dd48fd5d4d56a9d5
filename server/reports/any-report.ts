import type { RpoReport } from './rpo.js';
import type { RtoReport } from './rto.js';
import type { RunsReport } from './runs.js';
import type { StorageReport } from './storage.js';

export type AnyReport = RpoReport | RtoReport | StorageReport | RunsReport;
