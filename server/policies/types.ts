// Policies as they are kept: scopes by id, so that renames keep them.
import type { OwnSettings, SettingKey, Settings } from '../../shared/settings/index.js';
import type { JobRecord } from '../jobs/index.js';

export type ScopeRef = { kind: 'all' } | { kind: 'office' | 'agent'; id: string } | { kind: 'label'; key: string; value: string };

export interface PolicyRecord {
  scope: ScopeRef;
  settings: OwnSettings;
  /** How many runs of the scope go at once; null: not limited here. */
  maxRuns: number | null;
  updatedMs: number;
  /** When what makes due times was changed last: those before it are nobody's. */
  scheduleMs: number;
}

/** What policies need to know of an agent. */
export interface AgentPlace {
  id: string;
  name: string;
  officeId: string;
  labels: Record<string, string>;
}

/** Everything that decides what is in force, as of now or as an `apply` would leave it. */
export interface World {
  /** What holds where nobody says anything. */
  defaults: Settings;
  policies: ReadonlyMap<string, PolicyRecord>;
  agents: ReadonlyMap<string, AgentPlace>;
  offices: ReadonlyMap<string, { id: string; name: string }>;
}

/** Of a job, what decides its settings. */
export type JobSubject = Pick<JobRecord, 'name' | 'agentId' | 'settings' | 'sinceMs'>;

export interface Effective {
  settings: Settings;
  /** default, all, `office NAME`, `label KEY=VALUE`, `agent NAME`, job. */
  from: Record<SettingKey, string>;
  /** Due times before it are nobody's: the job was made or resumed, or its schedule changed, then. */
  sinceMs: number;
}

/** A policy by the names of now. */
export interface Policy {
  scope: string;
  settings: OwnSettings;
  maxRuns: number | null;
  updatedMs: number;
}

export function scopeKey(scope: ScopeRef): string {
  if (scope.kind === 'all') return 'all';
  return scope.kind === 'label' ? `label:${scope.key}=${scope.value}` : `${scope.kind}:${scope.id}`;
}
