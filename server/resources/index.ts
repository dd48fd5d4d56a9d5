export { agentKind, officeKind } from './kinds/fleet-kinds.js';
export { jobKind } from './kinds/job-kind.js';
export { policyKind } from './kinds/policy-kind.js';
export { Resources } from './resources.js';
export type { Resource, ResourceKind, ResourceSet } from './types.js';
