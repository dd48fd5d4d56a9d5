// A whole Farvault on this machine: a server, any number of agents, and backupctl, as real processes in one directory.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NODE_FLAGS, SMALL_ENVIRONMENT } from '../../agent/memory.js';
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import { AdminSession, hasEnded } from './admin-client.js';
import { Daemon, PROGRAMS, repositoryRoot, runProgram, type Finished, type RunOptions } from './daemon.js';

/** Benches take an agent as it is. Tests start it small at once, as the `backup-agent` of a release does, and with short waits for its server. */
const IN_TESTS = process.env['VITEST'] !== undefined;
const SHORT_WAITS = path.join(repositoryRoot, 'test/support/short-waits.mjs');

export interface AgentHandle {
  name: string;
  dataDir: string;
  restoreRoot: string;
  daemon: Daemon | null;
}

export class Cluster {
  readonly dir: string;
  readonly serverDir: string;
  server: Daemon | null = null;
  readonly agents = new Map<string, AgentHandle>();
  readonly admin: AdminSession;
  #lastListen = '127.0.0.1:0';

  /** `serverDir`: where the server's data goes; default: in `dir`. */
  constructor(dir: string, serverDir = path.join(dir, 'server')) {
    this.dir = dir;
    this.serverDir = serverDir;
    this.admin = new AdminSession(this.config, () => this.#lastListen);
    mkdirSync(dir, { recursive: true });
  }

  get config(): string {
    return path.join(this.serverDir, 'admin.json');
  }

  /** Where the server listens (`host:port`). */
  get address(): string {
    return (JSON.parse(readFileSync(path.join(this.serverDir, 'run.json'), 'utf8')) as { listen: string }).listen;
  }

  async startServer(options: RunOptions & { listen?: string } = {}): Promise<Daemon> {
    // The same port again after a restart, so that agents find it.
    const listen = options.listen ?? (this.server === null ? '127.0.0.1:0' : this.#lastListen);
    const daemon = new Daemon(PROGRAMS.backupd, ['run', '--data-dir', this.serverDir, '--listen', listen], path.join(this.dir, 'server.log'), options);
    this.server = daemon;
    await daemon.waitFor('the server', () => /\bready\b/.test(daemon.output));
    this.#lastListen = this.address;
    return daemon;
  }

  /** Backs up and waits for the end, however it ends. */
  async backUp(job: string, timeoutMs = 120_000): Promise<Run__Output> {
    return this.ended((await this.admin.startJob(job)).id, timeoutMs);
  }

  /** Waits for a run, over restarts of the server and the agent. */
  async ended(id: string, timeoutMs = 120_000): Promise<Run__Output> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const run = await this.admin.run(id).catch(() => null);
      if (run !== null && hasEnded(run)) return run;
      if (performance.now() > deadline) throw new Error(`run ${id} did not end within ${timeoutMs} ms\n${this.logs()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async online(name: string, timeoutMs = 60_000): Promise<void> {
    await this.agents.get(name)!.daemon!.waitFor(`agent ${name} to be online`, () => this.admin.isOnline(name).catch(() => false), timeoutMs);
  }

  /** The last of what the daemons said, for the message of a failure. */
  logs(): string {
    const daemons: [string, Daemon | null][] = [['server', this.server], ...[...this.agents.values()].map((agent): [string, Daemon | null] => [agent.name, agent.daemon])];
    return daemons.map(([name, daemon]) => `--- ${name}\n${daemon?.output.slice(-3000) ?? ''}`).join('\n');
  }

  async addAgent(name: string, office: string, options: { restoreRoot?: string; server?: string } & RunOptions = {}): Promise<AgentHandle> {
    const { offices } = await this.admin.call((admin) => admin.listOffices.bind(admin), {});
    if (!offices.some((known) => known.name === office)) await this.admin.call((admin) => admin.createOffice.bind(admin), { name: office });
    const { token } = await this.admin.call((admin) => admin.createToken.bind(admin), { office });
    const handle: AgentHandle = { name, dataDir: path.join(this.dir, `agent-${name}`), restoreRoot: options.restoreRoot ?? path.join(this.dir, 'restored'), daemon: null };
    const enrolled = await runProgram(PROGRAMS.agent, ['enrol', '--data-dir', handle.dataDir, '--token', token, '--server', options.server ?? this.address, '--name', name, '--restore-root', handle.restoreRoot]);
    if (enrolled.code !== 0) throw new Error(`enrol ${name}: exit ${enrolled.code}\n${enrolled.stderr}`);
    this.agents.set(name, handle);
    await this.startAgent(name, options);
    return handle;
  }

  async startAgent(name: string, options: RunOptions = {}): Promise<Daemon> {
    const handle = this.agents.get(name)!;
    const started = IN_TESTS ? { ...options, nodeArgs: [...NODE_FLAGS, '--import', SHORT_WAITS, ...(options.nodeArgs ?? [])], env: { ...SMALL_ENVIRONMENT, ...options.env } } : options;
    const daemon = new Daemon(PROGRAMS.agent, ['run', '--data-dir', handle.dataDir], path.join(this.dir, `agent-${name}.log`), started);
    handle.daemon = daemon;
    await this.online(name);
    return daemon;
  }

  ctl(args: string[], options: RunOptions = {}): Promise<Finished> {
    return runProgram(PROGRAMS.ctl, ['--config', this.config, ...args], options);
  }

  /** backupctl that must succeed; gives its output. */
  async ok(args: string[], options: RunOptions = {}): Promise<string> {
    const done = await this.ctl(args, options);
    if (done.code !== 0) throw new Error(`backupctl ${args.join(' ')}: exit ${done.code ?? done.signal}\n${done.stderr}${done.stdout.toString()}`);
    return done.stdout.toString();
  }

  async json<T>(args: string[]): Promise<T> {
    return JSON.parse(await this.ok([...args, '--json'])) as T;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.agents.values()].map((agent) => agent.daemon?.stop() ?? Promise.resolve()));
    this.admin.close();
    await this.server?.stop();
  }

  release(): void {
    for (const agent of this.agents.values()) agent.daemon?.release();
    this.server?.release();
  }
}
