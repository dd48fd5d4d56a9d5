// One agent that takes one cycle after the other. It has a server of its own: a server has one rollout at a time.
import path from 'node:path';
import type { CuttableFileSystem, TemporaryFileSystem } from '../support/file-system.js';
import type { Breakage } from '../support/release-rig.js';
import { UpdateSite } from '../support/update-rig.js';
import { runCycle, type CycleEnd } from './cycle.js';
import type { Plan } from './faults.js';
import { InstalledAgent } from './installed-agent.js';
import { OLD_VERSION, ReleasePool } from './release-pool.js';

const FIRST_RUN_MS = 60_000;

export interface LaneOptions {
  name: string;
  dir: string;
  disk: CuttableFileSystem | TemporaryFileSystem | undefined;
}

export class Lane {
  /** How many versions of each sort have, or may have, failed on this agent. */
  readonly #used = new Map<'good' | Breakage, number>();

  private constructor(
    private readonly site: UpdateSite,
    private readonly agent: InstalledAgent,
    private readonly pool: ReleasePool,
  ) {}

  static async open(options: LaneOptions): Promise<Lane> {
    const site = new UpdateSite(path.join(options.dir, 'farvault'));
    await site.start();
    const pool = await ReleasePool.open(site, path.join(options.dir, 'releases'));
    const machine = options.disk?.path ?? path.join(options.dir, 'machine');
    const agent = await InstalledAgent.install(site, options.name, options.dir, { release: pool.installed, root: pool.ceremony.root, machine, disk: options.disk });
    agent.start();
    await agent.online();
    const run = await site.backUp(options.name, FIRST_RUN_MS);
    if (run.state !== 'succeeded') throw new Error(`the first run of ${options.name} ended ${run.state}: ${run.error}`);
    await agent.stop();
    agent.keep();
    return new Lane(site, agent, pool);
  }

  /** Throws when what must be true afterwards is not. */
  async play(plan: Plan): Promise<CycleEnd> {
    const used = this.#used.get(plan.release) ?? 0;
    const version = await this.pool.version(plan.release, used);
    // Until it is known that it did not.
    this.#used.set(plan.release, used + 1);
    const end = await runCycle(this.agent, plan, { old: OLD_VERSION, next: version });
    if (end.end !== 'back') this.#used.set(plan.release, used);
    return end;
  }

  async close(): Promise<void> {
    await this.agent.close();
    await this.site.stop();
  }
}
