// Policies; and what all that one `apply` brings would do to the settings of jobs.
import { FarvaultError } from '../../../shared/errors/errors.js';
import { parseScope, SETTING_KEYS, type OwnSettings } from '../../../shared/settings/index.js';
import type { Fleet } from '../../fleet/index.js';
import type { Jobs } from '../../jobs/index.js';
import type { JobSubject, Policies, Policy } from '../../policies/index.js';
import { agentNamed } from './agent-lookup.js';
import type { Resource, ResourceKind, ResourceSet } from '../types.js';

export interface PolicyKindDependencies {
  policies: Policies;
  jobs: Pick<Jobs, 'find'>;
  fleet: Pick<Fleet, 'getAgent' | 'listOffices'>;
}

export function ownSettingsOf(resource: Resource): OwnSettings {
  return Object.fromEntries(SETTING_KEYS.filter((key) => resource[key] !== undefined).map((key) => [key, resource[key]]));
}

const policyOf = (resource: Resource): Pick<Policy, 'scope' | 'settings' | 'maxRuns'> => ({ scope: resource.name, settings: ownSettingsOf(resource), maxRuns: (resource['maxRuns'] as number | undefined) ?? null });
const view = ({ scope, settings, maxRuns }: Policy): Resource => ({ name: scope, ...(maxRuns === null ? {} : { maxRuns }), ...settings });

export function policyKind({ policies, jobs, fleet }: PolicyKindDependencies): ResourceKind {
  const idOf = (agent: unknown): string => agentNamed(fleet, agent)?.id ?? '';
  const jobOf = (resource: Resource): JobSubject => {
    const there = jobs.find(resource.name);
    return { name: resource.name, agentId: there?.agentId ?? idOf(resource['agent']), settings: ownSettingsOf(resource), sinceMs: there?.sinceMs ?? 0 };
  };
  return {
    section: 'policies',
    get: (name) => {
      const policy = policies.find(name);
      return policy === undefined ? undefined : view(policy);
    },
    list: () => policies.list().map(view),
    check: ({ name }, coming) => {
      const scope = parseScope(name);
      if (scope?.kind === 'office' && !fleet.listOffices().some((office) => office.name === scope.name) && !(coming['offices'] ?? []).some((office) => office.name === scope.name)) return [`there is no office '${scope.name}'`];
      return scope?.kind === 'agent' && idOf(scope.name) === '' ? [`there is no agent '${scope.name}'`] : [];
    },
    checkTogether: (coming: ResourceSet) =>
      policies.faultsOf({
        policies: (coming['policies'] ?? []).map(policyOf),
        labels: new Map((coming['agents'] ?? []).map((agent) => [idOf(agent.name), (agent['labels'] as Record<string, string> | undefined) ?? {}])),
        jobs: (coming['jobs'] ?? []).map(jobOf),
      }),
    put: async (resource, by) => {
      await policies.set(policyOf(resource), by);
    },
    remove: async (name, by) => {
      const faults = policies.faultsOf({ gone: [name] });
      if (faults.length > 0) throw new FarvaultError('REFUSED', `without the policy '${name}' settings contradict each other: ${faults.join('; ')}`, { remedy: 'Change those first.' });
      await policies.remove(name, by);
    },
  };
}
