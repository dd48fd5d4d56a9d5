// Enrolment, renewal and control streams: thin, the fleet decides.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { AgentHandlers } from '../../shared/rpc/gen/farvault/v1/Agent.js';
import { SECRET_BYTES } from '../../shared/rpc/token.js';
import { factsOf, type FleetService } from '../fleet/index.js';
import type { AgentReleaseRpc } from './agent-releases.js';
import type { ServiceHandlers } from './service.js';

export function createAgentService(fleet: FleetService, repositoryId: string, addresses: () => string[]): Omit<ServiceHandlers<AgentHandlers>, AgentReleaseRpc> {
  return {
    Enrol: async (request, { peer }) => {
      if (request.secret.length !== SECRET_BYTES) throw new FarvaultError('UNAUTHENTICATED', 'not the secret of a token');
      const { agent, office, certificate, ca } = await fleet.enrol(
        { secret: request.secret, csr: request.csr, name: request.name, facts: request.facts === null ? null : factsOf(request.facts) },
        peer,
      );
      return { certificate, ca, agentId: agent.id, office: office.name, name: agent.name, repositoryId, addresses: addresses() };
    },
    Renew: async (request, { identity }) => ({ ...(await fleet.renew(identity, request.csr)), addresses: addresses() }),
    Control: async (call, { identity, peer, signal }) => {
      await fleet.control(call, identity, peer, signal);
    },
  };
}
