// What is in force for an agent or a job: pure functions of the world. The nearest scope that says something wins, setting by setting.
import { contradictionKey, SETTING_KEYS, type Contradiction, type SettingKey, type Settings } from '../../shared/settings/index.js';
import { scopeKey, type AgentPlace, type Effective, type JobSubject, type PolicyRecord, type ScopeRef, type World } from './types.js';

interface Layer {
  from: string;
  policy: Pick<PolicyRecord, 'settings' | 'maxRuns' | 'scheduleMs'>;
}

const TIMES: SettingKey[] = ['schedule', 'timezone', 'jitter', 'window', 'blackout'];

/** Scopes that cover an agent, the furthest first, each with its name. Labels in byte order: the last one wins. */
function scopesOfAgent(world: World, agent: AgentPlace): { ref: ScopeRef; from: string }[] {
  const labels = Object.entries(agent.labels).map(([key, value]) => ({ ref: { kind: 'label', key, value } as const, from: `label ${key}=${value}` }));
  return [
    { ref: { kind: 'all' }, from: 'all' },
    { ref: { kind: 'office', id: agent.officeId }, from: `office ${world.offices.get(agent.officeId)?.name ?? agent.officeId}` },
    ...labels.sort((a, b) => (a.from < b.from ? -1 : 1)),
    { ref: { kind: 'agent', id: agent.id }, from: `agent ${agent.name}` },
  ];
}

function layersOf(world: World, agentId: string): Layer[] {
  const agent = world.agents.get(agentId);
  const scopes = agent === undefined ? [{ ref: { kind: 'all' } as const, from: 'all' }] : scopesOfAgent(world, agent);
  return scopes.flatMap(({ ref, from }) => {
    const policy = world.policies.get(scopeKey(ref));
    return policy === undefined ? [] : [{ from, policy }];
  });
}

function merge(defaults: Settings, layers: Layer[]): Effective {
  const settings: Record<string, unknown> = { ...defaults };
  const from = Object.fromEntries(SETTING_KEYS.map((key) => [key, 'default'])) as Record<SettingKey, string>;
  const since = Object.fromEntries(SETTING_KEYS.map((key) => [key, 0])) as Record<SettingKey, number>;
  for (const { from: name, policy } of layers) {
    for (const key of Object.keys(policy.settings) as SettingKey[]) {
      settings[key] = policy.settings[key];
      from[key] = name;
      since[key] = policy.scheduleMs;
    }
  }
  return { settings: settings as unknown as Settings, from, sinceMs: Math.max(...TIMES.map((key) => since[key])) };
}

export function effectiveOf(world: World, job: JobSubject): Effective {
  const merged = merge(world.defaults, [...layersOf(world, job.agentId), { from: 'job', policy: { settings: job.settings, maxRuns: null, scheduleMs: job.sinceMs } }]);
  return { ...merged, sinceMs: Math.max(merged.sinceMs, job.sinceMs) };
}

export function effectiveOfAgent(world: World, agentId: string): Effective {
  return merge(world.defaults, layersOf(world, agentId));
}

/** The names of all scopes that cover an agent, whether they have a policy or not. */
export function scopeNames(world: World, agentId: string): string[] {
  const agent = world.agents.get(agentId);
  return agent === undefined ? ['all'] : scopesOfAgent(world, agent).map(({ from }) => from);
}

const MAX_NAMED = 10;

export interface Judgement {
  before: World;
  after: World;
  /** Undefined: the job is new. */
  jobBefore: (name: string) => JobSubject | undefined;
  /** Those that the change may concern, as they will be. */
  jobs: Iterable<JobSubject>;
  judge: (settings: Settings) => Contradiction[];
}

/** What contradicts in jobs whose settings are others after than before. One line each, naming job and scopes. */
export function newContradictions({ before, after, jobBefore, jobs, judge }: Judgement): string[] {
  const found: string[] = [];
  let more = 0;
  for (const job of jobs) {
    const now = effectiveOf(after, job);
    const old = jobBefore(job.name);
    if (old !== undefined && sameOrigin(effectiveOf(before, old), now)) continue;
    for (const { text, keys, ownOnly } of judge(now.settings)) {
      if (ownOnly !== undefined && now.from[ownOnly] !== 'job') continue;
      const said = keys.filter((one) => now.from[one] !== 'default').map((one) => `${one} from ${now.from[one]}`);
      if (found.length < MAX_NAMED) found.push(`job '${job.name}': ${text}${said.length === 0 ? '' : ` (${said.join(', ')})`}`);
      else more++;
    }
  }
  return more === 0 ? found : [...found, `and ${more} more`];
}

function sameOrigin(before: Effective, now: Effective): boolean {
  return contradictionKey(before.settings) === contradictionKey(now.settings) && before.from.overrun === now.from.overrun;
}
