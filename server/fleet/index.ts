export { authenticate } from './authenticate.js';
export { factsOf } from './facts.js';
export { FleetService, type FleetDependencies } from './fleet.js';
export { NOBODY, type CallIdentity } from './identity.js';
export { FleetState } from './state.js';
export type { Agent, Enrolment, Facts, Fleet, IssuedCertificate, Office, Presence, User } from './types.js';
