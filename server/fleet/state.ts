// Offices, agents, tokens and users as the journal tells. Only records change it; `FleetService` decides what may be recorded.
import { CertificateGap } from './certificate-gap.js';
import type { JournalRecord, StateReducer } from '../repository/types.js';
import type { Agent, Facts, Office, User, UserAccess } from './types.js';

export interface Token {
  /** BLAKE3 of the secret, hex. */
  hash: string;
  officeId: string;
  expiresMs: number;
  /** Id of the agent whose machine it replaces; absent: it makes a new agent. */
  replaces?: string;
}

/** Bodies of this domain's journal records. Times not given are the record's own. */
export type FleetRecord =
  | { kind: 'fleet.office-created'; id: string; name: string }
  | { kind: 'fleet.office-deleted'; id: string }
  | { kind: 'fleet.token-created'; hash: string; officeId: string; expiresMs: number; replaces?: string }
  | { kind: 'fleet.agent-enrolled'; id: string; name: string; officeId: string; tokenHash: string; serial: string; certificateExpiresMs: number; facts: Facts | null; peer: string }
  /** Another machine is this agent from now on. */
  | { kind: 'fleet.agent-replaced'; id: string; tokenHash: string; serial: string; certificateExpiresMs: number; facts: Facts | null; peer: string; name: string; officeId: string }
  /** `heldSerial`: of the certificate that asked. It stays good until its successor is used to renew: the answer may have been lost, more than once. Absent in records of 0.1.0: the newest then. */
  | { kind: 'fleet.agent-renewed'; id: string; serial: string; certificateExpiresMs: number; heldSerial?: string }
  | { kind: 'fleet.agent-renamed'; id: string; name: string }
  | { kind: 'fleet.agent-labelled'; id: string; labels: Record<string, string> }
  | { kind: 'fleet.agent-revoked'; id: string }
  | { kind: 'fleet.agent-deleted'; id: string }
  | { kind: 'fleet.agent-seen'; id: string; lastSeenMs: number; facts: Facts | null }
  /** Records of before there were roles have neither role nor offices: all rights. */
  | ({ kind: 'fleet.user-created'; name: string; serial: string; certificateExpiresMs: number } & Partial<UserAccess>)
  | ({ kind: 'fleet.user-updated'; name: string } & UserAccess)
  | { kind: 'fleet.user-renewed'; name: string; serial: string; certificateExpiresMs: number; heldSerial?: string }
  | { kind: 'fleet.user-revoked'; name: string };

export interface UserRecord extends User {
  previousSerial: string;
}

interface Saved {
  offices: Office[];
  agents: Agent[];
  tokens: Token[];
  users: UserRecord[];
  /** Absent in checkpoints of earlier versions. */
  gap?: ReturnType<CertificateGap['save']>;
  epoch?: number;
}

export class FleetState implements StateReducer {
  readonly name = 'fleet';
  readonly offices = new Map<string, Office>();
  readonly agents = new Map<string, Agent>();
  readonly tokens = new Map<string, Token>();
  readonly users = new Map<string, UserRecord>();
  readonly gap = new CertificateGap();
  /** Of the newest record. */
  epoch = 1;

  apply(record: JournalRecord): void {
    this.gap.apply(record);
    this.epoch = record.epoch;
    if (!record.body.kind.startsWith('fleet.')) return;
    const body = record.body as unknown as FleetRecord;
    const now = record.timeMs;
    // Exhaustive without a default: a new kind of record must be dealt with here.
    switch (body.kind) {
      case 'fleet.office-created':
        this.offices.set(body.id, { id: body.id, name: body.name, createdMs: now });
        break;
      case 'fleet.office-deleted':
        this.offices.delete(body.id);
        for (const agent of this.agents.values()) if (agent.officeId === body.id) this.agents.delete(agent.id);
        for (const token of this.tokens.values()) if (token.officeId === body.id) this.tokens.delete(token.hash);
        for (const user of this.users.values()) if (user.offices !== null) this.users.set(user.name, { ...user, offices: user.offices.filter((id) => id !== body.id) });
        break;
      case 'fleet.token-created':
        for (const token of this.tokens.values()) if (token.expiresMs <= now) this.tokens.delete(token.hash);
        this.tokens.set(body.hash, { hash: body.hash, officeId: body.officeId, expiresMs: body.expiresMs, ...(body.replaces === undefined ? {} : { replaces: body.replaces }) });
        break;
      case 'fleet.agent-enrolled':
        this.tokens.delete(body.tokenHash);
        this.agents.set(body.id, {
          id: body.id,
          name: body.name,
          officeId: body.officeId,
          enrolledMs: now,
          serial: body.serial,
          previousSerial: '',
          certificateExpiresMs: body.certificateExpiresMs,
          revokedMs: null,
          lastSeenMs: now,
          facts: factsOfRecord(body.facts),
          labels: {},
        });
        break;
      case 'fleet.user-created':
        this.users.set(body.name, { name: body.name, role: body.role ?? 'admin', offices: body.offices ?? null, createdMs: now, serial: body.serial, previousSerial: '', certificateExpiresMs: body.certificateExpiresMs, revokedMs: null });
        break;
      case 'fleet.user-renewed':
        this.#changeUser(body.name, (user) => ({ ...user, previousSerial: body.heldSerial ?? user.serial, serial: body.serial, certificateExpiresMs: body.certificateExpiresMs }));
        break;
      case 'fleet.user-updated':
        this.#changeUser(body.name, (user) => ({ ...user, role: body.role, offices: body.offices }));
        break;
      case 'fleet.user-revoked':
        this.#changeUser(body.name, (user) => ({ ...user, revokedMs: user.revokedMs ?? now }));
        break;
      case 'fleet.agent-replaced':
      case 'fleet.agent-renewed':
      case 'fleet.agent-renamed':
      case 'fleet.agent-labelled':
      case 'fleet.agent-revoked':
      case 'fleet.agent-deleted':
      case 'fleet.agent-seen':
        this.#applyToAgent(body, now);
        break;
    }
  }

  #applyToAgent(body: Extract<FleetRecord, { kind: `fleet.agent-${string}` }>, now: number): void {
    const agent = this.agents.get(body.id);
    if (agent === undefined) return;
    // Tokens for its next machine: one made before it was revoked, replaced or deleted would undo that.
    if (['fleet.agent-deleted', 'fleet.agent-revoked', 'fleet.agent-replaced'].includes(body.kind)) {
      for (const token of this.tokens.values()) if (token.replaces === body.id) this.tokens.delete(token.hash);
    }
    if (body.kind === 'fleet.agent-deleted') this.agents.delete(body.id);
    else if (body.kind === 'fleet.agent-renamed') this.agents.set(body.id, { ...agent, name: body.name });
    else if (body.kind === 'fleet.agent-labelled') this.agents.set(body.id, { ...agent, labels: body.labels });
    else if (body.kind === 'fleet.agent-revoked') this.agents.set(body.id, { ...agent, revokedMs: agent.revokedMs ?? now });
    else if (body.kind === 'fleet.agent-seen') this.agents.set(body.id, { ...agent, lastSeenMs: Math.max(agent.lastSeenMs, body.lastSeenMs), facts: factsOfRecord(body.facts) ?? agent.facts });
    else if (body.kind === 'fleet.agent-replaced') {
      const { serial, certificateExpiresMs, facts } = body;
      this.agents.set(body.id, { ...agent, enrolledMs: now, serial, previousSerial: '', certificateExpiresMs, revokedMs: null, lastSeenMs: now, facts });
    } else if (body.kind === 'fleet.agent-renewed') this.agents.set(body.id, { ...agent, previousSerial: body.heldSerial ?? agent.serial, serial: body.serial, certificateExpiresMs: body.certificateExpiresMs });
  }

  #changeUser(name: string, change: (user: UserRecord) => UserRecord): void {
    const user = this.users.get(name);
    if (user !== undefined) this.users.set(name, change(user));
  }

  save(): Saved {
    return { offices: [...this.offices.values()], agents: [...this.agents.values()], tokens: [...this.tokens.values()], users: [...this.users.values()], gap: this.gap.save(), epoch: this.epoch };
  }

  load(saved: unknown): void {
    const { offices, agents, tokens, users, gap, epoch } = saved as Saved;
    this.gap.load(gap ?? null);
    this.epoch = epoch ?? 1;
    for (const map of [this.offices, this.agents, this.tokens, this.users]) map.clear();
    for (const office of offices) this.offices.set(office.id, office);
    // What checkpoints of earlier versions lack.
    for (const agent of agents) this.agents.set(agent.id, { ...agent, labels: (agent as Partial<Agent>).labels ?? {}, facts: factsOfRecord(agent.facts) });
    for (const token of tokens) this.tokens.set(token.hash, token);
    for (const user of users) this.users.set(user.name, { ...user, offices: (user as Partial<UserRecord>).offices ?? null });
  }
}

/** Records of before there were releases lack what is of them. */
function factsOfRecord(facts: Facts | null): Facts | null {
  return facts === null ? null : { ...{ launcher: 0, slot: '', channel: '' }, ...facts };
}
