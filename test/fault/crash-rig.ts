// Kills the real server or the real agent at one named point of a backup and a restore, starts it again, and looks whether all that was
// acknowledged is there and the run ends by itself. One rig is used for many rounds: what earlier rounds stored must survive the later ones.
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Failpoint } from '../../shared/failpoints/failpoints.js';
import { Cluster } from '../support/cluster.js';
import { compareTrees } from '../support/compare-trees.js';
import { seeded, type Random } from '../support/random.js';

export type Side = 'server' | 'agent';

export interface Round {
  side: Side;
  point: Failpoint;
  hit: number;
}

export interface RoundResult {
  /** False: the point was passed fewer times than `hit`; the round tested an undisturbed run. */
  killed: boolean;
}

interface RunJson {
  id: string;
  state: string;
  snapshot: string | null;
}

const END_MS = 60_000;

export class CrashRig {
  readonly #dir: string;
  readonly #tree: string;
  readonly #random: Random;
  readonly #cluster: Cluster;
  readonly #acknowledged: string[] = [];
  #round = 0;

  constructor(dir: string, seed: number) {
    this.#dir = dir;
    this.#tree = path.join(dir, 'tree');
    this.#random = seeded(seed);
    this.#cluster = new Cluster(path.join(dir, 'farvault'));
  }

  async prepare(): Promise<void> {
    mkdirSync(this.#tree, { recursive: true });
    for (let i = 0; i < 40; i++) this.#write(i);
    await this.#cluster.startServer();
    await this.#cluster.addAgent('a', 'office', { restoreRoot: path.join(this.#dir, 'restored') });
    await this.#cluster.ok(['job', 'create', 'crash', '--agent', 'a', '--path', this.#tree, '--snapshot', 'none']);
  }

  async stop(): Promise<void> {
    await this.#cluster.stop();
  }

  /** Throws when anything that was acknowledged is lost or wrong, or when the run does not end by itself. */
  async run(round: Round): Promise<RoundResult> {
    this.#round++;
    this.#mutate();
    const env = { FARVAULT_FAILPOINTS: `${round.point}=kill@${round.hit}` };
    const victim = await this.#arm(round.side, env);
    let killed = victim.died();
    const started = killed ? null : await this.#startRun();
    if (started !== null) killed = await victim.endedOr(() => this.#hasEnded(started));
    if (!killed) {
      // The restore has points of its own, on the agent.
      const target = path.join(this.#dir, 'restored', 'armed');
      rmSync(target, { recursive: true, force: true });
      const restore = await this.#cluster.ctl(['restore', 'latest:crash', '--agent', 'a', '--target', target, '--json']);
      const id = restore.code === 0 ? (JSON.parse(restore.stdout.toString()) as RunJson).id : null;
      killed = await victim.endedOr(async () => id === null || (await this.#hasEnded(id)));
      if (!killed) killed = await victim.stopCleanly();
    }
    await this.#restart(round.side, killed);
    await this.#settle();
    await this.#check();
    return { killed };
  }

  #write(i: number): void {
    const size = this.#random.between(0, i % 8 === 0 ? 700_000 : 20_000);
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size; at++) bytes[at] = this.#random.next() * 256;
    writeFileSync(path.join(this.#tree, `file-${i}`), bytes);
  }

  #mutate(): void {
    for (let n = 0; n < 6; n++) this.#write(this.#random.between(0, 40));
    appendFileSync(path.join(this.#tree, 'round'), `round ${this.#round}\n`);
  }

  async #arm(side: Side, env: NodeJS.ProcessEnv): Promise<{ died(): boolean; endedOr(done: () => Promise<boolean>): Promise<boolean>; stopCleanly(): Promise<boolean> }> {
    const handle = this.#cluster.agents.get('a')!;
    const current = side === 'server' ? this.#cluster.server! : handle.daemon!;
    await current.stop();
    try {
      if (side === 'server') {
        await this.#cluster.startServer({ env });
        await this.#agentOnline();
      } else await this.#cluster.startAgent('a', { env });
    } catch (error) {
      // Killed while it started: that is what was asked for.
      if ((side === 'server' ? this.#cluster.server! : handle.daemon!).running) throw error;
    }
    const daemon = side === 'server' ? this.#cluster.server! : handle.daemon!;
    return {
      died: () => !daemon.running,
      endedOr: async (done) => {
        const deadline = performance.now() + END_MS;
        while (daemon.running) {
          if (await done().catch(() => false)) return !daemon.running;
          if (performance.now() > deadline) throw new Error(`neither killed nor done within ${END_MS} ms\n${daemon.output.slice(-4000)}`);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return true;
      },
      stopCleanly: async () => {
        await daemon.stop();
        return daemon.child.signalCode === 'SIGKILL';
      },
    };
  }

  async #startRun(): Promise<string | null> {
    const done = await this.#cluster.ctl(['job', 'run', 'crash', '--json']);
    return done.code === 0 ? (JSON.parse(done.stdout.toString()) as RunJson).id : null;
  }

  async #hasEnded(id: string): Promise<boolean> {
    const shown = await this.#cluster.json<RunJson>(['run', 'show', id]);
    return shown.state !== 'queued' && shown.state !== 'running';
  }

  async #restart(side: Side, killed: boolean): Promise<void> {
    const handle = this.#cluster.agents.get('a')!;
    if (side === 'server') {
      if (killed || !this.#cluster.server!.running) await this.#cluster.startServer();
    } else if (killed || !handle.daemon!.running) await this.#cluster.startAgent('a');
    if (!handle.daemon!.running) throw new Error(`the agent ended when the server was killed\n${handle.daemon!.output.slice(-4000)}`);
    if (!this.#cluster.server!.running) throw new Error(`the server ended when the agent was killed\n${this.#cluster.server!.output.slice(-4000)}`);
    await this.#agentOnline();
  }

  #agentOnline(): Promise<unknown> {
    return this.#cluster.agents.get('a')!.daemon!.waitFor(
      'the agent to be online',
      async () => {
        if (!this.#cluster.server!.running) throw new Error(`the server has ended\n${this.#cluster.server!.output.slice(-4000)}`);
        return (await this.#cluster.json<{ state: string }[]>(['agent', 'list']).catch(() => [])).some((agent) => agent.state === 'online');
      },
      END_MS,
    );
  }

  /** Whatever was going on ends by itself. */
  async #settle(): Promise<void> {
    const deadline = performance.now() + END_MS;
    for (;;) {
      const runs = await this.#cluster.json<RunJson[]>(['run', 'list', '--limit', '5']);
      const going = runs.filter((run) => run.state === 'queued' || run.state === 'running');
      if (going.length === 0) return;
      if (performance.now() > deadline) throw new Error(`run ${going[0]!.id} does not end\n${this.#cluster.agents.get('a')!.daemon!.output.slice(-3000)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #check(): Promise<void> {
    const last = await this.#cluster.json<RunJson>(['job', 'run', 'crash', '--wait']);
    if (last.state !== 'succeeded') throw new Error(`the run after the crash ended ${last.state}`);
    const snapshots = new Set((await this.#cluster.json<{ id: string }[]>(['snapshot', 'list'])).map((snapshot) => snapshot.id));
    for (const run of await this.#cluster.json<RunJson[]>(['run', 'list', '--limit', '10'])) {
      if (run.snapshot !== null && run.state === 'succeeded' && !snapshots.has(run.snapshot)) throw new Error(`run ${run.id} was acknowledged, its snapshot ${run.snapshot} is gone`);
    }
    for (const id of this.#acknowledged) if (!snapshots.has(id)) throw new Error(`snapshot ${id} is gone`);
    await this.#compare(last.snapshot!);
    // An older one, too.
    if (this.#acknowledged.length > 0) await this.#restoreWhole(this.#acknowledged[this.#random.between(0, this.#acknowledged.length)]!);
    this.#acknowledged.push(last.snapshot!);
  }

  async #restoreWhole(snapshot: string): Promise<string> {
    const out = path.join(this.#dir, 'check');
    rmSync(out, { recursive: true, force: true });
    await this.#cluster.ok(['restore', snapshot, '--output', out]);
    return out;
  }

  async #compare(snapshot: string): Promise<void> {
    const out = await this.#restoreWhole(snapshot);
    const { differences } = compareTrees(this.#tree, path.join(out, this.#tree), { owners: process.getuid?.() === 0 });
    if (differences.length > 0) throw new Error(`snapshot ${snapshot} restores differently: ${JSON.stringify(differences.slice(0, 5))}`);
  }
}
