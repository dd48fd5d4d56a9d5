// From a verified certificate to an identity: only agents and users that exist, are not revoked, and whose certificate has not been superseded.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Peer } from '../pki/index.js';
import type { CallIdentity } from './identity.js';
import type { FleetState } from './state.js';

function refuse(why: string): never {
  throw new FarvaultError('UNAUTHENTICATED', why, { remedy: 'Ask an administrator of this repository for a new enrolment.' });
}

/** UNAUTHENTICATED with the reason. Expiry is not looked at. */
export function authenticate(peer: Peer, state: FleetState): CallIdentity {
  const { name, serial, issuedMs } = peer;
  if (name.role === 'agent') {
    const agent = state.agents.get(name.agentId);
    if (agent === undefined || agent.officeId !== name.officeId) return refuse('this agent is not known here');
    if (agent.revokedMs !== null) return refuse('this agent has been revoked');
    if (serial !== agent.serial && serial !== agent.previousSerial && !state.gap.covers(agent.id, issuedMs)) return refuse('this certificate has been superseded: a later one was issued, or another machine has taken its place');
    return { role: 'agent', officeId: agent.officeId, agentId: agent.id, name: agent.name, serial };
  }
  const user = state.users.get(name.name);
  if (user === undefined) return refuse('this user is not known here');
  if (user.revokedMs !== null) return refuse('this user has been revoked');
  if (serial !== user.serial && serial !== user.previousSerial && !state.gap.covers(user.name, issuedMs)) return refuse('this certificate has been superseded');
  return { role: user.role, officeId: '', agentId: '', name: user.name, serial, ...(user.offices === null ? {} : { offices: user.offices }) };
}
