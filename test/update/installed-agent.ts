// An agent as the installer lays it out: launcher, slots and state in one folder, its data in another, a supervisor above it, a line of its own to the server.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CuttableFileSystem, type TemporaryFileSystem } from '../support/file-system.js';
import { ChaosProxy } from '../support/chaos-proxy.js';
import { repositoryRoot } from '../support/daemon.js';
import { Supervised } from '../support/supervised.js';
import { until, type UpdateSite } from '../support/update-rig.js';
import { wholeSlot } from './whole-slot.js';
import { runFinished } from './run-finished.js';

export type Slot = 'a' | 'b';

export interface InstallOptions {
  /** The unpacked release that it is installed from. */
  release: string;
  /** Trusted from the start on. */
  root: Buffer;
  /** Home and data go in there. */
  machine?: string;
  /** What that lies on, if it is a file system of its own. */
  disk?: CuttableFileSystem | TemporaryFileSystem | undefined;
  office?: string;
  proxySeed?: number;
}

export interface StartOptions {
  env?: NodeJS.ProcessEnv;
  keepOrphans?: boolean;
}

/** Of the trusted metadata: how far each file has come. */
export type TrustedVersions = Record<'root' | 'targets' | 'snapshot' | 'timestamp', number>;

const ROLES = ['root', 'targets', 'snapshot', 'timestamp'] as const;
const START_MS = 60_000;
const DISK_MS = 120_000;

export class InstalledAgent {
  readonly home: string;
  readonly dataDir: string;
  readonly tree: string;
  /** What each process is armed with (test/support/arm-failpoints.mjs). */
  readonly arms: string;
  readonly logFile: string;
  supervised: Supervised | null = null;
  proxy!: ChaosProxy;

  private constructor(
    readonly site: UpdateSite,
    readonly name: string,
    readonly dir: string,
    readonly machine: string,
    readonly disk: InstallOptions['disk'],
  ) {
    this.home = path.join(machine, 'opt');
    this.dataDir = path.join(machine, 'data');
    this.tree = path.join(dir, 'tree');
    this.arms = path.join(dir, 'arms');
    this.logFile = path.join(dir, 'agent.log');
  }

  get office(): string {
    return `office-of-${this.name}`;
  }

  static async install(site: UpdateSite, name: string, dir: string, { release, root, machine = path.join(dir, 'machine'), disk, office, proxySeed = 1 }: InstallOptions): Promise<InstalledAgent> {
    const agent = new InstalledAgent(site, name, dir, machine, disk);
    for (const folder of [agent.tree, agent.arms, path.join(agent.home, 'slots'), path.join(agent.home, 'state'), path.join(agent.dataDir, 'update')]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(agent.dataDir, 'update', 'root.json'), root, { mode: 0o600 });
    for (let i = 0; i < 8; i++) writeFileSync(path.join(agent.tree, `file-${i}`), `${name} ${i}\n`.repeat(200));
    agent.proxy = await ChaosProxy.start(site.cluster.address, proxySeed);
    cpSync(release, path.join(agent.home, 'slots', 'a'), { recursive: true });
    cpSync(path.join(release, 'launcher'), path.join(agent.home, 'launcher'));
    writeFileSync(path.join(agent.home, 'state', 'current'), 'a\n');
    await agent.#enrol(office ?? agent.office);
    return agent;
  }

  async #enrol(office: string): Promise<void> {
    const { site } = this;
    const { offices } = await site.call((admin) => admin.listOffices.bind(admin), {});
    if (!offices.some((one) => one.name === office)) await site.call((admin) => admin.createOffice.bind(admin), { name: office });
    const { token } = await site.call((admin) => admin.createToken.bind(admin), { office, ttlSeconds: 3600 });
    const args = ['exec', 'enrol', '--data-dir', this.dataDir, '--token', token, '--server', this.proxy.address, '--name', this.name, '--restore-root', path.join(this.dir, 'restored')];
    const done = await runFinished(path.join(this.home, 'launcher'), args, this.#environment({}));
    if (done.code !== 0) throw new Error(`enrol ${this.name}: exit ${done.code}\n${done.output}`);
    await site.call((admin) => admin.createJob.bind(admin), { job: { name: this.name, agent: this.name, paths: [this.tree], fsSnapshot: 'none' } });
  }

  #environment(extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return { PATH: process.env['PATH'], HOME: this.dir, NO_COLOR: '1', ...extra };
  }

  start({ env = {}, keepOrphans = false }: StartOptions = {}): void {
    const armed = readdirSync(this.arms).length > 0;
    const arming = armed ? { NODE_OPTIONS: `--import=${path.join(repositoryRoot, 'test/support/arm-failpoints.mjs')}`, FARVAULT_TEST_ARMS: this.arms } : {};
    this.supervised = new Supervised({
      command: [path.join(this.home, 'launcher'), 'run', 'run', '--data-dir', this.dataDir],
      env: this.#environment({ ...arming, ...env }),
      logFile: this.logFile,
      keepOrphans,
    });
    this.supervised.start();
  }

  /** The next process of that kind (`a`, `b`, `trial`, `any`) has FARVAULT_FAILPOINTS so. */
  arm(process: string, failpoints: string): void {
    writeFileSync(path.join(this.arms, `${process}.${readdirSync(this.arms).length}`), failpoints);
  }

  /** Whether a process was killed at each of the points, or failed there. */
  reached(points: string[], action: 'kill' | 'error'): boolean {
    const said = this.log(Infinity);
    if (action === 'kill') return said.split('exit code 137').length > points.length;
    return points.every((point) => said.includes(`failpoint ${point}`));
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    await this.supervised?.stop(signal);
    this.supervised = null;
  }

  async close(): Promise<void> {
    await this.stop('SIGKILL');
    await this.proxy.stop();
  }

  async online(timeoutMs = START_MS): Promise<void> {
    await until(`${this.name} to be online`, timeoutMs, async () => (await this.site.agent(this.name)).state === 'online');
  }

  /** A line of the launcher's state; '' when there is none. */
  state(name: string): string {
    try {
      return readFileSync(path.join(this.home, 'state', name), 'utf8').trim();
    } catch {
      return '';
    }
  }

  get badVersions(): string[] {
    const folder = path.join(this.home, 'state', 'bad');
    return existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.tmp')) : [];
  }

  /** Of the slot that `current` names, as far as one look tells. */
  namedVersion(): string {
    try {
      return (JSON.parse(readFileSync(path.join(this.home, 'slots', this.state('current'), 'release.json'), 'utf8')) as { version: string }).version;
    } catch {
      return '';
    }
  }

  /** Of the slot that `current` names. Throws when that is not whole. */
  async currentVersion(): Promise<string> {
    const slot = this.state('current');
    if (slot !== 'a' && slot !== 'b') throw new Error(`current says '${slot}'`);
    return wholeSlot(path.join(this.home, 'slots', slot));
  }

  /** 0: there is none. What cannot be read throws: it is replaced whole. */
  trusted(): TrustedVersions {
    const version = (role: string): number => {
      const file = path.join(this.dataDir, 'update', `${role}.json`);
      return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { signed: { version: number } }).signed.version : 0;
    };
    return Object.fromEntries(ROLES.map((role) => [role, version(role)])) as TrustedVersions;
  }

  /** The disk under the machine loses power, and is there again; nothing runs. */
  async losePower(): Promise<void> {
    if (!(this.disk instanceof CuttableFileSystem)) throw new Error(`${this.name} has no disk that can lose power`);
    this.disk.cutPower();
    await this.stop('SIGKILL');
    const { disk } = this;
    // Whoever made a mount namespace of its own meanwhile holds the dead file system until it ends.
    await until('the disk to be there again', DISK_MS, () => {
      disk.unmount();
      disk.mount();
      return readdirSync(disk.path).length > 0;
    }, 500);
  }

  /** Leaves so many bytes of the disk under the machine. */
  fillDisk(leftBytes: number): void {
    const { bavail, bsize } = statfsSync(this.machine);
    writeFileSync(this.#ballast, Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)));
  }

  freeDisk(): void {
    rmSync(this.#ballast, { force: true });
  }

  get #ballast(): string {
    return path.join(this.machine, 'ballast');
  }

  /** Keeps what the machine holds now, for `reset`. The agent is stopped. */
  keep(): void {
    rmSync(this.#kept, { recursive: true, force: true });
    cpSync(this.machine, this.#kept, { recursive: true, filter: (from) => !from.endsWith('lost+found') });
  }

  /** The machine as it was kept. `slot`: where the installed version lies. */
  reset(slot: Slot): void {
    for (const name of readdirSync(this.machine)) if (name !== 'lost+found') rmSync(path.join(this.machine, name), { recursive: true, force: true });
    cpSync(this.#kept, this.machine, { recursive: true });
    if (slot === 'b') {
      cpSync(path.join(this.#kept, 'opt', 'slots', 'a'), path.join(this.home, 'slots', 'b'), { recursive: true });
      rmSync(path.join(this.home, 'slots', 'a'), { recursive: true });
      writeFileSync(path.join(this.home, 'state', 'current'), 'b\n');
    }
    for (const name of readdirSync(this.arms)) rmSync(path.join(this.arms, name));
    writeFileSync(this.logFile, '');
    if (this.disk instanceof CuttableFileSystem) this.disk.flush();
  }

  get #kept(): string {
    return path.join(this.dir, 'kept');
  }

  /** The last of what launcher and agents said. */
  log(bytes = 6_000): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8').slice(-bytes) : '';
  }
}
