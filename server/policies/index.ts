export { Policies, type ProposedChange } from './policies.js';
export { PolicyState } from './state.js';
export { scopeKey, type Effective, type JobSubject, type Policy, type ScopeRef } from './types.js';
