// Administrators.
import { FarvaultError } from '../../../shared/errors/errors.js';
import { parseRole, type Fleet, type User, type UserAccess } from '../../fleet/index.js';
import { describeUser } from '../describe.js';
import type { AdminPart } from './part.js';

export interface UserDependencies {
  fleet: Fleet;
  addresses: () => string[];
  repositoryId: string;
}

export function userHandlers({ fleet, addresses, repositoryId }: UserDependencies): AdminPart<'CreateUser' | 'ListUsers' | 'UpdateUser' | 'RevokeUser' | 'RenewUser'> {
  const officeName = (id: string): string => fleet.listOffices().find((office) => office.id === id)?.name ?? id;
  const view = (user: User) => describeUser(user, officeName);
  /** In an order of their own, so that the same offices are the same limits. */
  const officeIds = (names: readonly string[]): string[] => [...new Set(names.map((name) => fleet.getOffice(name).id))].sort();
  return {
    CreateUser: async (request) => {
      const access: UserAccess = { role: parseRole(request.role === '' ? 'admin' : request.role), offices: request.offices.length === 0 ? null : officeIds(request.offices) };
      const { user, certificate, ca } = await fleet.createUser(request.name, request.csr, access);
      return { user: view(user), certificate, ca, addresses: addresses(), repositoryId };
    },
    ListUsers: async () => ({ users: fleet.listUsers().map(view) }),
    UpdateUser: async (request) => {
      if (request.allOffices && request.offices.length > 0) throw new FarvaultError('USAGE', 'either all offices or some');
      const change: Partial<UserAccess> = {
        ...(request.role === '' ? {} : { role: parseRole(request.role) }),
        ...(request.allOffices ? { offices: null } : request.offices.length > 0 ? { offices: officeIds(request.offices) } : {}),
      };
      return view(await fleet.updateUser(request.name, change));
    },
    RevokeUser: async (request, context) => {
      if (request.name === context.identity.name) throw new FarvaultError('REFUSED', 'nobody revokes their own access', { remedy: 'ask another administrator' });
      return view(await fleet.revokeUser(request.name));
    },
    RenewUser: async (request, context) => ({ ...(await fleet.renew(context.identity, request.csr)), addresses: addresses() }),
  };
}
