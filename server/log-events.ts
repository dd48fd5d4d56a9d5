// What the server says in the central log of agents, offices, jobs, policies and itself: from journal records as they are added, and from who comes and goes.
import type { AgentMessage__Output } from '../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Hello__Output } from '../shared/rpc/gen/farvault/v1/Hello.js';
import type { FleetState } from './fleet/index.js';
import type { LogStore, LogSubject } from './logs/index.js';
import { scopeKey, type ScopeRef } from './policies/index.js';
import type { JournalBody } from './repository/index.js';

const CLOCK_OFF_MS = 60_000;
const MAX_FAULTS = 100;
const REPEAT_MS = 60_000;
const MAX_REMEMBERED = 100;
const DETAIL_CHARS = 2_000;

type Level = 'info' | 'warn' | 'error';

interface Said {
  level: Level;
  message: string;
  about?: LogSubject;
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, DETAIL_CHARS) : '');
const by = (body: JournalBody): string => (text(body['by']) === '' ? '' : ` by ${text(body['by'])}`);

export class LogEvents {
  /** Until the log is open. */
  #early: Said[] = [];
  #logs: Pick<LogStore, 'event'> | null = null;

  readonly #said = new Map<string, { ms: number; more: number }>();

  /** `now`: monotonic. */
  constructor(
    private readonly fleet: FleetState,
    private readonly now: () => number,
  ) {}

  open(logs: Pick<LogStore, 'event'>): void {
    this.#logs = logs;
    for (const said of this.#early.splice(0)) this.#say(said);
  }

  /** Of the server itself. What comes again and again (strangers at the port, for one) is said once a minute, with how often. */
  server(level: Level, message: string, details: object = {}): void {
    const last = this.#said.get(message);
    const now = this.now();
    if (last !== undefined && now - last.ms < REPEAT_MS) {
      last.more++;
      return;
    }
    this.#said.delete(message);
    this.#said.set(message, { ms: now, more: 0 });
    if (this.#said.size > MAX_REMEMBERED) for (const oldest of this.#said.keys()) {
      this.#said.delete(oldest);
      break;
    }
    if (last !== undefined && last.more > 0) this.#say({ level, message: `${message} · ${last.more} times more since` });
    const more = Object.entries(details).filter(([, value]) => value !== undefined).map(([key, value]) => `${key}: ${value instanceof Error ? value.message : typeof value === 'string' ? value : JSON.stringify(value)}`);
    this.#say({ level, message: [message, ...more].join(' · ').slice(0, DETAIL_CHARS) });
  }

  /** To be called before the state has the record: names of what goes are still known. */
  recorded(body: JournalBody): void {
    const said = this.#describe(body);
    if (said !== null) this.#say(said);
  }

  connected(agentId: string, hello: Hello__Output, address: string, nowMs: number): void {
    const about = this.#ofAgent(agentId);
    this.#say({ level: 'info', message: `agent ${this.#agentName(agentId)} connected from ${address}, version ${text(hello.facts?.version)}`, about });
    const offMs = (hello.facts?.clockMs ?? nowMs) - nowMs;
    if (Math.abs(offMs) > CLOCK_OFF_MS) this.#say({ level: 'warn', message: `the clock of agent ${this.#agentName(agentId)} is ${Math.round(Math.abs(offMs) / 1000)} s ${offMs > 0 ? 'ahead' : 'behind'}`, about });
  }

  disconnected(agentId: string): void {
    this.#say({ level: 'info', message: `agent ${this.#agentName(agentId)} disconnected`, about: this.#ofAgent(agentId) });
  }

  /** An agent works by a desired state, or cannot in part; or says how its update fares. */
  heard(agentId: string, { applied, update }: AgentMessage__Output, jobName: (id: string) => string | undefined): void {
    if (update && update.state !== 'downloading') {
      const level = update.state === 'back' || update.state === 'refused' ? 'warn' : 'info';
      const reason = update.reason === '' ? '' : `: ${text(update.reason)}`;
      this.#say({ level, message: `update of agent ${this.#agentName(agentId)} to ${text(update.version)}: ${text(update.state)}${reason}`, about: this.#ofAgent(agentId) });
    }
    if (applied === null || applied === undefined) return;
    const about = this.#ofAgent(agentId);
    this.#say({ level: 'info', message: `agent ${this.#agentName(agentId)} works by generation ${applied.generation} of its desired state`, about });
    for (const { jobId, reason } of applied.faults.slice(0, MAX_FAULTS)) {
      const name = jobName(jobId) ?? text(jobId);
      this.#say({ level: 'warn', message: `job ${name} cannot be carried out as asked: ${text(reason)}`, about: { ...about, jobName: name } });
    }
  }

  #describe(body: JournalBody): Said | null {
    const id = text(body['id']);
    switch (body.kind) {
      case 'fleet.agent-enrolled':
        return { level: 'info', message: `agent ${text(body['name'])} enrolled from ${text(body['peer'])}`, about: { agentId: id, officeId: text(body['officeId']) } };
      case 'fleet.agent-replaced':
        return { level: 'warn', message: `agent ${this.#agentName(id)} is another machine now, enrolled from ${text(body['peer'])}; the one before has no access any more`, about: this.#ofAgent(id) };
      case 'fleet.agent-renewed':
        return { level: 'info', message: `the certificate of agent ${this.#agentName(id)} was renewed`, about: this.#ofAgent(id) };
      case 'fleet.agent-renamed':
        return { level: 'info', message: `agent ${this.#agentName(id)} is called ${text(body['name'])} now${by(body)}`, about: this.#ofAgent(id) };
      case 'fleet.agent-labelled':
        return { level: 'info', message: `agent ${this.#agentName(id)} was labelled${by(body)}`, about: this.#ofAgent(id) };
      case 'fleet.agent-revoked':
        return { level: 'warn', message: `agent ${this.#agentName(id)} was revoked${by(body)}`, about: this.#ofAgent(id) };
      case 'fleet.agent-deleted':
        return { level: 'info', message: `agent ${this.#agentName(id)} was deleted${by(body)}`, about: this.#ofAgent(id) };
      case 'fleet.office-created':
        return { level: 'info', message: `office ${text(body['name'])} was created${by(body)}`, about: { officeId: id } };
      case 'fleet.office-deleted':
        return { level: 'info', message: `office ${this.fleet.offices.get(id)?.name ?? id} was deleted${by(body)}`, about: { officeId: id } };
      case 'fleet.user-created':
      case 'fleet.user-updated':
      case 'fleet.user-revoked':
        return { level: 'info', message: `user ${text(body['name'])} was ${body.kind.slice('fleet.user-'.length)}${by(body)}` };
      case 'job.created':
      case 'job.updated': {
        const { name, agentId, paused } = body['job'] as { name: string; agentId: string; paused?: boolean };
        return { level: 'info', message: `job ${name} was ${body.kind.slice('job.'.length)}${by(body)}${paused === true ? '; it is paused' : ''}`, about: { ...this.#ofAgent(agentId), jobName: name } };
      }
      case 'job.deleted':
        return { level: 'info', message: `job ${text(body['name'])} was deleted${by(body)}`, about: { ...this.#ofAgent(text(body['agentId'])), jobName: text(body['name']) } };
      case 'policy.set':
      case 'policy.deleted':
        return { level: 'info', message: `the policy of ${this.#policyScope(body)} was ${body.kind.slice('policy.'.length)}${by(body)}` };
      case 'rollout.started':
        return { level: 'info', message: `a rollout of ${text((body['rollout'] as { version: string }).version)} was started${by(body)}` };
      case 'rollout.paused':
      case 'rollout.resumed':
      case 'rollout.aborted':
        return { level: 'info', message: `rollout ${id} was ${body.kind.slice('rollout.'.length)}${by(body)}` };
      case 'chunk.quarantined':
        return { level: 'error', message: `chunks are marked missing: ${text(body['reason'])}` };
      default:
        return null;
    }
  }

  /** As an administrator writes it. */
  #policyScope(body: JournalBody): string {
    const key = body.kind === 'policy.set' ? scopeKey((body['policy'] as { scope: ScopeRef }).scope) : text(body['key']);
    const [kind, ...rest] = key.split(':');
    const id = rest.join(':');
    if (kind === 'office') return `office ${this.fleet.offices.get(id)?.name ?? id}`;
    if (kind === 'agent') return `agent ${this.#agentName(id)}`;
    return id === '' ? kind : `${kind} ${text(id)}`;
  }

  #ofAgent(agentId: string): LogSubject {
    return { agentId, officeId: this.fleet.agents.get(agentId)?.officeId ?? '' };
  }

  #agentName(agentId: string): string {
    return this.fleet.agents.get(agentId)?.name ?? agentId;
  }

  #say(said: Said): void {
    if (this.#logs === null) this.#early.push(said);
    else this.#logs.event(said.level, said.message, said.about);
  }
}
