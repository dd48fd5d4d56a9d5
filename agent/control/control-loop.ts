// Keeps a control stream to the server: ordered addresses, jittered back-off, heartbeats both ways, silence noticed. Runs outlive the link.
import { randomUUID } from 'node:crypto';
import type * as grpc from '@grpc/grpc-js';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { Connection } from '../../shared/rpc/client.js';
import type { AgentFacts } from '../../shared/rpc/gen/farvault/v1/AgentFacts.js';
import type { DesiredState__Output } from '../../shared/rpc/gen/farvault/v1/DesiredState.js';
import type { AgentMessage } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { ServerMessage__Output } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import type { Welcome__Output } from '../../shared/rpc/gen/farvault/v1/Welcome.js';
import { HEARTBEAT_MS, SILENCE_MS } from '../../shared/rpc/limits.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { BackOff } from '../../shared/service/back-off.js';
import type { Clock } from '../../shared/time/clock.js';
import { REPORT_MS, type RunManager } from './run-manager.js';

const QUEUE_MESSAGES = 4_096;
/** A state that the disk did not take is tried again so often. */
const TAKE_AGAIN_MS = 60_000;
/** A server that comes back is not to meet all its agents in the same moment: the first retry comes within some seconds, and no later one more than half a minute after. */
const RETRY = { firstMs: 4_000, longestMs: 30_000, leastShare: 0.05 };

/** Works by the desired state. */
export interface OwnWork {
  readonly generation: number;
  readonly stateHash: string;
  take(state: DesiredState__Output): Promise<void>;
  /** Of a run that is not being worked on. */
  settled(runId: string, what: string): Promise<void>;
  /** After the ends of runs were told. */
  attach(send: (message: AgentMessage) => boolean): void;
  detach(): void;
}

export interface ControlLoopDependencies {
  /** To the first address that answers. */
  connect(): Promise<Connection>;
  facts(): AgentFacts;
  runs: RunManager;
  work: OwnWork;
  clock: Clock;
  /** Rejects a server that this agent must not work for. */
  admit?(welcome: Welcome__Output): Promise<void>;
  /** `send`: to the server, while this connection lasts; false: not now. */
  onConnected(connection: Connection, welcome: Welcome__Output, send: (message: AgentMessage) => boolean): void;
  onDisconnected(reason: string): void;
  /** [0, 1). */
  random: () => number;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
}

type ControlStream = grpc.ClientDuplexStream<AgentMessage, ServerMessage__Output>;

export class ControlLoop {
  readonly #instanceId = randomUUID();
  #newestState: DesiredState__Output | null = null;

  constructor(private readonly deps: ControlLoopDependencies) {}

  /** Until the signal aborts. Rejects only when going on is pointless: never for a link or server that is down. */
  async run(signal: AbortSignal): Promise<void> {
    const { deps } = this;
    const backOff = new BackOff({ ...RETRY, random: deps.random });
    while (!signal.aborted) {
      try {
        const connection = await deps.connect();
        try {
          await this.#serve(connection, signal, () => backOff.reset());
        } finally {
          connection.close();
        }
      } catch (error) {
        if (signal.aborted) return;
        const failure = fromServiceError(error);
        deps.onDisconnected(failure.message);
        deps.log(isFarvaultError(failure, 'UNAVAILABLE') ? 'info' : 'warn', 'no control stream', { code: failure.code, reason: failure.message, remedy: failure.remedy });
      }
      try {
        await deps.clock.sleep(backOff.next(), signal);
      } catch {
        return;
      }
    }
  }

  async #serve(connection: Connection, signal: AbortSignal, connected: () => void): Promise<void> {
    const { deps } = this;
    const stream: ControlStream = connection.agent.control();
    const stop = new AbortController();
    let lastHeard = deps.clock.monotonic();
    try {
      await new Promise<void>((resolve, reject) => {
        const fail = (error: unknown): void => reject(error instanceof Error ? error : new Error(messageOf(error)));
        signal.addEventListener('abort', () => resolve(), { once: true, signal: stop.signal });
        stream.on('error', fail);
        stream.on('end', () => fail(new FarvaultError('UNAVAILABLE', 'the server ended the control stream')));
        stream.on('data', (message: ServerMessage__Output) => {
          lastHeard = deps.clock.monotonic();
          this.#take(message, connection, stream, stop.signal, connected).catch(fail);
        });
        stream.write({ hello: { facts: deps.facts(), activeRuns: deps.runs.activeRuns(), instanceId: this.#instanceId, generation: deps.work.generation, stateHash: deps.work.stateHash } });
        this.#beat(stream, stop.signal).catch(() => undefined); // Its sleep ends by the abort of `stop`.
        this.#listen(() => lastHeard, stop.signal).catch((error: unknown) => {
          if (!stop.signal.aborted) fail(error);
        });
        this.#report(stop.signal).catch(() => undefined); // As above.
      });
    } finally {
      stop.abort(new Error('the stream is over'));
      deps.runs.detach();
      deps.work.detach();
      stream.on('error', () => undefined);
      stream.cancel();
    }
  }

  async #take(message: ServerMessage__Output, connection: Connection, stream: ControlStream, stopped: AbortSignal, connected: () => void): Promise<void> {
    const { runs, work } = this.deps;
    if (message.welcome) {
      await this.deps.admit?.(message.welcome);
      connected();
      const send = (outgoing: AgentMessage): boolean => stream.writableLength < QUEUE_MESSAGES && (stream.write(outgoing), true);
      runs.attach(send);
      work.attach(send);
      this.deps.onConnected(connection, message.welcome, send);
      this.deps.log('info', 'connected', { address: connection.address, server: message.welcome.serverVersion });
    } else if (message.start) runs.start(message.start);
    else if (message.cancel) {
      runs.cancel(message.cancel.runId);
      await work.settled(message.cancel.runId, 'the server does not take it');
    } else if (message.endRecorded) {
      await runs.endRecorded(message.endRecorded.runId);
      await work.settled(message.endRecorded.runId, 'the server has recorded its end');
    } else if (message.desired) await this.#takeState(message.desired, stopped);
  }

  /** A state that cannot be used is no reason to lose the line; one that the disk does not take is tried again while the line lasts, as the server would send it at the next. */
  async #takeState(state: DesiredState__Output, stopped: AbortSignal): Promise<void> {
    this.#newestState = state;
    while (this.#newestState === state && !stopped.aborted) {
      try {
        return await this.deps.work.take(state);
      } catch (error) {
        this.deps.log('error', 'a desired state was not taken', { reason: messageOf(error) });
        if (isFarvaultError(error, 'INVALID')) return;
      }
      await this.deps.clock.sleep(TAKE_AGAIN_MS, stopped).catch(() => undefined); // Looked at next.
    }
  }

  async #beat(stream: ControlStream, stopped: AbortSignal): Promise<void> {
    for (let number = 1; ; number++) {
      await this.deps.clock.sleep(HEARTBEAT_MS, stopped);
      stream.write({ heartbeat: { number } });
    }
  }

  async #listen(lastHeard: () => number, stopped: AbortSignal): Promise<void> {
    for (;;) {
      const silence = this.deps.clock.monotonic() - lastHeard();
      if (silence >= SILENCE_MS) throw new FarvaultError('DEADLINE', `nothing heard from the server for ${Math.round(silence / 1000)} s`);
      await this.deps.clock.sleep(SILENCE_MS - silence, stopped);
    }
  }

  async #report(stopped: AbortSignal): Promise<void> {
    for (;;) {
      await this.deps.clock.sleep(REPORT_MS, stopped);
      this.deps.runs.report();
    }
  }
}
