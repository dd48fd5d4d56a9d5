export { Actors, type Actor } from './actors.js';
export { AuditFollower } from './audit-follower.js';
export { AuditLog, type AuditQuery } from './audit.js';
export { Refusals } from './refusals.js';
