// What is stored for whom. What other domains may use.
export { StatisticsFollower } from './follower.js';
export { Statistics } from './statistics.js';
export type { Sums } from './sums.js';
