// An agent that is only a control stream: it says what a test has it say of its updates, and hears what it is to run. Over restarts of the server.
import { randomUUID } from 'node:crypto';
import { enrol } from '../../agent/control/enrolment.js';
import type { AgentIdentity } from '../../agent/agent-files.js';
import { openConnection, type Connection } from '../../shared/rpc/client.js';
import type { AgentMessage } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { DesiredUpdate__Output } from '../../shared/rpc/gen/farvault/v1/DesiredUpdate.js';
import type { ServerMessage__Output } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import type { UpdateReport } from '../../shared/rpc/gen/farvault/v1/UpdateReport.js';
import { parseToken } from '../../shared/rpc/token.js';
import type { ClientDuplexStream } from '@grpc/grpc-js';

const AGAIN_MS = 200;

export class ScriptedAgent {
  /** What it should run; null: stay. */
  wanted: DesiredUpdate__Output | null = null;
  report: UpdateReport | null = null;
  #stream: ClientDuplexStream<AgentMessage, ServerMessage__Output> | null = null;
  #connection: Connection;
  #stopped = false;
  #generation = 0;

  constructor(
    readonly identity: AgentIdentity,
    address: string,
    public version: string,
    /** Called when it is told something else; after a while it may `say`. */
    private readonly onWanted: (agent: ScriptedAgent) => void,
  ) {
    this.#connection = openConnection(address, identity);
    this.connect();
  }

  static async enrol(address: string, token: string, name: string, version: string): Promise<AgentIdentity> {
    return enrol({ token: parseToken(token), addresses: [address], name, facts: factsOf(name, version) });
  }

  /** A report of the update that it was told, or of the one it spoke of last. */
  say(state: string, reason = ''): void {
    const about = this.wanted ?? this.report;
    this.report = { rollout: about?.rollout ?? '', version: about?.version ?? '', state, reason, timeMs: Date.now() };
    this.#stream?.write({ update: this.report });
  }

  /** Ends the stream, as a process that gives its place to another. */
  disconnect(): void {
    const stream = this.#stream;
    this.#stream = null;
    stream?.end();
  }

  connect(): void {
    const stream = this.#connection.agent.control();
    this.#stream = stream;
    stream.on('data', (message: ServerMessage__Output) => this.#take(message));
    stream.on('error', () => this.#again(stream));
    stream.on('end', () => this.#again(stream));
    stream.write({ hello: { facts: { ...factsOf(this.identity.name, this.version), update: this.report }, activeRuns: [], instanceId: randomUUID(), generation: this.#generation, stateHash: '' } });
  }

  stop(): void {
    this.#stopped = true;
    this.disconnect();
    this.#connection.close();
  }

  #again(stream: unknown): void {
    if (this.#stopped || this.#stream !== stream) return;
    this.#stream = null;
    setTimeout(() => {
      if (!this.#stopped && this.#stream === null) this.connect();
    }, AGAIN_MS);
  }

  #take({ desired }: ServerMessage__Output): void {
    if (!desired) return;
    this.#generation = Number(desired.generation);
    this.#stream?.write({ applied: { generation: desired.generation, faults: [] } });
    this.wanted = desired.update;
    this.onWanted(this);
  }
}

function factsOf(hostname: string, version: string) {
  return { version, hostname, platform: 'linux', arch: 'x64', kernel: '', restoreRoots: [], warnings: [], clockMs: Date.now(), launcher: 1, slot: 'a', channel: 'stable' };
}
