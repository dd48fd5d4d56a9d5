// The Admin service from within the test process: a question costs a call, not a program start. What it cannot reach it says at once.
import { readFileSync } from 'node:fs';
import * as grpc from '@grpc/grpc-js';
import { parseAdminConfig } from '../../shared/config/admin-config.js';
import { openConnection, unary, type Connection, type UnaryMethod } from '../../shared/rpc/client.js';
import type { AdminClient } from '../../shared/rpc/gen/farvault/v1/Admin.js';
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';

const DEADLINE_MS = 5_000;

export class AdminSession {
  #connection: Connection | null = null;

  constructor(
    private readonly configFile: string,
    private readonly address: () => string,
  ) {}

  async call<Request, Response>(method: (admin: AdminClient) => UnaryMethod<Request, Response>, request: Request): Promise<Response> {
    const { admin } = this.#connected();
    return unary(method(admin), request, undefined, DEADLINE_MS);
  }

  /** The connection of the call before while it stands. Another is opened at once, not after the back-off that a broken one would keep to. */
  #connected(): Connection {
    const address = this.address();
    const kept = this.#connection;
    if (kept !== null && kept.address === address && kept.admin.getChannel().getConnectivityState(false) === grpc.connectivityState.READY) return kept;
    this.close();
    return (this.#connection = openConnection(address, parseAdminConfig(readFileSync(this.configFile, 'utf8'), this.configFile)));
  }

  close(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  async isOnline(agent: string): Promise<boolean> {
    const { agents } = await this.call((admin) => admin.listAgents.bind(admin), {});
    return agents.some((one) => one.name === agent && one.state === 'online');
  }

  run(id: string): Promise<Run__Output> {
    return this.call((admin) => admin.getRun.bind(admin), { id });
  }

  async runs(): Promise<Run__Output[]> {
    return (await this.call((admin) => admin.listRuns.bind(admin), { limit: 50 })).runs;
  }

  startJob(job: string): Promise<Run__Output> {
    return this.call((admin) => admin.startJob.bind(admin), { name: job });
  }
}

export function hasEnded(run: Run__Output): boolean {
  return run.state !== 'queued' && run.state !== 'running';
}
