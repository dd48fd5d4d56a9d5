// What the fleet knows, and what other domains may ask of it. State is journalled; who is connected is not.
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Hello__Output } from '../../shared/rpc/gen/farvault/v1/Hello.js';
import type { ServerMessage } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import type { CallIdentity, UserRole } from './identity.js';

export interface Office {
  id: string;
  name: string;
  createdMs: number;
}

/** What an agent says of its machine; shown, never trusted. */
export interface Facts {
  version: string;
  hostname: string;
  platform: string;
  arch: string;
  kernel: string;
  restoreRoots: string[];
  warnings: string[];
  clockMs: number;
  /** Of an agent that was installed from a release; 0 and empty: started by hand. */
  launcher: number;
  slot: string;
  channel: string;
}

export interface Agent {
  id: string;
  name: string;
  officeId: string;
  enrolledMs: number;
  /** Serial numbers of its newest certificate and of the one before (whose successor may never have arrived). */
  serial: string;
  previousSerial: string;
  certificateExpiresMs: number;
  revokedMs: number | null;
  lastSeenMs: number;
  facts: Facts | null;
  /** For policies of groups of agents. */
  labels: Record<string, string>;
}

/** `offices`: ids; null: all. */
export type UserAccess = { role: UserRole; offices: readonly string[] | null };

export interface User extends UserAccess {
  name: string;
  createdMs: number;
  serial: string;
  certificateExpiresMs: number;
  revokedMs: number | null;
}

/** An agent whose control stream stands. */
export interface Presence {
  agentId: string;
  instanceId: string;
  address: string;
  sinceMs: number;
  lastHeardMs: number;
  activeRuns: string[];
}

export interface IssuedCertificate {
  /** DER. */
  certificate: Buffer;
  ca: Buffer;
}

export interface Enrolment extends IssuedCertificate {
  agent: Agent;
  office: Office;
}

type Stop = () => void;

/**
 * Offices, agents, tokens, users, and the live control streams. Names are looked up exactly. Errors: NOT_FOUND, EXISTS, REFUSED, INVALID, as named.
 * Every change resolves when it is journalled.
 */
export interface Fleet {
  createOffice(name: string): Promise<Office>;
  listOffices(): Office[];
  /** By name or id. */
  getOffice(nameOrId: string): Office;
  /** REFUSED while it has agents that are not revoked; revoked ones go with it. What becomes of its snapshots is the caller's. */
  deleteOffice(name: string): Promise<void>;
  /** Throws what deleteOffice would. */
  checkOfficeMayGo(name: string): void;

  /** The text of a new single-use token. `replaces`: the machine that uses it becomes this agent (by name) in the place of its present one. */
  createToken(office: string, ttlMs: number, replaces?: string): Promise<{ token: string; office: Office; expiresMs: number }>;
  enrol(request: { secret: Buffer; csr: Buffer; name: string; facts: Facts | null }, peer: string): Promise<Enrolment>;
  /** Agents and administrators: a new certificate for the caller's key or a new one. */
  renew(identity: CallIdentity, csr: Buffer): Promise<IssuedCertificate>;

  listAgents(office?: string): Agent[];
  /** By name or id; names are unique over all offices. */
  getAgent(nameOrId: string): Agent;
  renameAgent(name: string, newName: string): Promise<Agent>;
  /** Adds or changes the labels `set`, takes those of `unset` away. INVALID beyond the bounds. */
  setLabels(name: string, set: Record<string, string>, unset: readonly string[]): Promise<Agent>;
  /** Cuts its connections, too. */
  revokeAgent(name: string): Promise<Agent>;
  /** REFUSED unless it is revoked. */
  deleteAgent(name: string): Promise<void>;

  /** With all rights unless told otherwise. */
  createUser(name: string, csr: Buffer, access?: UserAccess): Promise<{ user: User } & IssuedCertificate>;
  /** REFUSED when nobody with all rights would be left. */
  updateUser(name: string, change: Partial<UserAccess>): Promise<User>;
  listUsers(): User[];
  revokeUser(name: string): Promise<User>;

  /** Undefined: offline. */
  presence(agentId: string): Presence | undefined;
  online(): Presence[];
  /** False when the agent is not connected, or its queue is full (its stream is then closed): nothing was sent. */
  send(agentId: string, message: ServerMessage): boolean;
  /** Messages but Hello and Heartbeat, in order. A handler that throws closes that agent's stream. */
  onMessage(handler: (agentId: string, message: AgentMessage__Output) => void | Promise<void>): Stop;
  /** After Welcome was queued: what the handler sends arrives after it. */
  onConnect(handler: (agentId: string, hello: Hello__Output) => void): Stop;
  onDisconnect(handler: (agentId: string) => void): Stop;
}
