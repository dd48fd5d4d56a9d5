export { type Standing } from './agent-state.js';
export { listedReleases } from './listed-releases.js';
export { Rollouts, type ListedReleases, type Wish } from './rollouts.js';
export { RolloutState } from './state.js';
export type { Report, RolloutRecord } from './types.js';
