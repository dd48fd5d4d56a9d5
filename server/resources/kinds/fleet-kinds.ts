// Offices, and the labels of agents: agents themselves enrol with a token.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Agent, Fleet } from '../../fleet/index.js';
import { agentNamed } from './agent-lookup.js';
import type { Resource, ResourceKind } from '../types.js';

type FleetPart = Pick<Fleet, 'listOffices' | 'createOffice' | 'deleteOffice' | 'getOffice' | 'getAgent' | 'listAgents' | 'setLabels'>;

export interface OfficeKindDependencies {
  fleet: FleetPart;
  snapshots: { count(filter: { officeId: string }): Promise<number> };
}

export function officeKind({ fleet, snapshots }: OfficeKindDependencies): ResourceKind {
  const view = ({ name }: { name: string }): Resource => ({ name });
  return {
    section: 'offices',
    get: (name) => fleet.listOffices().filter((office) => office.name === name).map(view)[0],
    list: () => fleet.listOffices().map(view),
    check: () => [],
    put: async ({ name }) => {
      if (!fleet.listOffices().some((office) => office.name === name)) await fleet.createOffice(name);
    },
    remove: async (name) => {
      const { id } = fleet.getOffice(name);
      const kept = await snapshots.count({ officeId: id });
      if (kept > 0) throw new FarvaultError('REFUSED', `office '${name}' has ${kept} snapshots`, { remedy: `Two administrators delete it with them: backupctl office delete ${name}.` });
      await fleet.deleteOffice(name);
    },
  };
}

const labelsOf = (resource: Resource): Record<string, string> => (resource['labels'] as Record<string, string> | undefined) ?? {};

export function agentKind(fleet: FleetPart): ResourceKind {
  const find = (name: string): Agent | undefined => {
    const agent = agentNamed(fleet, name);
    return agent?.revokedMs === null ? agent : undefined;
  };
  const view = ({ name, labels }: Agent): Resource => ({ name, ...(Object.keys(labels).length === 0 ? {} : { labels }) });
  return {
    section: 'agents',
    get: (name) => {
      const agent = find(name);
      return agent === undefined ? undefined : view(agent);
    },
    list: () => fleet.listAgents().filter((agent) => agent.revokedMs === null).map(view),
    check: ({ name }) => (find(name) === undefined ? ['there is no such agent: it enrols itself, with a token of backupctl agent token --office NAME'] : []),
    put: async (resource) => {
      const wanted = labelsOf(resource);
      const unset = Object.keys(find(resource.name)?.labels ?? {}).filter((key) => !Object.hasOwn(wanted, key));
      await fleet.setLabels(resource.name, wanted, unset);
    },
    remove: (name) => Promise.reject(new FarvaultError('REFUSED', `agent '${name}' is not taken away by this`, { remedy: `backupctl agent revoke ${name}, then backupctl agent delete ${name}.` })),
  };
}
