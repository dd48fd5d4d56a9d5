// Decides what may happen to the fleet, journals it, and answers for it. Changes run one after the other, so that what was checked still holds when it is recorded.
import { randomBytes } from 'node:crypto';
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { blake3 } from '../../shared/hash/hash.js';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Hello__Output } from '../../shared/rpc/gen/farvault/v1/Hello.js';
import type { ServerMessage } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import { keyOfRequest } from '../../shared/rpc/key-pair.js';
import { formatToken, SECRET_BYTES } from '../../shared/rpc/token.js';
import type { Clock } from '../../shared/time/clock.js';
import { DAY_MS, type Authority } from '../pki/index.js';
import type { JournalRecord } from '../repository/types.js';
import { ControlStreams, type ControlCall } from './control-streams.js';
import { factsOf } from './facts.js';
import type { CallIdentity } from './identity.js';
import { labelled } from './labels.js';
import { checkName } from './names.js';
import type { FleetRecord, FleetState, Token } from './state.js';
import type { Agent, Enrolment, Facts, Fleet, IssuedCertificate, Office, Presence, User, UserAccess } from './types.js';
import { ALL_RIGHTS, Users } from './users.js';

export const AGENT_CERTIFICATE_DAYS = 30;
const MAX_TOKEN_MS = 7 * DAY_MS;
const MAX_TOKENS = 10_000;
/** When an agent was last heard of is journalled this often at most, or when its facts have changed. */
const SEEN_RECORD_MS = 10 * 60_000;
/** Time for the reason to reach the peer before its connections are cut. */
const CUT_AFTER_MS = 500;

export interface FleetDependencies {
  journal: { appendJournal(body: FleetRecord): Promise<JournalRecord> };
  state: FleetState;
  authority: Authority;
  clock: Clock;
  serverVersion: string;
  /** Advertised addresses, as of now. */
  addresses(): string[];
  /** Ends every connection of an agent or administrator. */
  cutConnections(identity: { agentId: string } | { user: string }): void;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
}

type Handler<A extends unknown[]> = (...args: A) => void | Promise<void>;

export class FleetService implements Fleet {
  readonly #changes = new Mutex();
  readonly #streams: ControlStreams;
  readonly #users: Users;
  readonly #onMessage = new Set<Handler<[string, AgentMessage__Output]>>();
  readonly #onConnect = new Set<Handler<[string, Hello__Output]>>();
  readonly #onDisconnect = new Set<Handler<[string]>>();
  /** Of agents that were connected to this process: the journal is told only every ten minutes. */
  readonly #heardMs = new Map<string, number>();

  constructor(private readonly deps: FleetDependencies) {
    this.#users = new Users({ state: deps.state, authority: deps.authority, clock: deps.clock, changes: this.#changes, record: (body) => this.#record(body), cut: (user) => this.#cutSoon({ user }) });
    this.#streams = new ControlStreams(deps.clock, {
      welcome: () => ({ welcome: { serverVersion: deps.serverVersion, clockMs: deps.clock.now(), addresses: deps.addresses(), epoch: deps.state.epoch } }),
      officeOf: (agentId) => deps.state.agents.get(agentId)?.officeId ?? '',
      onConnect: (agentId, hello) => {
        deps.log('info', 'agent connected', { agent: this.#agentName(agentId) });
        this.#recordSeen(agentId, deps.clock.now(), hello.facts ? factsOf(hello.facts) : null);
        for (const handler of this.#onConnect) void handler(agentId, hello);
      },
      onMessage: async (agentId, message) => {
        for (const handler of this.#onMessage) await handler(agentId, message);
      },
      onDisconnect: (agentId, lastHeardMs) => {
        deps.log('info', 'agent disconnected', { agent: this.#agentName(agentId) });
        if (deps.state.agents.has(agentId)) this.#heardMs.set(agentId, lastHeardMs);
        this.#recordSeen(agentId, lastHeardMs, null);
        for (const handler of this.#onDisconnect) void handler(agentId);
      },
    });
  }

  // ---- offices ----

  createOffice(name: string): Promise<Office> {
    return this.#changes.run(async () => {
      checkName('office', name);
      if (this.#findOffice(name) !== undefined) throw new FarvaultError('EXISTS', `office ${name} exists already`);
      const id = randomBytes(16).toString('hex');
      await this.#record({ kind: 'fleet.office-created', id, name });
      return this.deps.state.offices.get(id)!;
    });
  }

  listOffices(): Office[] {
    return [...this.deps.state.offices.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  getOffice(nameOrId: string): Office {
    const office = this.#findOffice(nameOrId) ?? this.deps.state.offices.get(nameOrId);
    if (office === undefined) throw new FarvaultError('NOT_FOUND', `no office is called '${nameOrId}'`, { remedy: 'backupctl office list shows them.' });
    return office;
  }

  deleteOffice(name: string): Promise<void> {
    return this.#changes.run(async () => {
      this.checkOfficeMayGo(name);
      await this.#record({ kind: 'fleet.office-deleted', id: this.getOffice(name).id });
    });
  }

  checkOfficeMayGo(name: string): void {
    const office = this.getOffice(name);
    if (this.listAgents(office.id).some((agent) => agent.revokedMs === null)) {
      throw new FarvaultError('REFUSED', `office ${office.name} has agents`, { remedy: 'Revoke them first: backupctl agent revoke NAME.' });
    }
    const limited = this.#users.limitedTo(office.id).map((user) => user.name);
    if (limited.length > 0) throw new FarvaultError('REFUSED', `${limited.slice(0, 5).join(', ')} may see no office but ${office.name}`, { remedy: 'Change that first: backupctl user update NAME.' });
  }

  // ---- enrolment ----

  /** With `replaces` the office may be left out. */
  createToken(officeName: string, ttlMs: number, replaces = ''): Promise<{ token: string; office: Office; expiresMs: number }> {
    return this.#changes.run(async () => {
      const agent = replaces === '' ? null : this.getAgent(replaces);
      const office = this.getOffice(officeName === '' && agent !== null ? agent.officeId : officeName);
      if (agent !== null && agent.officeId !== office.id) throw new FarvaultError('INVALID', `agent ${agent.name} is of office ${this.getOffice(agent.officeId).name}, not of ${office.name}`, { remedy: 'Leave --office out.' });
      if (!(ttlMs > 0 && ttlMs <= MAX_TOKEN_MS)) throw new FarvaultError('USAGE', 'a token lives for more than nothing and at most 7 days');
      if (this.deps.state.tokens.size >= MAX_TOKENS) throw new FarvaultError('NO_SPACE', `${MAX_TOKENS} tokens are unused already`, { remedy: 'Wait until some have expired.' });
      const secret = randomBytes(SECRET_BYTES);
      const expiresMs = this.deps.clock.now() + ttlMs;
      await this.#record({ kind: 'fleet.token-created', hash: blake3(secret).toString('hex'), officeId: office.id, expiresMs, ...(agent === null ? {} : { replaces: agent.id }) });
      const { repositoryId, fingerprint } = this.deps.authority;
      return { token: formatToken({ repositoryId, caFingerprint: fingerprint, secret, addresses: this.deps.addresses(), ...(agent === null ? {} : { replaces: agent.name }) }), office, expiresMs };
    });
  }

  /** The token is used up by the record that makes the agent: of two uses at once, exactly one finds it. */
  enrol(request: { secret: Buffer; csr: Buffer; name: string; facts: Facts | null }, peer: string): Promise<Enrolment> {
    return this.#changes.run(async () => {
      const token = this.#usableToken(request.secret);
      if (token.replaces !== undefined) return this.#replace(token, token.replaces, request, peer);
      checkName('agent', request.name);
      if (this.#findAgent(request.name) !== undefined) {
        throw new FarvaultError('EXISTS', `an agent is called ${request.name} already`, { remedy: 'Give another name with --name; the token is still good.' });
      }
      const spki = await keyOfRequest(request.csr);
      const id = randomBytes(16).toString('hex');
      const { officeId } = token;
      const issued = await this.deps.authority.issue(spki, { role: 'agent', repositoryId: this.deps.authority.repositoryId, officeId, agentId: id }, AGENT_CERTIFICATE_DAYS);
      const { serial, expiresMs: certificateExpiresMs } = issued;
      await this.#record({ kind: 'fleet.agent-enrolled', id, name: request.name, officeId, tokenHash: token.hash, serial, certificateExpiresMs, facts: request.facts, peer });
      this.deps.log('info', 'agent enrolled', { agent: request.name, peer });
      return { agent: this.getAgent(id), office: this.getOffice(officeId), certificate: issued.certificate, ca: this.deps.authority.der };
    });
  }

  /** The agent's present machine loses its access at this record: its certificate, and the one before, are nobody's any more. */
  async #replace(token: Token, id: string, request: { csr: Buffer; name: string; facts: Facts | null }, peer: string): Promise<Enrolment> {
    const { name, officeId } = this.getAgent(id);
    if (request.name !== '' && request.name !== name) {
      throw new FarvaultError('INVALID', `this token is for the next machine of agent ${name}, not for one called ${request.name.slice(0, 100)}`, { remedy: `Enrol with --name ${name}; the token is still good.` });
    }
    const spki = await keyOfRequest(request.csr);
    const { authority } = this.deps;
    const issued = await authority.issue(spki, { role: 'agent', repositoryId: authority.repositoryId, officeId, agentId: id }, AGENT_CERTIFICATE_DAYS);
    await this.#record({ kind: 'fleet.agent-replaced', id, tokenHash: token.hash, serial: issued.serial, certificateExpiresMs: issued.expiresMs, facts: request.facts, peer, name, officeId });
    this.#streams.cut(id, new FarvaultError('REFUSED', 'another machine has taken this agent’s place'));
    this.deps.cutConnections({ agentId: id });
    this.deps.log('info', 'agent replaced by another machine', { agent: name, peer });
    return { agent: this.getAgent(id), office: this.getOffice(officeId), certificate: issued.certificate, ca: authority.der };
  }

  #usableToken(secret: Buffer): Token {
    const token = this.deps.state.tokens.get(blake3(secret).toString('hex'));
    if (token === undefined || token.expiresMs <= this.deps.clock.now()) {
      throw new FarvaultError('UNAUTHENTICATED', 'the enrolment token is unknown, used or expired', { remedy: 'Make a new one: backupctl agent token --office NAME.' });
    }
    return token;
  }

  renew(identity: CallIdentity, csr: Buffer): Promise<IssuedCertificate> {
    return this.#changes.run(async () => {
      if (identity.role !== 'agent') return this.#users.renew(identity, csr);
      const spki = await keyOfRequest(csr);
      const { authority } = this.deps;
      const { id, officeId } = this.getAgent(identity.agentId);
      const issued = await authority.issue(spki, { role: 'agent', repositoryId: authority.repositoryId, officeId, agentId: id }, AGENT_CERTIFICATE_DAYS);
      await this.#record({ kind: 'fleet.agent-renewed', id, serial: issued.serial, certificateExpiresMs: issued.expiresMs, heldSerial: identity.serial });
      return { certificate: issued.certificate, ca: authority.der };
    });
  }

  // ---- agents ----

  listAgents(office?: string): Agent[] {
    const officeId = office === undefined ? undefined : this.getOffice(office).id;
    return [...this.deps.state.agents.values()].filter((agent) => officeId === undefined || agent.officeId === officeId).map((agent) => this.#withPresence(agent)).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  getAgent(nameOrId: string): Agent {
    const agent = this.#findAgent(nameOrId) ?? this.deps.state.agents.get(nameOrId);
    if (agent === undefined) throw new FarvaultError('NOT_FOUND', `no agent is called '${nameOrId}'`, { remedy: 'backupctl agent list shows them.' });
    return this.#withPresence(agent);
  }

  renameAgent(name: string, newName: string): Promise<Agent> {
    return this.#changes.run(async () => {
      const { id } = this.getAgent(name);
      checkName('agent', newName);
      const other = this.#findAgent(newName);
      if (other !== undefined && other.id !== id) throw new FarvaultError('EXISTS', `an agent is called ${newName} already`);
      await this.#record({ kind: 'fleet.agent-renamed', id, name: newName });
      return this.getAgent(id);
    });
  }

  setLabels(name: string, set: Record<string, string>, unset: readonly string[]): Promise<Agent> {
    return this.#changes.run(async () => {
      const { id, labels: before } = this.getAgent(name);
      const labels = labelled(before, set, unset);
      if (JSON.stringify(labels) !== JSON.stringify(before)) await this.#record({ kind: 'fleet.agent-labelled', id, labels });
      return this.getAgent(id);
    });
  }

  revokeAgent(name: string): Promise<Agent> {
    return this.#changes.run(async () => {
      const agent = this.getAgent(name);
      if (agent.revokedMs === null) await this.#record({ kind: 'fleet.agent-revoked', id: agent.id });
      this.#streams.cut(agent.id, new FarvaultError('REFUSED', 'this agent has been revoked'));
      this.#cutSoon({ agentId: agent.id });
      return this.getAgent(agent.id);
    });
  }

  deleteAgent(name: string): Promise<void> {
    return this.#changes.run(async () => {
      const agent = this.getAgent(name);
      if (agent.revokedMs === null) throw new FarvaultError('REFUSED', `agent ${agent.name} is not revoked`, { remedy: `Revoke it first: backupctl agent revoke ${agent.name}.` });
      await this.#record({ kind: 'fleet.agent-deleted', id: agent.id });
      this.#heardMs.delete(agent.id);
    });
  }

  // ---- users ----

  createUser(name: string, csr: Buffer, access: UserAccess = ALL_RIGHTS): Promise<{ user: User } & IssuedCertificate> {
    return this.#users.create(name, csr, access);
  }

  /** All rights and a new key, whether there is a user of that name or not: for who can write the data directory. */
  replaceUser(name: string, csr: Buffer): Promise<{ user: User } & IssuedCertificate> {
    return this.#users.create(name, csr, ALL_RIGHTS, true);
  }

  updateUser(name: string, change: Partial<UserAccess>): Promise<User> {
    return this.#users.update(name, change);
  }

  listUsers(): User[] {
    return this.#users.list();
  }

  revokeUser(name: string): Promise<User> {
    return this.#users.revoke(name);
  }

  // ---- connected agents ----

  presence(agentId: string): Presence | undefined {
    return this.#streams.presence(agentId);
  }

  /** When the agent was heard of last; 0: never. */
  lastSeenMs(agentId: string): number {
    const agent = this.deps.state.agents.get(agentId);
    return agent === undefined ? 0 : this.#withPresence(agent).lastSeenMs;
  }

  online(): Presence[] {
    return this.#streams.online();
  }

  send(agentId: string, message: ServerMessage): boolean {
    return this.#streams.send(agentId, message);
  }

  onMessage(handler: Handler<[string, AgentMessage__Output]>): () => void {
    this.#onMessage.add(handler);
    return () => this.#onMessage.delete(handler);
  }

  onConnect(handler: (agentId: string, hello: Hello__Output) => void): () => void {
    this.#onConnect.add(handler);
    return () => this.#onConnect.delete(handler);
  }

  onDisconnect(handler: (agentId: string) => void): () => void {
    this.#onDisconnect.add(handler);
    return () => this.#onDisconnect.delete(handler);
  }

  /** Serves a control stream until it ends. */
  async control(call: ControlCall, identity: CallIdentity, peer: string, signal: AbortSignal): Promise<void> {
    await this.#streams.serve(call, identity.agentId, peer, signal);
  }

  /** Ends all control streams: the server stops. */
  drain(): void {
    this.#streams.cutAll(new FarvaultError('UNAVAILABLE', 'the server is stopping'));
  }

  // ---- helpers ----

  #record(body: FleetRecord): Promise<JournalRecord> {
    return this.deps.journal.appendJournal(body);
  }

  #findOffice(name: string): Office | undefined {
    for (const office of this.deps.state.offices.values()) if (office.name === name) return office;
    return undefined;
  }

  #findAgent(name: string): Agent | undefined {
    for (const agent of this.deps.state.agents.values()) if (agent.name === name) return agent;
    return undefined;
  }

  #agentName(agentId: string): string {
    return this.deps.state.agents.get(agentId)?.name ?? agentId;
  }

  #withPresence(agent: Agent): Agent {
    return { ...agent, lastSeenMs: Math.max(agent.lastSeenMs, this.#streams.presence(agent.id)?.lastHeardMs ?? 0, this.#heardMs.get(agent.id) ?? 0) };
  }

  #recordSeen(agentId: string, lastSeenMs: number, facts: Facts | null): void {
    const agent = this.deps.state.agents.get(agentId);
    if (agent === undefined) return;
    const changed = facts !== null && JSON.stringify({ ...facts, clockMs: 0 }) !== JSON.stringify({ ...agent.facts, clockMs: 0 });
    if (!changed && lastSeenMs - agent.lastSeenMs < SEEN_RECORD_MS) return;
    this.#record({ kind: 'fleet.agent-seen', id: agentId, lastSeenMs, facts: changed ? facts : null }).catch((error: unknown) => {
      this.deps.log('error', 'could not record that an agent was seen', { error });
    });
  }

  #cutSoon(identity: { agentId: string } | { user: string }): void {
    this.deps.clock.sleep(CUT_AFTER_MS).then(() => this.deps.cutConnections(identity), () => undefined);
  }
}
