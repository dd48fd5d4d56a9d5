// Fifty installed agents under their launchers, and what one asks of all of them.
import path from 'node:path';
import { readFileSync } from 'node:fs';
import type { Rollout__Output } from '../../shared/rpc/gen/farvault/v1/Rollout.js';
import { until, type UpdateSite } from '../support/update-rig.js';
import { InstalledAgent } from './installed-agent.js';
import type { ReleasePool } from './release-pool.js';

const AT_ONCE = 6;
const ONLINE_MS = 120_000;
const RUN_MS = 120_000;
const OFFICES = 5;

export class Fleet {
  readonly agents: InstalledAgent[] = [];

  constructor(
    readonly site: UpdateSite,
    private readonly pool: ReleasePool,
    private readonly dir: string,
  ) {}

  async install(count: number): Promise<void> {
    for (let number = 0; number < OFFICES; number++) await this.site.call((admin) => admin.createOffice.bind(admin), { name: `office-${number}` });
    await atOnce(Array.from({ length: count }, (_, n) => n + 1), async (number) => {
      const name = `agent-${String(number).padStart(2, '0')}`;
      this.agents.push(await InstalledAgent.install(this.site, name, path.join(this.dir, name), { release: this.pool.installed, root: this.pool.ceremony.root, office: `office-${number % OFFICES}` }));
    });
  }

  async start(): Promise<void> {
    await atOnce(this.agents, async (agent) => {
      agent.start();
      await agent.online(ONLINE_MS);
    });
  }

  /** Everybody is online with `version`, or with one of those, and a run of each succeeds. */
  async proveAll(...versions: string[]): Promise<void> {
    await until(`all to be online with ${versions.join(' or ')}`, ONLINE_MS, async () => {
      const others = (await this.site.agents()).filter(({ state, version }) => state !== 'online' || !versions.includes(version));
      if (others.length > 0) throw new Error(others.slice(0, 5).map(({ name, state, version }) => `${name} is ${state} with ${version}`).join(', '));
      return true;
    }, 200);
    await atOnce(this.agents, async ({ name }) => {
      const run = await this.site.backUp(name, RUN_MS);
      if (run.state !== 'succeeded') throw new Error(`the run of ${name} ended ${run.state}: ${run.error}`);
    });
  }

  /** How many run each version, by what lies on their disks. */
  async versions(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const agent of this.agents) {
      const version = await agent.currentVersion();
      counts.set(version, (counts.get(version) ?? 0) + 1);
    }
    return counts;
  }

  /** On how many machines a version is remembered as bad. */
  bad(version: string): number {
    return this.agents.filter((agent) => agent.badVersions.includes(version)).length;
  }

  async rolloutEnds(id: string, timeoutMs: number): Promise<Rollout__Output> {
    let last: Rollout__Output | null = null;
    await until(`rollout ${id} to end`, timeoutMs, async () => {
      last = await this.site.rollout(id);
      if (last.state === 'running') throw new Error(describeRollout(last));
      return true;
    }, 200);
    return last!;
  }

  /** MiB of all agents' processes and launchers, pages that they share counted once. */
  memory(): number {
    let kib = 0;
    for (const { supervised } of this.agents) {
      for (const pid of [supervised?.pid ?? 0, ...(supervised?.children ?? [])]) kib += proportionalKib(pid);
    }
    return Math.round(kib / 1024);
  }

  async close(): Promise<void> {
    await Promise.all(this.agents.map((agent) => agent.close()));
  }
}

export function describeRollout({ state, reason, ring, counts }: Rollout__Output): string {
  return `${state}${reason === '' ? '' : ` (${reason})`}, ring ${ring}: ${counts.map((count) => `${count.agents} ${count.state}`).join(', ')}`;
}

async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
    }),
  );
}

function proportionalKib(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // It has ended.
  }
}
