// Policies as the journal tells.
import type { JournalRecord, StateReducer } from '../repository/types.js';
import { scopeKey, type PolicyRecord } from './types.js';

export type PolicyJournalBody = { kind: 'policy.set'; policy: PolicyRecord; by: string } | { kind: 'policy.deleted'; key: string; by: string };

/** Records that may change what is in force, with the agents concerned; null: all of them; undefined: none. */
function concerned(record: JournalRecord): string | null | undefined {
  const { kind } = record.body;
  if (kind.startsWith('policy.') || kind === 'fleet.office-deleted') return null;
  if (kind === 'job.deleted') return (record.body['agentId'] as string | undefined) ?? null;
  if (kind.startsWith('job.')) return (record.body['job'] as { agentId: string }).agentId;
  if (kind === 'fleet.agent-labelled' || kind === 'fleet.agent-enrolled' || kind === 'fleet.agent-renamed' || kind === 'fleet.agent-deleted') return record.body['id'] as string;
  return undefined;
}

export class PolicyState implements StateReducer {
  readonly name = 'policies';
  readonly mayBeAbsent = true as const;
  readonly byKey = new Map<string, PolicyRecord>();
  /** Called for each record that may change what is in force, before other reducers may have seen it; null: any agent. */
  onConcerned: (agentId: string | null) => void = () => undefined;

  apply(record: JournalRecord): void {
    const body = record.body as unknown as PolicyJournalBody;
    if (body.kind === 'policy.set') this.byKey.set(scopeKey(body.policy.scope), body.policy);
    else if (body.kind === 'policy.deleted') this.byKey.delete(body.key);
    else if (record.body.kind === 'fleet.agent-deleted') this.byKey.delete(`agent:${String(record.body['id'])}`);
    else if (record.body.kind === 'fleet.office-deleted') this.byKey.delete(`office:${String(record.body['id'])}`);
    const agent = concerned(record);
    if (agent !== undefined) this.onConcerned(agent);
  }

  save(): unknown {
    return [...this.byKey.values()];
  }

  load(saved: unknown): void {
    this.byKey.clear();
    for (const policy of saved as PolicyRecord[]) this.byKey.set(scopeKey(policy.scope), policy);
  }
}
