// Garbage collection. What other domains may use.
export { AutomaticGc } from './automatic.js';
export { Collector } from './collector.js';
export type { CycleProgress } from './cycle.js';
export { GcState, type LastGc } from './state.js';
export type { GcFigures } from './types.js';
