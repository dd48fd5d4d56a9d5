// The control streams of connected agents: Hello and Welcome, heartbeats, silence, one instance an identity, a bounded queue each.
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { MessageRate } from '../../shared/async/message-rate.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Hello__Output } from '../../shared/rpc/gen/farvault/v1/Hello.js';
import type { ServerMessage } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import { HEARTBEAT_MS, SILENCE_MS } from '../../shared/rpc/limits.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Presence } from './types.js';

const HELLO_TIMEOUT_MS = 10_000;
/** Messages written and not yet taken by HTTP/2; an agent that far behind is cut off, and told everything again when it is back. */
const QUEUE_MESSAGES = 4_096;
/** What is read of one agent, and of all agents of an office together: more waits at the agent, and costs the others nothing. */
const AGENT_RATE = { perSecond: 100, burst: 2_000 };
const OFFICE_RATE = { perSecond: 1_000, burst: 20_000 };
/** Lines of a log, or faults, that count as one more message. */
const ITEMS_A_MESSAGE = 16;
const MAX_WEIGHT = 1_000;

export interface ControlCall extends Pick<ServerDuplexStream<AgentMessage__Output, ServerMessage>, 'write' | 'writableLength'> {
  iterator(options: { destroyOnReturn: boolean }): AsyncIterable<AgentMessage__Output>;
}

export interface ControlEvents {
  onConnect(agentId: string, hello: Hello__Output): void;
  onMessage(agentId: string, message: AgentMessage__Output): Promise<void>;
  onDisconnect(agentId: string, lastHeardMs: number): void;
  welcome(): ServerMessage;
  officeOf(agentId: string): string;
}

interface Live {
  call: ControlCall;
  presence: Presence;
  lastHeard: number; // monotonic
  fail(error: Error): void;
}

export class ControlStreams {
  readonly #live = new Map<string, Live>();
  readonly #offices = new Map<string, MessageRate>();

  constructor(
    private readonly clock: Clock,
    private readonly events: ControlEvents,
  ) {}

  presence(agentId: string): Presence | undefined {
    return this.#live.get(agentId)?.presence;
  }

  online(): Presence[] {
    return [...this.#live.values()].map((live) => live.presence);
  }

  send(agentId: string, message: ServerMessage): boolean {
    const live = this.#live.get(agentId);
    if (live === undefined) return false;
    if (live.call.writableLength >= QUEUE_MESSAGES) {
      live.fail(new FarvaultError('NO_SPACE', 'the agent does not take what it is sent', { retryable: true }));
      return false;
    }
    live.call.write(message);
    return true;
  }

  /** Ends the agent's stream with `error`. */
  cut(agentId: string, error: FarvaultError): void {
    this.#live.get(agentId)?.fail(error);
  }

  cutAll(error: FarvaultError): void {
    for (const live of this.#live.values()) live.fail(error);
  }

  /** Serves one stream until either side ends it; rejects with the reason why this side did. */
  async serve(call: ControlCall, agentId: string, address: string, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const failed = new Promise<never>((_, reject) => {
      const fail = (error: Error): void => {
        reject(error);
        stop.abort(error);
      };
      signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true });
      if (signal.aborted) fail(signal.reason as Error);
      this.#pump(call, agentId, address, fail, stop.signal).then(
        () => fail(new FarvaultError('CANCELLED', 'the agent ended its stream')),
        fail,
      );
    });
    try {
      await failed;
    } catch (error) {
      if (!(error instanceof FarvaultError && error.code === 'CANCELLED')) throw error;
    } finally {
      const live = this.#live.get(agentId);
      if (live?.call === call) {
        this.#live.delete(agentId);
        this.events.onDisconnect(agentId, live.presence.lastHeardMs);
      }
    }
  }

  async #pump(call: ControlCall, agentId: string, address: string, fail: (error: Error) => void, stopped: AbortSignal): Promise<void> {
    let live: Live | undefined;
    const rate = new MessageRate(this.clock, AGENT_RATE.perSecond, AGENT_RATE.burst);
    this.clock.sleep(HELLO_TIMEOUT_MS, stopped).then(
      () => {
        if (live === undefined) fail(new FarvaultError('DEADLINE', 'no Hello in time'));
      },
      () => undefined,
    );
    // A stream that is destroyed when the loop is left could not tell the agent why.
    for await (const message of call.iterator({ destroyOnReturn: false })) {
      stopped.throwIfAborted();
      if (live === undefined) {
        if (!message.hello) throw new FarvaultError('INVALID', 'the first message of a control stream must be Hello');
        live = this.#admit(call, agentId, address, message.hello, fail);
        this.#watch(live, agentId, stopped);
        call.write(this.events.welcome());
        this.events.onConnect(agentId, message.hello);
        continue;
      }
      live.lastHeard = this.clock.monotonic();
      live.presence.lastHeardMs = this.clock.now();
      if (message.hello) throw new FarvaultError('INVALID', 'a second Hello on one control stream');
      if (!message.heartbeat) {
        await this.events.onMessage(agentId, message);
        live.lastHeard = this.clock.monotonic();
      }
      const weight = weightOf(message);
      const waitMs = Math.max(rate.take(weight), this.#officeRate(agentId).take(weight));
      if (waitMs > 0) {
        await this.clock.sleep(waitMs, stopped);
        live.lastHeard = this.clock.monotonic();
      }
    }
  }

  #officeRate(agentId: string): MessageRate {
    const office = this.events.officeOf(agentId);
    const rate = this.#offices.get(office) ?? new MessageRate(this.clock, OFFICE_RATE.perSecond, OFFICE_RATE.burst);
    this.#offices.set(office, rate);
    return rate;
  }

  #admit(call: ControlCall, agentId: string, address: string, hello: Hello__Output, fail: (error: Error) => void): Live {
    const other = this.#live.get(agentId);
    if (other !== undefined && other.presence.instanceId !== hello.instanceId) {
      throw new FarvaultError('CONFLICT', `another process with this agent's identity is connected, from ${other.presence.address}`, {
        remedy: 'Stop one of the two; if the data directory was copied to another machine, enrol that machine anew.',
        retryable: true,
      });
    }
    other?.fail(new FarvaultError('CONFLICT', 'the agent has opened a new control stream'));
    const now = this.clock.now();
    const live: Live = {
      call,
      presence: { agentId, instanceId: hello.instanceId, address, sinceMs: now, lastHeardMs: now, activeRuns: hello.activeRuns },
      lastHeard: this.clock.monotonic(),
      fail,
    };
    this.#live.set(agentId, live);
    return live;
  }

  #watch(live: Live, agentId: string, stopped: AbortSignal): void {
    const beat = async (): Promise<void> => {
      for (let number = 1; ; number++) {
        await this.clock.sleep(HEARTBEAT_MS, stopped);
        if (this.#live.get(agentId) === live) this.send(agentId, { heartbeat: { number } });
      }
    };
    const listen = async (): Promise<void> => {
      for (;;) {
        const silence = this.clock.monotonic() - live.lastHeard;
        if (silence >= SILENCE_MS) return live.fail(new FarvaultError('DEADLINE', `nothing heard from the agent for ${Math.round(silence / 1000)} s`));
        await this.clock.sleep(SILENCE_MS - silence, stopped);
      }
    };
    // Both end by the abort of their sleep, when the stream is over.
    beat().catch(() => undefined);
    listen().catch(() => undefined);
  }
}

function weightOf({ log, ended, applied }: AgentMessage__Output): number {
  const items = (log?.lines.length ?? 0) + (ended?.log.length ?? 0) + (applied?.faults.length ?? 0);
  return Math.min(MAX_WEIGHT, 1 + Math.floor(items / ITEMS_A_MESSAGE));
}
