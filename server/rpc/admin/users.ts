// Administrators.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Fleet } from '../../fleet/index.js';
import { describeUser } from '../describe.js';
import type { AdminPart } from './part.js';

export interface UserDependencies {
  fleet: Fleet;
  addresses: () => string[];
  repositoryId: string;
}

export function userHandlers({ fleet, addresses, repositoryId }: UserDependencies): AdminPart<'CreateUser' | 'ListUsers' | 'RevokeUser'> {
  return {
    CreateUser: async (request) => {
      const { user, certificate, ca } = await fleet.createUser(request.name, request.csr);
      return { user: describeUser(user), certificate, ca, addresses: addresses(), repositoryId };
    },
    ListUsers: async () => ({ users: fleet.listUsers().map(describeUser) }),
    RevokeUser: async (request, context) => {
      if (request.name === context.identity.name) throw new FarvaultError('REFUSED', 'nobody revokes their own access', { remedy: 'ask another administrator' });
      return describeUser(await fleet.revokeUser(request.name));
    },
  };
}
