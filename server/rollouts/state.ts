// Rollouts, and what agents said of their updates, as the journal tells.
import type { JournalRecord, StateReducer } from '../repository/types.js';
import { isWithdrawn } from './agent-state.js';
import type { Report, RolloutPhase, RolloutRecord } from './types.js';

const MAX_ROLLOUTS = 32;
/** Versions that failed on one agent; the newest are kept. */
export const MAX_FAILED = 16;

type Begun = Pick<RolloutRecord, 'id' | 'version' | 'rings' | 'soakMs' | 'haltAbove' | 'officeId'>;
const PHASES = { 'rollout.paused': 'paused', 'rollout.resumed': 'running', 'rollout.halted': 'halted', 'rollout.aborted': 'aborted', 'rollout.done': 'done' } as const satisfies Record<string, RolloutPhase>;
type PhaseKind = keyof typeof PHASES;

export type RolloutBody =
  | { kind: 'rollout.started'; rollout: Begun; members: [string, number][]; by: string }
  | { kind: 'rollout.told'; id: string; agents: string[] }
  | { kind: 'rollout.ring-opened'; id: string; ring: number }
  /** `forgiven`: agents whose failure counts no more. */
  | { kind: PhaseKind; id: string; reason: string; by: string; forgiven: string[] }
  /** `gone`: agents that there are no more. */
  | { kind: 'rollout.reported'; reports: { agent: string; report: Report | null }[]; gone: string[] };

interface Saved {
  rollouts: (Omit<RolloutRecord, 'members' | 'told' | 'forgiven'> & { members: [string, number][]; told: [string, number][]; forgiven: string[] })[];
  reports: [string, Report][];
  failed: [string, string[]][];
}

export class RolloutState implements StateReducer {
  readonly name = 'rollouts';
  readonly mayBeAbsent = true as const;
  /** By id, the oldest first. */
  readonly rollouts = new Map<string, RolloutRecord>();
  /** By agent. */
  readonly reports = new Map<string, Report>();
  /** Versions that failed, by agent. */
  readonly failed = new Map<string, string[]>();

  apply(record: JournalRecord): void {
    // Another machine in the agent's place: what failed on the one before may run on it.
    if (record.body.kind === 'fleet.agent-replaced') for (const map of [this.reports, this.failed]) map.delete(String(record.body['id']));
    if (!record.body.kind.startsWith('rollout.')) return;
    const body = record.body as unknown as RolloutBody;
    switch (body.kind) {
      case 'rollout.started':
        this.#start(body, record.timeMs);
        break;
      case 'rollout.told':
        this.#change(body.id, (rollout) => ({ ...rollout, told: new Map([...rollout.told, ...body.agents.map((id): [string, number] => [id, record.timeMs])]) }));
        break;
      case 'rollout.ring-opened':
        this.#change(body.id, (rollout) => ({ ...rollout, ring: body.ring, ringMs: record.timeMs }));
        break;
      case 'rollout.reported':
        for (const { agent, report } of body.reports) this.#report(agent, report);
        for (const id of body.gone) for (const map of [this.reports, this.failed]) map.delete(id);
        break;
      case 'rollout.paused':
      case 'rollout.resumed':
      case 'rollout.halted':
      case 'rollout.aborted':
      case 'rollout.done':
        this.#change(body.id, (rollout) => inPhase(rollout, PHASES[body.kind], body, record.timeMs));
        break;
    }
  }

  #start({ rollout, members, by }: Extract<RolloutBody, { kind: 'rollout.started' }>, nowMs: number): void {
    this.rollouts.set(rollout.id, { ...rollout, startedMs: nowMs, startedBy: by, phase: 'running', reason: '', endedMs: 0, ring: 0, ringMs: nowMs, members: new Map(members), told: new Map(), forgiven: new Set() });
    for (const one of this.rollouts.values()) {
      if (this.rollouts.size <= MAX_ROLLOUTS) break;
      if (isWithdrawn(one) || this.#isSuperseded(one)) this.rollouts.delete(one.id);
    }
  }

  /** A later one is done in the same place. */
  #isSuperseded(rollout: RolloutRecord): boolean {
    const all = [...this.rollouts.values()];
    return rollout.phase === 'done' && all.slice(all.indexOf(rollout) + 1).some(({ phase, officeId }) => phase === 'done' && (officeId === null || officeId === rollout.officeId));
  }

  #report(agent: string, report: Report | null): void {
    if (report === null) this.reports.delete(agent);
    else this.reports.set(agent, report);
    const failed = this.failed.get(agent) ?? [];
    if (report?.state === 'back' && !failed.includes(report.version)) this.failed.set(agent, [...failed, report.version].slice(-MAX_FAILED));
  }

  #change(id: string, change: (rollout: RolloutRecord) => RolloutRecord): void {
    const rollout = this.rollouts.get(id);
    if (rollout !== undefined) this.rollouts.set(id, change(rollout));
  }

  save(): Saved {
    const rollouts = [...this.rollouts.values()].map((one) => ({ ...one, members: [...one.members], told: [...one.told], forgiven: [...one.forgiven] }));
    return { rollouts, reports: [...this.reports], failed: [...this.failed] };
  }

  load(saved: unknown): void {
    const { rollouts, reports, failed } = saved as Saved;
    for (const map of [this.rollouts, this.reports, this.failed]) map.clear();
    for (const one of rollouts) this.rollouts.set(one.id, { ...one, members: new Map(one.members), told: new Map(one.told), forgiven: new Set(one.forgiven) });
    for (const [agent, report] of reports) this.reports.set(agent, report);
    for (const [agent, versions] of failed) this.failed.set(agent, versions);
  }
}

function inPhase(rollout: RolloutRecord, phase: RolloutPhase, { reason, forgiven }: { reason: string; forgiven: string[] }, nowMs: number): RolloutRecord {
  const over = phase === 'halted' || phase === 'aborted' || phase === 'done';
  return {
    ...rollout,
    phase,
    reason,
    endedMs: over ? nowMs : 0,
    // Whoever comes later is told at once.
    ring: phase === 'done' ? rollout.rings.length - 1 : rollout.ring,
    forgiven: new Set([...rollout.forgiven, ...forgiven]),
  };
}
