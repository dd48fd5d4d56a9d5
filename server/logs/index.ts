// The central log as others see it.
export { LEVELS, type Level, type LogEntry } from './line.js';
export { LogStore, type LogSubject } from './log-store.js';
export type { LogQuery } from './query.js';
export type { LogPosition } from './search.js';
