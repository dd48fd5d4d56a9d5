// Secrets: set, listed by name, deleted; never answered.
import type { Secrets } from '../../secrets/index.js';
import type { AdminPart } from './part.js';

export interface SecretDependencies {
  secrets: Secrets;
}

export function secretHandlers({ secrets }: SecretDependencies): AdminPart<'SetSecret' | 'ListSecrets' | 'DeleteSecret'> {
  return {
    SetSecret: async ({ name, value }, { identity }) => secrets.set(name, value, identity.name),
    ListSecrets: async () => ({ secrets: secrets.list() }),
    DeleteSecret: async ({ name }, { identity }) => {
      await secrets.delete(name, identity.name);
      return {};
    },
  };
}
