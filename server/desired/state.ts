// The generation of each agent's desired state, and what the agent last said of it, as the journal tells. The content follows from jobs and policies and is not kept.
import type { JournalRecord, StateReducer } from '../repository/types.js';

export interface JobFault {
  jobId: string;
  reason: string;
}

export interface DesiredRecord {
  id: string;
  generation: number;
  hash: string;
  changedMs: number;
  /** Generation that the agent said it works by; 0: it has not said. */
  actual: number;
  appliedMs: number;
  faults: JobFault[];
}

type Given = Pick<DesiredRecord, 'id' | 'generation' | 'hash'>;
export type Applied = { id: string; generation: number; atMs: number; faults: JobFault[] };
export type DesiredBody = { kind: 'desired.changed'; agents: Given[]; gone: string[] } | { kind: 'desired.applied'; agents: Applied[] };

export class DesiredStates implements StateReducer {
  readonly name = 'desired';
  readonly mayBeAbsent = true as const;
  readonly byAgent = new Map<string, DesiredRecord>();

  apply(record: JournalRecord): void {
    const body = record.body as unknown as DesiredBody;
    if (body.kind === 'desired.changed') {
      for (const given of body.agents) this.byAgent.set(given.id, { actual: 0, appliedMs: 0, faults: [], ...this.byAgent.get(given.id), ...given, changedMs: record.timeMs });
      for (const id of body.gone) this.byAgent.delete(id);
    } else if (body.kind === 'desired.applied') {
      for (const { id, generation, atMs, faults } of body.agents) {
        const known = this.byAgent.get(id);
        if (known !== undefined) this.byAgent.set(id, { ...known, actual: generation, appliedMs: atMs, faults });
      }
    }
  }

  save(): unknown {
    return [...this.byAgent.values()];
  }

  load(saved: unknown): void {
    this.byAgent.clear();
    for (const record of saved as DesiredRecord[]) this.byAgent.set(record.id, record);
  }
}
