export { Policies, type ProposedChange } from './policies.js';
export { PolicyState } from './state.js';
export type { Effective, JobSubject, Policy } from './types.js';
