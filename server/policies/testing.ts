// Offices, agents, jobs and policies in memory, over one journal: what the tests of settings need of a server.
import { FarvaultError } from '../../shared/errors/errors.js';
import { DEFAULTS } from '../../shared/settings/index.js';
import type { Agent, Office } from '../fleet/index.js';
import { Jobs, JobState } from '../jobs/index.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import { Policies, PolicyState } from './index.js';

export class MemoryWorld {
  nowMs = 1000;
  readonly records: JournalRecord[] = [];
  readonly offices = new Map<string, Office>();
  readonly agents = new Map<string, Agent>();
  readonly jobState = new JobState();
  readonly policyState = new PolicyState();
  readonly #now = (): number => this.nowMs;
  readonly journal = {
    appendJournal: async (body: JournalBody): Promise<JournalRecord> => {
      await Promise.resolve();
      const record = { number: this.records.length + 1, epoch: 1, timeMs: this.nowMs, body: JSON.parse(JSON.stringify(body)) as JournalBody };
      this.records.push(record);
      for (const reducer of [this.jobState, this.policyState]) reducer.apply(record);
      return record;
    },
  };
  readonly policies = new Policies({ journal: this.journal, state: this.policyState, fleet: this, jobs: this.jobState, defaults: { ...DEFAULTS, timezone: 'Europe/Paris' }, now: this.#now });
  readonly jobs = new Jobs({ journal: this.journal, state: this.jobState, now: this.#now, faultsOf: (job) => this.policies.faultsOf({ jobs: [job] }) });

  office(name: string): void {
    this.offices.set(`id-${name}`, { id: `id-${name}`, name, createdMs: 0 });
  }

  agent(name: string, office: string, labels: Record<string, string> = {}): void {
    const id = `id-${name}`;
    this.agents.set(id, { id, name, officeId: `id-${office}`, labels, enrolledMs: 0, serial: '', previousSerial: '', certificateExpiresMs: 0, revokedMs: null, lastSeenMs: 0, facts: null });
  }

  // As the fleet has them.
  readonly listOffices = (): Office[] => [...this.offices.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  readonly listAgents = (): Agent[] => [...this.agents.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  readonly getOffice = (name: string): Office => {
    const office = this.listOffices().find((one) => one.name === name);
    if (office === undefined) throw new FarvaultError('NOT_FOUND', `no office is called '${name}'`);
    return office;
  };
  readonly getAgent = (nameOrId: string): Agent => {
    const agent = this.listAgents().find((one) => one.name === nameOrId) ?? this.agents.get(nameOrId);
    if (agent === undefined) throw new FarvaultError('NOT_FOUND', `no agent is called '${nameOrId}'`);
    return agent;
  };
  readonly createOffice = async (name: string): Promise<Office> => {
    this.office(name);
    await this.journal.appendJournal({ kind: 'fleet.office-created', id: `id-${name}`, name });
    return this.getOffice(name);
  };
  readonly deleteOffice = (name: string): Promise<void> => {
    this.offices.delete(this.getOffice(name).id);
    return Promise.resolve();
  };
  readonly setLabels = async (name: string, set: Record<string, string>, unset: readonly string[]): Promise<Agent> => {
    const agent = this.getAgent(name);
    agent.labels = { ...Object.fromEntries(Object.entries(agent.labels).filter(([key]) => !unset.includes(key))), ...set };
    await this.journal.appendJournal({ kind: 'fleet.agent-labelled', id: agent.id, labels: agent.labels });
    return agent;
  };
}
