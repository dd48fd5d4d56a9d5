export { authenticate } from './authenticate.js';
export { factsOf } from './facts.js';
export { FleetService, type FleetDependencies } from './fleet.js';
export { isUser, NOBODY, USER_ROLES, type CallIdentity, type UserRole } from './identity.js';
export { FleetState } from './state.js';
export type { Agent, Enrolment, Facts, Fleet, IssuedCertificate, Office, Presence, User, UserAccess } from './types.js';
export { parseRole } from './users.js';
