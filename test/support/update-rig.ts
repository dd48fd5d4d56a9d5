// A server that carries releases and orders updates, for the update suites: one process, one lasting connection to it as administrator.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAdminConfig } from '../../shared/config/admin-config.js';
import { openConnection, unary, type Connection, type UnaryMethod } from '../../shared/rpc/client.js';
import type { AdminClient } from '../../shared/rpc/gen/farvault/v1/Admin.js';
import type { AgentInfo__Output } from '../../shared/rpc/gen/farvault/v1/AgentInfo.js';
import type { Rollout__Output } from '../../shared/rpc/gen/farvault/v1/Rollout.js';
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import { hasEnded } from './admin-client.js';
import { Cluster } from './cluster.js';

const DEADLINE_MS = 10_000;
/** Agents know the server by the address they enrolled with alone: of the one they are told nobody listens. */
const NOBODY = '127.0.0.1:9';

export interface RolloutOptions {
  version: string;
  office?: string;
  rings?: string[];
  soakMs?: number;
  haltAbove?: number;
}

export class UpdateSite {
  readonly cluster: Cluster;
  #connection: Connection | null = null;

  constructor(dir: string) {
    this.cluster = new Cluster(dir);
  }

  async start(options: { env?: NodeJS.ProcessEnv } = {}): Promise<void> {
    mkdirSync(this.cluster.serverDir, { recursive: true });
    await this.cluster.startServer(options);
    await this.cluster.server!.stop();
    writeFileSync(path.join(this.cluster.serverDir, 'backupd.json'), JSON.stringify({ advertise: [NOBODY] }));
    await this.cluster.startServer(options);
  }

  /** Lasting; grpc connects it again after a restart of the server. */
  get connection(): Connection {
    this.#connection ??= openConnection(this.cluster.address, parseAdminConfig(readFileSync(this.cluster.config, 'utf8'), this.cluster.config));
    return this.#connection;
  }

  async call<Request, Response>(method: (admin: AdminClient) => UnaryMethod<Request, Response>, request: Request): Promise<Response> {
    return unary(method(this.connection.admin), request, undefined, DEADLINE_MS);
  }

  async agents(): Promise<AgentInfo__Output[]> {
    return (await this.call((admin) => admin.listAgents.bind(admin), {})).agents;
  }

  async agent(name: string): Promise<AgentInfo__Output> {
    const found = (await this.agents()).find((one) => one.name === name);
    if (found === undefined) throw new Error(`the server knows no agent ${name}`);
    return found;
  }

  async startRollout({ version, office = '', rings = ['100%'], soakMs = 0, haltAbove = 100 }: RolloutOptions): Promise<Rollout__Output> {
    return this.call((admin) => admin.startRollout.bind(admin), { version, office, rings, soakMs, haltAbove });
  }

  rollout(id: string): Promise<Rollout__Output> {
    return this.call((admin) => admin.getRollout.bind(admin), { id });
  }

  changeRollout(id: string, action: 'pause' | 'resume' | 'abort'): Promise<Rollout__Output> {
    return this.call((admin) => admin.changeRollout.bind(admin), { id, action });
  }

  /** Orders a run and waits for its end. */
  async backUp(job: string, timeoutMs: number): Promise<Run__Output> {
    const { id } = await this.call((admin) => admin.startJob.bind(admin), { name: job });
    return this.ended(id, timeoutMs);
  }

  async ended(id: string, timeoutMs: number): Promise<Run__Output> {
    let last: Run__Output | null = null;
    await until(`run ${id} to end`, timeoutMs, async () => {
      last = await this.call((admin) => admin.getRun.bind(admin), { id });
      return hasEnded(last);
    });
    return last!;
  }

  async stop(): Promise<void> {
    this.#connection?.close();
    await this.cluster.stop();
  }
}

/** Asks again and again; an error of the asking is as a no, and stands in the message when time is up. */
export async function until(what: string, timeoutMs: number, probe: () => boolean | Promise<boolean>, everyMs = 80): Promise<void> {
  const end = performance.now() + timeoutMs;
  let reason = '';
  for (;;) {
    try {
      if (await probe()) return;
      reason = '';
    } catch (error) {
      reason = `: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() > end) throw new Error(`waited ${Math.round(timeoutMs / 1000)} s in vain for ${what}${reason}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
